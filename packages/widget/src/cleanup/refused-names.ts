import type { CategoryConfig } from "@cookiehub/schemas/types";
import { toGlob } from "../guard/glob.ts";
import type { ChoiceStore } from "../state/choice-store.ts";

// Whatever a category lists: the choice itself, and decisions on their way, are never deleted.
const OWN_PREFIX = "cookiehub_";

/**
 * Tells which cookies and storage entries may be deleted: those that a refused category or service lists, and that
 * nothing which is allowed or required lists as well. A name that nobody listed is the site's own affair.
 */
export function createIsRefused(
  categories: readonly Pick<CategoryConfig, "id" | "required" | "cookies">[],
  store: Pick<ChoiceStore, "choices" | "services">,
): (name: string) => boolean {
  const choices = store.choices();
  const services = store.services();
  const listed = categories.flatMap(({ id, required, cookies }) =>
    cookies.map(({ name, service }) => ({
      isName: toGlob(name),
      isAllowed:
        required ||
        (service !== undefined && Object.hasOwn(services, service) ? services[service] : choices[id]) === true,
    })),
  );
  return (name) => {
    const found = listed.filter(({ isName }) => isName(name));
    return found.length > 0 && !found.some(({ isAllowed }) => isAllowed) && !name.startsWith(OWN_PREFIX);
  };
}
