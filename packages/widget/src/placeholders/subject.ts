import type { CategoryConfig } from "@cookiehub/schemas/types";
import type { ChoiceStore } from "../state/choice-store.ts";
import type { Given } from "../state/given-choices.ts";

type Choices = Pick<ChoiceStore, "choices" | "services">;

/** A category (`choices`) or service that has to be allowed. */
export type Need = readonly [kind: keyof Choices, id: string];

/** One thing of the page that a placeholder stands for. */
export interface Subject {
  /** What the placeholder takes the place of. */
  readonly element: HTMLElement;
  /** What is held back, in document order: the element itself, or the scripts that draw into it. */
  readonly held: readonly Element[];
  readonly needs: readonly Need[];
}

/**
 * Finds what would be seen among the held elements. Scripts are not, but an element with `data-consent-placeholder` is
 * where they draw: it stands for the scripts inside it, or, where it has marks itself, for those with the same marks.
 */
export function findSubjects(held: readonly Element[]): Subject[] {
  const scripts = held.filter(({ localName }) => localName === "script");
  const drawn = scripts.length > 0 ? [...document.querySelectorAll<HTMLElement>("[data-consent-placeholder]")] : [];
  const found = [
    ...(held as HTMLElement[])
      .filter(({ localName }) => localName !== "script" && localName !== "link")
      .map((element) => ({ element, held: [element] })),
    ...drawn.map((element) => {
      const marks = toKey(element);
      return { element, held: scripts.filter((one) => (marks ? toKey(one) === marks : element.contains(one))) };
    }),
  ];
  return found
    .filter((subject) => subject.held.length > 0)
    .map((subject) => ({ ...subject, needs: subject.held.flatMap(readNeeds) }));
}

/** Whether everything that is needed is allowed: the subject is on its way then. */
export function isAllowed(needs: readonly Need[], store: Choices): boolean {
  return needs.every(([kind, id]) => store[kind]()[id] === true);
}

/**
 * Spells out "always allow": what holds now, and what is needed besides. `null` where something is needed that nobody
 * has configured, which is never allowed.
 */
export function toAlways(
  needs: readonly Need[],
  configured: readonly Pick<CategoryConfig, "id" | "services">[],
  store: Choices,
): Given | null {
  if (!needs.every(([kind, id]) => typeof store[kind]()[id] === "boolean")) return null;
  const given = { choices: { ...store.choices() }, services: { ...store.services() } };
  for (const { id, services } of configured) {
    // The services of a category that is allowed with this follow it.
    const isNew = !given.choices[id] && needs.some(([kind, needed]) => kind === "choices" && needed === id);
    if (isNew) for (const service of services) delete given.services[service.id];
  }
  for (const [kind, id] of needs) given[kind][id] = true;
  return { categories: given.choices, services: given.services };
}

function readNeeds(element: Element): Need[] {
  const read = (mark: string, kind: keyof Choices) =>
    (element.getAttribute(`data-consent-${mark}`) ?? "")
      .split(/\s+/)
      .filter(Boolean)
      .map((id): Need => [kind, id]);
  return [...read("category", "choices"), ...read("service", "services")];
}

function toKey(element: Element): string {
  return String(readNeeds(element).map(String).sort());
}
