import { z } from "zod";
import { CATEGORIES_MAX, DOMAIN_OVERRIDES_MAX, LANGUAGES_MAX, LOCATION_PATTERN } from "../constants.ts";
import { isRegulationId } from "../rules/jurisdictions.ts";
import type { TenantConfig } from "../types/tenant-config.ts";
import { bannerSchema } from "./banner.ts";
import { blockingSchema } from "./blocking.ts";
import { categorySchema } from "./category.ts";
import { consentModeSchema } from "./consent-mode.ts";
import { DEFAULT_CATEGORIES } from "./default-categories.ts";
import { domainOverrideSchema } from "./domain-override.ts";
import { experimentsSchema } from "./experiment.ts";
import { gppSchema } from "./gpp.ts";
import {
  boundedRecord,
  hostSchema,
  languageSchema,
  privacyPolicyUrlSchema,
  tenantIdSchema,
  versionSchema,
} from "./shapes.ts";
import { privacySignalsSchema, sharingSchema, vendorSignalsSchema } from "./signal-sharing.ts";
import { checkTcf, tcfSchema } from "./tcf.ts";
import {
  checkBlockingRules,
  checkCategories,
  checkLayersApplied,
  checkMapping,
  checkOverrideHosts,
  checkServerHost,
} from "./tenant-config-checks.ts";
import { translationSchema } from "./translation.ts";

/** Most places whose regulation a tenant may set: all countries, and the subdivisions of the larger ones. */
const PLACES_MAX = 1000;
const regulationSchema = z
  .string()
  .max(64)
  .refine(isRegulationId, "must be a regulation of the table, such as gdpr or ccpa");

const members = {
  tenant_id: tenantIdSchema.describe("Id of the tenant. May be left out: the address names it."),
  domain: hostSchema.describe("Host of the site. Its pages, and those of every host below it, may write."),
  subdomains: z
    .array(hostSchema)
    .max(200)
    .default([])
    .describe("More hosts whose pages, and those of every host below them, may write."),
  policy_version: versionSchema.default("1").describe("A new one asks every visitor again."),
  privacy_policy_url: privacyPolicyUrlSchema.optional().describe("Linked from the banner."),
  languages: z
    .array(languageSchema)
    .min(1)
    .max(LANGUAGES_MAX)
    .default(["en", "de"])
    .describe("Languages the banner may appear in; the first is the one `categories` is written in."),
  categories: z
    .array(categorySchema)
    .min(1)
    .max(CATEGORIES_MAX)
    .prefault(DEFAULT_CATEGORIES)
    .describe("What the visitor decides on. The default: essential, functional, analytics, marketing."),
  regulations: z
    .strictObject({
      default: regulationSchema
        .default("gdpr")
        .describe("For places that the table does not know. An unknown place is opt-in whatever this says."),
      overrides: boundedRecord(
        z.string().regex(LOCATION_PATTERN, "must be a place such as DE or US-CA"),
        regulationSchema,
        PLACES_MAX,
        "places",
      )
        .default({})
        .describe("Place (`DE`, `US-CA`) to regulation; the more specific wins."),
    })
    .prefault({})
    .describe("Which law applies where."),
  banner: bannerSchema.prefault({}).describe("How the banner looks and what it offers."),
  tcf_enabled: z
    .boolean()
    .default(false)
    .describe("The IAB TCF. Needs `tcf`, and a server whose operator is registered as a CMP."),
  tcf: tcfSchema.optional().describe("How you take part in the IAB TCF."),
  google_consent_mode: consentModeSchema
    .prefault({})
    .describe("Google Consent Mode v2; `true` or `false` does as well."),
  vendor_signals: vendorSignalsSchema
    .optional()
    .describe("Receivers besides Google that are told what was agreed to. Left out: none."),
  blocking: blockingSchema.optional().describe("Blocks third parties that carry no mark. Left out: off."),
  privacy_signals: privacySignalsSchema
    .optional()
    .describe("What the browser's own signals mean where the law leaves it open."),
  gpp: gppSchema
    .optional()
    .describe(
      "Writes the visitor's choice for IAB GPP, and answers `__gpp` (see the guide). `{}` is enough. Left out: off.",
    ),
  sharing: sharingSchema.optional().describe("Where else a choice holds. Left out: this host alone."),
  device_id: z
    .enum(["random", "fingerprint"])
    .optional()
    .describe(
      "`fingerprint`: two visitors with equal browsers share an id, and so a record. Left out: `random`, which is right.",
    ),
  retention: z
    .strictObject({
      session_days: z
        .int()
        .min(7)
        .max(90)
        .optional()
        .describe("Days that single sessions of CDN logs are kept. Left out: what the server says."),
      consent_event_days: z
        .int()
        .min(90)
        .max(3650)
        .optional()
        .describe("Days that single consent events are kept. Left out: what the server says."),
    })
    .optional()
    .describe("How long the statistics keep what single visitors did; sums by day stay. No browser is told of it."),
  translations: boundedRecord(languageSchema, translationSchema, LANGUAGES_MAX, "languages")
    .default({})
    .describe("Language to its words: overrides any text."),
};

// Also when a part is malformed: whoever mends a configuration wants every fault at once.
const always = { when: () => true };

const ownSchema = z.strictObject(members).superRefine((config: unknown, context) => {
  checkCategories(config, context);
  checkMapping(config, context);
  checkServerHost(config, context);
  checkTcf(config, context);
}, always);

const allMembers = {
  ...members,
  domain_overrides: boundedRecord(hostSchema, domainOverrideSchema, DOMAIN_OVERRIDES_MAX, "hosts")
    .optional()
    .describe(
      "Host to what differs there and below it: how the banner asks, never what a decision means. The most specific host wins.",
    ),
  experiments: experimentsSchema
    .optional()
    .describe("Tests of banners against each other; one runs at a time. A variant is the last layer."),
};

/**
 * A tenant's whole configuration; what is left out takes the default. Checked as a whole, also as every domain sees it:
 * a bad one never goes live. A member that does not exist is a fault: misspelt, it would silently mean the default.
 */
export const tenantConfigSchema = z.strictObject(allMembers).superRefine((config: unknown, context) => {
  checkCategories(config, context);
  checkMapping(config, context);
  checkServerHost(config, context);
  checkTcf(config, context);
  checkBlockingRules(config, context);
  checkOverrideHosts(config, context);
  checkLayersApplied(config, ownSchema, context);
}, always) satisfies z.ZodType<TenantConfig>;

/** One layer of a configuration, as a request may write it. Describes; what it comes to is checked when it is merged. */
export const tenantLayerSchema = z.strictObject(allMembers).partial();

/** Makes the configuration of a new tenant: the four default categories, English and German, opt-in where unsure. */
export function createTenantConfig(tenant: { tenant_id: string; domain: string; subdomains?: string[] }): TenantConfig {
  return tenantConfigSchema.parse(tenant);
}
