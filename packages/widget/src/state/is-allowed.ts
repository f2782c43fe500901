import type { ConsentSnapshot } from "../api.ts";

type Choices = Pick<ConsentSnapshot, "choices" | "services">;

/** Says whether a category, or a service, may run. Where both have the id, both must; an unknown id may not. */
export function isAllowedIn({ choices, services }: Choices, id: string): boolean {
  const states = [choices, services].filter((group) => Object.hasOwn(group, id));
  return states.length > 0 && states.every((group) => group[id] === true);
}
