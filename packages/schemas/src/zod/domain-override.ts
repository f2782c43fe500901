import { z } from "zod";
import { LANGUAGES_MAX } from "../constants.ts";
import { bannerOverrideSchema } from "./banner.ts";
import { consentModeOverrideSchema } from "./consent-mode.ts";
import { boundedRecord, languageSchema, privacyPolicyUrlSchema } from "./shapes.ts";
import { translationSchema } from "./translation.ts";

/**
 * What one domain of a tenant may say for itself: how it asks. What a decision means (categories, regulations, policy
 * version, how long it holds) is the tenant's alone, because one record is good for all of its hosts.
 */
export const domainOverrideSchema = z.strictObject({
  privacy_policy_url: privacyPolicyUrlSchema.optional().describe("As the tenant's."),
  languages: z
    .array(languageSchema)
    .min(1)
    .max(LANGUAGES_MAX)
    .optional()
    .describe("As the tenant's; replaces the whole list."),
  banner: bannerOverrideSchema.optional().describe("As the tenant's, without `consent_renewal_days`."),
  google_consent_mode: consentModeOverrideSchema.optional().describe("As the tenant's."),
  translations: boundedRecord(languageSchema, translationSchema, LANGUAGES_MAX, "languages")
    .optional()
    .describe("As the tenant's."),
});
