import type { CategoryConfig, PrivacySignalsConfig, ResolvedConfig, StoredChoice } from "@cookiehub/schemas/types";
import type { Answer } from "./state/given-choices.ts";

/**
 * Whether this browser asks, on every site, not to be sold or tracked: Global Privacy Control (P2), or `DNT: 1` where the
 * tenant takes it for that. A script cannot read the header: where the two differ, the server counts either.
 */
export function readPrivacySignal(config: PrivacySignalsConfig | undefined): boolean {
  const { globalPrivacyControl, doNotTrack } = navigator as { globalPrivacyControl?: unknown; doNotTrack?: unknown };
  return globalPrivacyControl === true || (config?.dnt === true && doNotTrack === "1");
}

/** Whether the tenant lets the signal speak for the visitor in a place that asks before (P9). */
export function isSignalRefusal({ config, regulation }: ResolvedConfig, gpc: boolean): boolean {
  return gpc && regulation.model === "opt-in" && config.privacy_signals?.gpc_refuses === true;
}

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
