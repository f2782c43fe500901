import type { BlockingRule, CategoryChoices } from "@cookiehub/schemas/types";
import type { AddOnHost } from "../add-on.ts";
import type { ConsentSnapshot } from "../api.ts";

/** What allows something: a category or a service. */
export type Need = Pick<BlockingRule, "category" | "service">;

/** What may run, asked anew for every call of the page. */
export interface Consent {
  /** Whether nothing has to be held back at all. Cheap: every call of the page begins with it. */
  isOpen(): boolean;
  isAllowed(need: Need): boolean;
  /** What was announced may begin: nothing starts before the signals have been told (D18). */
  announce(now: ConsentSnapshot): void;
}

interface State {
  readonly choices: CategoryChoices;
  readonly services: CategoryChoices;
  readonly isOpen: boolean;
}

/**
 * Follows what may run. A grant counts once it was announced; a withdrawal at once, since the snapshot is replaced
 * within the click.
 */
export function createConsent({ api, store }: Pick<AddOnHost, "api" | "store">): Consent {
  let announced: Pick<ConsentSnapshot, "choices" | "services"> = { choices: {}, services: {} };
  let known: { readonly snapshot: ConsentSnapshot; readonly state: State } | null = null;
  const read = (): State => {
    const snapshot = api.getSnapshot();
    if (known?.snapshot !== snapshot) {
      const choices = toBoth(store.choices(), announced.choices);
      const services = toBoth(store.services(), announced.services);
      const isOpen = [choices, services].every((group) => Object.values(group).every(Boolean));
      known = { snapshot, state: { choices, services, isOpen } };
    }
    return known.state;
  };
  return {
    isOpen: () => read().isOpen,
    isAllowed({ category, service }) {
      const { choices, services } = read();
      if (service !== undefined) return services[service] === true;
      return category !== undefined && choices[category] === true;
    },
    announce(now) {
      announced = now;
      known = null;
    },
  };
}

function toBoth(one: CategoryChoices, other: CategoryChoices): CategoryChoices {
  return Object.fromEntries(Object.keys(one).map((id) => [id, one[id] === true && other[id] === true]));
}
