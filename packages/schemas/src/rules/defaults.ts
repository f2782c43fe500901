import type { CategoryConfig, ResolvedRegulation } from "../types/tenant-config.ts";

type Category = Pick<CategoryConfig, "id" | "required" | "sells_data">;

/**
 * What holds for a visitor who has not decided. Opt-in: only required categories. Opt-out and notice: everything,
 * except what sells or shares data when the browser sends Global Privacy Control and the law asks to honour it
 * (P4, P5: the signal is an opt-out of sale and sharing, never consent).
 */
export function toDefaultChoices(
  categories: readonly Category[],
  regulation: Pick<ResolvedRegulation, "model" | "gpc">,
  gpc: boolean,
): Record<string, boolean> {
  const isPermissive = regulation.model !== "opt-in";
  const isOptedOut = isGpcHonoured(regulation, gpc);
  return Object.fromEntries(
    categories.map((category) => [
      category.id,
      category.required || (isPermissive && !(isOptedOut && category.sells_data)),
    ]),
  );
}

/** Whether the signal has an effect here: it was sent, and the regulation knows it. */
export function isGpcHonoured(regulation: Pick<ResolvedRegulation, "model" | "gpc">, gpc: boolean): boolean {
  return gpc && regulation.model !== "opt-in" && regulation.gpc !== "none";
}
