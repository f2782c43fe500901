export type { ConsentModeState } from "./consent-mode.ts";
export { DEFAULT_CONSENT_MODE_MAPPING, toConsentMode } from "./consent-mode.ts";
export { isGpcHonoured, toDefaultChoices } from "./defaults.ts";
export type { Jurisdiction } from "./jurisdictions.ts";
export { isRegulationId, JURISDICTIONS, resolveRegulation } from "./jurisdictions.ts";
export type { AskReason, PastChoice } from "./renewal.ts";
export { toAskReason, toExpiry } from "./renewal.ts";
export { toAction, toChoices, toStatus } from "./status.ts";
