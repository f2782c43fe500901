import type { CategoryConfig, ResolvedConfig, StoredChoice } from "@cookiehub/schemas/types";
import { isSignalRefusal } from "../privacy-signal.ts";
import type { Answer } from "../state/given-choices.ts";

/**
 * Says what the signal answers in the visitor's place, or `null` where they answer themselves. Who was not asked refuses
 * everything (P9); an agreement made without the signal loses what sells (P8); one made in its presence stands, and when it
 * has run out, it is asked for again.
 */
export function toSignalAnswer(
  setup: ResolvedConfig,
  past: StoredChoice | null,
  isDecided: boolean,
  gpc: boolean,
): Answer | null {
  if (!isSignalRefusal(setup, gpc)) return null;
  const agreed = setup.config.categories.filter((category) => hasAgreed(past, category));
  if (agreed.length > 0 && past?.gpc) return null;
  if (!isDecided) return "reject";
  const isMarked = setup.config.categories.some((category) => category.sells_data);
  const isLosing = agreed.some((category) => category.sells_data || !isMarked);
  return isLosing ? "do-not-sell" : null;
}

function hasAgreed(past: StoredChoice | null, { id, services }: CategoryConfig): boolean {
  return (
    past !== null && (past.granted.includes(id) || services.some((service) => past.services?.[service.id] === true))
  );
}
