import type { CategoryConfig } from "@cookiehub/schemas/types";
import type { ConsentSnapshot } from "../api.ts";
import type { Given } from "../state/given-choices.ts";

/** What a category's switches say together; each is the key of its word. */
export type CategoryResult = "allowed" | "refused" | "partly_allowed";

type Category = Pick<CategoryConfig, "id" | "services">;

/** Where the switches stand, before anything is saved. */
export interface Draft {
  isAllowed(category: Category): boolean;
  isServiceAllowed(serviceId: string): boolean;
  toResult(category: Category): CategoryResult;
  /** Turns a category and all of its services over. */
  toggle(category: Category): void;
  /**
   * Turns one service over. With the last one refused the category is refused as well; allowing every service does not
   * allow the category: its other tags were not asked about.
   */
  toggleService(category: Category, serviceId: string): void;
  /** What would be saved, service by service. */
  toGiven(): Given;
}

/** Opens a draft at what may run now. */
export function createDraft(
  categories: readonly Category[],
  { choices, services: states }: Pick<ConsentSnapshot, "choices" | "services">,
): Draft {
  const allowed = new Set(Object.keys(choices).filter((id) => choices[id]));
  const services = new Set(Object.keys(states).filter((id) => states[id]));
  /** Refused only because all services were: the first service that comes back brings them back. */
  const emptied = new Set<string>();
  const set = (ids: Set<string>, id: string, isOn: boolean) => void (isOn ? ids.add(id) : ids.delete(id));
  return {
    isAllowed: ({ id }) => allowed.has(id),
    isServiceAllowed: (id) => services.has(id),
    toResult({ id, services: own }) {
      const isOn = allowed.has(id);
      if (own.some((service) => services.has(service.id) !== isOn)) return "partly_allowed";
      return isOn ? "allowed" : "refused";
    },
    toggle({ id, services: own }) {
      const isOn = !allowed.has(id);
      set(allowed, id, isOn);
      for (const service of own) set(services, service.id, isOn);
      emptied.delete(id);
    },
    toggleService({ id, services: own }, serviceId) {
      const isOn = !services.has(serviceId);
      set(services, serviceId, isOn);
      if (isOn && emptied.delete(id)) allowed.add(id);
      if (!isOn && !own.some((service) => services.has(service.id)) && allowed.delete(id)) emptied.add(id);
    },
    toGiven: () => ({
      categories: Object.fromEntries(categories.map(({ id }) => [id, allowed.has(id)])),
      services: Object.fromEntries(
        categories.flatMap(({ services: own }) => own.map(({ id }) => [id, services.has(id)] as const)),
      ),
    }),
  };
}
