import { isGpcHonoured, toChoices, toDefaultChoices } from "@cookiehub/schemas/rules";
import type { ResolvedConfig, StoredChoice } from "@cookiehub/schemas/types";

/**
 * Says what may run. A choice that holds decides; without one the regulation does, yet never beyond an earlier refusal.
 * A Global Privacy Control signal switches sale and sharing off, unless the visitor decided otherwise while it was sent
 * (P4, P5, P8).
 */
export function toEffectiveChoices(
  { config, regulation }: Pick<ResolvedConfig, "config" | "regulation">,
  past: StoredChoice | null,
  isPastValid: boolean,
  gpc: boolean,
): Record<string, boolean> {
  const { categories } = config;
  const isWithdrawn = isOverruledByGpc({ config, regulation }, past, gpc);
  const base =
    past && isPastValid
      ? toChoices(categories, Object.fromEntries(past.granted.map((id) => [id, true])))
      : toDefaultChoices(categories, regulation, gpc);
  for (const { id, required, sells_data } of categories) {
    if (required) continue;
    if ((isWithdrawn && sells_data) || (!isPastValid && past?.denied.includes(id))) base[id] = false;
  }
  return base;
}

/** Whether the signal now withdraws something that an earlier choice, made without the signal, had allowed (P8). */
export function isOverruledByGpc(
  { config, regulation }: Pick<ResolvedConfig, "config" | "regulation">,
  past: StoredChoice | null,
  gpc: boolean,
): boolean {
  return (
    past !== null &&
    !past.gpc &&
    isGpcHonoured(regulation, gpc) &&
    config.categories.some((category) => category.sells_data && past.granted.includes(category.id))
  );
}
