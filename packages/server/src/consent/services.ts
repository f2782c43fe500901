import { SERVICE_CHOICES_MAX } from "@cookiehub/schemas/constants";
import { toStatus } from "@cookiehub/schemas/rules";
import type { CategoryConfig, ConsentStatus } from "@cookiehub/schemas/types";

/** Id -> agreed to. */
export type Choices = Readonly<Record<string, boolean>>;

/** A category as far as its services are concerned. */
export type ServiceCategory = Pick<CategoryConfig, "id" | "required" | "services">;

/** Service id -> the category that it stands in. */
export function toCategoryByService<Category extends ServiceCategory>(
  categories: readonly Category[],
): ReadonlyMap<string, Category> {
  return new Map(categories.flatMap((category) => category.services.map(({ id }) => [id, category] as const)));
}

/** What a visitor said about services, and what was known and shown when it was said. */
export interface ServicesQuestion {
  /** Service id -> agreed to, as the request has it. */
  readonly given: Choices;
  /** What the request decided about categories: undecided ones are left out. */
  readonly choices: Choices;
  /** The published categories. */
  readonly categories: readonly ServiceCategory[];
  /** The categories that the visitor was asked about, as they were shown. */
  readonly shown: readonly ServiceCategory[];
  /** What was decided about services before. */
  readonly before: Choices;
}

/**
 * Says which services stand apart from their category after a decision. A service that was shown and is not named
 * follows its category; the refusal of one that was not shown stays (0023). An agreement counts for the category that
 * it was shown in, and for no other. Pure.
 */
export function toServiceChoices({ given, choices, categories, shown, before }: ServicesQuestion): Choices {
  const published = toCategoryByService(categories);
  const seen = toCategoryByService(shown);
  const services: Record<string, boolean> = {};
  for (const [id, isAgreed] of Object.entries(before)) {
    if (!isAgreed && !seen.has(id)) services[id] = false;
  }
  for (const [id, isAgreed] of Object.entries(given).slice(0, SERVICE_CHOICES_MAX)) {
    const category = published.get(id);
    if (!category || category.required) continue;
    const ofCategory = Object.hasOwn(choices, category.id) ? choices[category.id] : undefined;
    if (isAgreed ? ofCategory === false && seen.get(id)?.id === category.id : ofCategory !== false) {
      services[id] = isAgreed;
    }
  }
  return services;
}

/** Judges a choice as `toStatus` does; one service that stands apart makes it `partial`. */
export function toStatusWithServices(
  categories: readonly ServiceCategory[],
  { choices, services }: { readonly choices: Choices; readonly services: Choices },
): ConsentStatus {
  const status = toStatus(categories, choices);
  const isApart = ({ id, required, services: own }: ServiceCategory): boolean =>
    !required && own.some((one) => Object.hasOwn(services, one.id) && services[one.id] !== (choices[id] === true));
  return status !== "partial" && categories.some(isApart) ? "partial" : status;
}

/** The refusals among choices: they hold until the visitor agrees, however old they grow. */
export function toRefused(choices: Choices): Record<string, boolean> {
  return Object.fromEntries(Object.entries(choices).filter(([, isAgreed]) => !isAgreed));
}

/**
 * Takes back what was agreed to about services of categories that are refused; `null`: of all. A service that no
 * category has any more may come back in any: it counts as refused with each. Pure.
 */
export function withoutAgreements(
  services: Choices,
  refusedCategories: readonly string[] | null,
  categories: readonly ServiceCategory[],
): Choices {
  const published = toCategoryByService(categories);
  const isTaken = (id: string): boolean => {
    const category = published.get(id);
    return refusedCategories === null || category === undefined || refusedCategories.includes(category.id);
  };
  return Object.fromEntries(Object.entries(services).filter(([id, isAgreed]) => !(isAgreed && isTaken(id))));
}

/** Adds one record's refusals of services to another's choices, where those say nothing of the service's category. Pure. */
export function withRefusals(
  { choices, services }: { readonly choices: Choices; readonly services: Choices },
  other: Choices,
  categories: readonly ServiceCategory[],
): Choices {
  const published = toCategoryByService(categories);
  const isSaid = (id: string): boolean => {
    const category = published.get(id);
    return category !== undefined && Object.hasOwn(choices, category.id);
  };
  const refused = Object.entries(toRefused(other)).filter(([id]) => !isSaid(id));
  return { ...Object.fromEntries(refused), ...services };
}
