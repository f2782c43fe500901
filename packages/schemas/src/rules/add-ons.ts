import type { ResolvedConfig, VendorSignal } from "../types/tenant-config.ts";

/** An add-on that has to be there before the first signal, tag and banner. */
export type EarlyAddOn =
  | "experiment"
  | "guard"
  | "gpc"
  | "iab"
  | "link"
  | "modal"
  | "tcf"
  | "fingerprint"
  | "theme"
  | `signal-${VendorSignal}`;

/** Says which early add-ons a configuration switches on, in the order in which they begin. */
export function toEarlyAddOns({
  config,
  experiment,
  tcf,
}: Pick<ResolvedConfig, "config" | "experiment" | "tcf">): EarlyAddOn[] {
  const names: EarlyAddOn[] = [];
  // First of all: what it does not see begin it cannot hold back.
  if (config.blocking?.automatic) names.push("guard");
  if (config.privacy_signals?.gpc_refuses) names.push("gpc");
  if (config.gpp) names.push("iab");
  if (config.device_id === "fingerprint") names.push("fingerprint");
  // What it says of a kept choice holds for all that follow.
  if (tcf) names.push("tcf");
  if (experiment) names.push("experiment");
  if (config.sharing?.cross_domain) names.push("link");
  // After the experiment, whose arms may have colours of their own.
  const banners = [config.banner, ...(experiment?.variants ?? []).map((variant) => variant.banner)];
  if (banners.some((banner) => banner?.layout === "modal")) names.push("modal");
  if (banners.some((banner) => banner?.accent || banner?.colors || banner?.stylesheet)) names.push("theme");
  return [...names, ...(config.vendor_signals ?? []).map((name) => `signal-${name}` as const)];
}
