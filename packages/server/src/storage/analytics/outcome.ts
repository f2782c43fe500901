/** How decisions count. Their order stands in the rollups (`dimension-gold.ts`). */
export const OUTCOMES = ["allAllowed", "allDenied", "partial"] as const;

/** How a decision counts. */
export type DecisionOutcome = (typeof OUTCOMES)[number];

/**
 * Judges a decision by its optional categories: all agreed to, none, or some. Consent to what was not disclosed does
 * not count; where nothing could be refused, everything is allowed.
 */
export function toDecisionOutcome(disclosed: readonly string[], consented: readonly string[]): DecisionOutcome {
  const asked = new Set(disclosed);
  const agreed = new Set(consented.filter((category) => asked.has(category)));
  if (agreed.size === asked.size) return "allAllowed";
  return agreed.size === 0 ? "allDenied" : "partial";
}
