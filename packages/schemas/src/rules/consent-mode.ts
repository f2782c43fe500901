import { CONSENT_MODE_TYPES } from "../constants.ts";
import type { CategoryChoices } from "../types/consent.ts";
import type { ConsentModeType, ConsentModeValue, GoogleConsentModeConfig } from "../types/tenant-config.ts";

/** One Consent Mode command body: a value for each of the seven signals (C1). */
export type ConsentModeState = Record<ConsentModeType, ConsentModeValue>;

/** Which category grants which signal when the tenant says nothing else. */
export const DEFAULT_CONSENT_MODE_MAPPING: GoogleConsentModeConfig["mapping"] = {
  ad_storage: "marketing",
  ad_user_data: "marketing",
  ad_personalization: "marketing",
  analytics_storage: "analytics",
  functionality_storage: "functional",
  personalization_storage: "functional",
};

/**
 * Maps a choice to Consent Mode. A signal without a category, or whose category was not agreed to, is denied;
 * `security_storage` is granted throughout (C9, a product convention).
 */
export function toConsentMode(mapping: GoogleConsentModeConfig["mapping"], choices: CategoryChoices): ConsentModeState {
  const state = {} as ConsentModeState;
  for (const type of CONSENT_MODE_TYPES) {
    const category = mapping[type];
    const isGranted = type === "security_storage" || (category !== undefined && choices[category] === true);
    state[type] = isGranted ? "granted" : "denied";
  }
  return state;
}
