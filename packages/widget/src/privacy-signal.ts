import type { PrivacySignalsConfig, ResolvedConfig } from "@cookiehub/schemas/types";

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
