import type { CategoryChoices, CategoryConfig } from "@cookiehub/schemas/types";
import type { ChoiceStore } from "../state/choice-store.ts";
import type { Given } from "../state/given-choices.ts";

/** What has to be allowed. */
export interface Needs {
  readonly categories: readonly string[];
  readonly services: readonly string[];
}

/** One thing of the page that a placeholder stands for. */
export interface Subject extends Needs {
  /** What the placeholder takes the place of. */
  readonly element: HTMLElement;
  /** What is held back, in document order: the element itself, or the scripts that draw into it. */
  readonly held: readonly Element[];
}

const CONTAINER_SELECTOR = "[data-consent-placeholder]";

/**
 * Finds what would be seen among the held elements. Scripts are not, but an element with `data-consent-placeholder` is
 * where they draw: it stands for the scripts inside it, or, where it has marks itself, for those with the same marks.
 */
export function findSubjects(held: readonly Element[]): Subject[] {
  const scripts = held.filter(({ localName }) => localName === "script");
  const containers = scripts.length > 0 ? [...document.querySelectorAll<HTMLElement>(CONTAINER_SELECTOR)] : [];
  const drawn = containers.map((element) => {
    const marks = toKey(readNeeds(element));
    return {
      element,
      held: scripts.filter((script) => (marks ? toKey(readNeeds(script)) === marks : element.contains(script))),
    };
  });
  const seen = held.filter(({ localName }) => localName !== "script" && localName !== "link");
  return [...seen.map((element) => ({ element: element as HTMLElement, held: [element] })), ...drawn]
    .filter((subject) => subject.held.length > 0)
    .map((subject) => {
      const needs = subject.held.map(readNeeds);
      return {
        ...subject,
        categories: [...new Set(needs.flatMap(({ categories }) => categories))],
        services: [...new Set(needs.flatMap(({ services }) => services))],
      };
    });
}

/** Whether everything that the subject needs is allowed: it is on its way then. */
export function isAllowed({ categories, services }: Needs, store: Pick<ChoiceStore, "choices" | "services">): boolean {
  return isAll(categories, store.choices()) && isAll(services, store.services());
}

/**
 * Spells out "always allow": what holds now, and what the subject needs besides. `null` where it needs something that
 * nobody has configured, which is never allowed.
 */
export function toAlways(
  { categories, services }: Needs,
  configured: readonly CategoryConfig[],
  store: Pick<ChoiceStore, "choices" | "services">,
): Given | null {
  const now = { categories: store.choices(), services: store.services() };
  const isKnown = [...categories.map((id) => now.categories[id]), ...services.map((id) => now.services[id])];
  if (isKnown.includes(undefined)) return null;
  const kept = configured
    // The services of a category that is allowed with this follow it.
    .filter(({ id }) => now.categories[id] === true || !categories.includes(id))
    .flatMap((category) => category.services.map(({ id }) => [id, now.services[id] === true] as const));
  return {
    categories: { ...now.categories, ...toTrue(categories) },
    services: { ...Object.fromEntries(kept), ...toTrue(services) },
  };
}

function readNeeds(element: Element): Needs {
  const [categories, services] = ["category", "service"].map((mark) =>
    (element.getAttribute(`data-consent-${mark}`) ?? "").split(/\s+/).filter(Boolean),
  );
  return { categories: categories ?? [], services: services ?? [] };
}

function toKey({ categories, services }: Needs): string {
  return [categories, services].some(({ length }) => length > 0)
    ? `${[...categories].sort()}|${[...services].sort()}`
    : "";
}

function isAll(ids: readonly string[], choices: CategoryChoices): boolean {
  return ids.every((id) => choices[id] === true);
}

function toTrue(ids: readonly string[]): Record<string, boolean> {
  return Object.fromEntries(ids.map((id) => [id, true]));
}
