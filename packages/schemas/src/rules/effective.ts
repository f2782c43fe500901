import type { ResolvedConfig } from "../types/tenant-config.ts";
import { isGpcHonoured, toDefaultChoices } from "./defaults.ts";
import { toChoices } from "./status.ts";

type Setup = {
  readonly config: Pick<ResolvedConfig["config"], "categories">;
  readonly regulation: Pick<ResolvedConfig["regulation"], "model" | "gpc">;
};

/** What the visitor was asked about and how it was answered, and whether the browser sent the signal then. */
export interface AnsweredChoice {
  readonly granted: readonly string[];
  readonly denied: readonly string[];
  /** Service id -> agreed to, where it differs from the category. */
  readonly services?: Readonly<Record<string, boolean>> | undefined;
  readonly gpc: boolean;
}

/**
 * Says what may run. A choice that holds decides; without one the regulation does, yet never beyond an earlier refusal.
 * A Global Privacy Control signal switches sale and sharing off, unless the visitor decided otherwise while it was sent
 * (P4, P5, P8).
 */
export function toEffectiveChoices(
  setup: Setup,
  past: AnsweredChoice | null,
  isPastValid: boolean,
  gpc: boolean,
): Record<string, boolean> {
  const { categories } = setup.config;
  const isWithdrawn = isOverruledByGpc(setup, past, gpc);
  const base =
    past && isPastValid
      ? toChoices(categories, Object.fromEntries(past.granted.map((id) => [id, true])))
      : toDefaultChoices(categories, setup.regulation, gpc);
  for (const { id, required, sells_data } of categories) {
    if (required) continue;
    if ((isWithdrawn && sells_data) || (!isPastValid && past?.denied.includes(id))) base[id] = false;
  }
  return base;
}

/**
 * Says which services may run, given what `toEffectiveChoices` says of the categories: a service follows its category
 * unless the visitor decided otherwise about it. A refusal of a service outlives the choice it was part of; an agreement
 * holds only as long as the choice, and never against the signal (P8).
 */
export function toEffectiveServices(
  setup: Setup,
  past: AnsweredChoice | null,
  isPastValid: boolean,
  gpc: boolean,
  choices: Readonly<Record<string, boolean>>,
): Record<string, boolean> {
  const isWithdrawn = isGpcHonoured(setup.regulation, gpc) && !past?.gpc;
  const own = past?.services ?? {};
  const services: Record<string, boolean> = {};
  for (const category of setup.config.categories) {
    for (const { id } of category.services) {
      const decided = !category.required && Object.hasOwn(own, id) ? own[id] : undefined;
      const mayAllow = isPastValid && !(category.sells_data && isWithdrawn);
      const isAllowed = choices[category.id] === true;
      services[id] = decided === false ? false : isAllowed || (decided === true && mayAllow);
    }
  }
  return services;
}

/** Whether the signal now withdraws something that an earlier choice, made without the signal, had allowed (P8). */
export function isOverruledByGpc({ config, regulation }: Setup, past: AnsweredChoice | null, gpc: boolean): boolean {
  return (
    past !== null &&
    !past.gpc &&
    isGpcHonoured(regulation, gpc) &&
    config.categories.some(
      (category) =>
        category.sells_data &&
        (past.granted.includes(category.id) || category.services.some(({ id }) => past.services?.[id] === true)),
    )
  );
}
