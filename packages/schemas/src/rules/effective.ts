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

/** Whether the signal now withdraws something that an earlier choice, made without the signal, had allowed (P8). */
export function isOverruledByGpc({ config, regulation }: Setup, past: AnsweredChoice | null, gpc: boolean): boolean {
  return (
    past !== null &&
    !past.gpc &&
    isGpcHonoured(regulation, gpc) &&
    config.categories.some((category) => category.sells_data && past.granted.includes(category.id))
  );
}
