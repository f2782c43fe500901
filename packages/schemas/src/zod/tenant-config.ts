import { z } from "zod";
import { CATEGORIES_MAX, CONSENT_MODE_TYPES, LOCATION_PATTERN } from "../constants.ts";
import { DEFAULT_CONSENT_MODE_MAPPING } from "../rules/consent-mode.ts";
import { isRegulationId } from "../rules/jurisdictions.ts";
import type { TenantConfig, TenantConfigAnswer, Translation } from "../types/tenant-config.ts";
import { DEFAULT_CATEGORIES } from "./default-categories.ts";
import {
  categoryIdSchema,
  hostSchema,
  instantSchema,
  languageSchema,
  tenantCodeSchema,
  tenantIdSchema,
  versionSchema,
} from "./shapes.ts";

const textSchema = z.string().max(2000);
const nameSchema = z.string().min(1).max(200);
const regulationSchema = z.string().refine(isRegulationId, "must be a regulation of the table, such as gdpr or ccpa");

const cookieObjectSchema = z.strictObject({
  name: nameSchema,
  provider: textSchema.optional(),
  purpose: textSchema.optional(),
  duration: textSchema.optional(),
});
// Short forms are widened before they are checked: a union would report faults at its own place, not at theirs.
/** A cookie, or its bare name. */
const cookieSchema = z.preprocess(
  (cookie) => (typeof cookie === "string" ? { name: cookie } : cookie),
  cookieObjectSchema,
);

const serviceObjectSchema = z.strictObject({ id: nameSchema, name: nameSchema, description: textSchema.optional() });
/** A service, or its bare id. */
const serviceSchema = z.preprocess(
  (service) => (typeof service === "string" ? { id: service, name: service } : service),
  serviceObjectSchema,
);

const categorySchema = z.strictObject({
  id: categoryIdSchema,
  name: nameSchema,
  description: textSchema.default(""),
  required: z.boolean().default(false),
  sells_data: z.boolean().default(false),
  cookies: z.array(cookieSchema).max(500).default([]),
  vendors: z.array(nameSchema).max(2000).default([]),
  services: z.array(serviceSchema).max(500).default([]),
});

const bannerSchema = z.strictObject({
  layout: z.enum(["bar", "box"]).default("bar"),
  position: z.enum(["bottom", "top"]).default("bottom"),
  theme: z.enum(["auto", "light", "dark"]).default("auto"),
  accent: z
    .string()
    .regex(/^#[0-9a-f]{6}$/i, "must be a colour such as #1a4fd6")
    .optional(),
  show_reject_all: z.boolean().default(true),
  show_reopen: z.boolean().default(true),
  consent_renewal_days: z.int().min(1).max(730).default(180),
  version: versionSchema.default("1"),
});

const consentModeSchema = z.strictObject({
  enabled: z.boolean().default(true),
  mode: z.enum(["basic", "advanced"]).default("basic"),
  wait_for_update_ms: z.int().min(0).max(10_000).default(500),
  ads_data_redaction: z.boolean().default(false),
  url_passthrough: z.boolean().default(false),
  mapping: z.partialRecord(z.enum(CONSENT_MODE_TYPES), categoryIdSchema).prefault(DEFAULT_CONSENT_MODE_MAPPING),
});

const messagesSchema = z
  .strictObject({
    banner_title: textSchema,
    banner_text: textSchema,
    notice_text: textSchema,
    privacy_policy: textSchema,
    accept_all: textSchema,
    reject_all: textSchema,
    settings: textSchema,
    do_not_sell: textSchema,
    gpc_honoured: textSchema,
    close: textSchema,
    preferences_title: textSchema,
    preferences_text: textSchema,
    save: textSchema,
    always_on: textSchema,
    allowed: textSchema,
    refused: textSchema,
    reopen: textSchema,
    cookies_one: textSchema,
    cookies_other: textSchema,
  })
  .partial();

const translationSchema = z.strictObject({
  messages: messagesSchema.optional(),
  categories: z
    .record(categoryIdSchema, z.strictObject({ name: nameSchema, description: textSchema }).partial())
    .optional(),
}) satisfies z.ZodType<Translation>;

/**
 * A tenant's whole configuration; what is left out takes the default. Checked as a whole: a bad one never goes live.
 * A member that does not exist is a fault: misspelt, it would silently mean the default.
 */
export const tenantConfigSchema = z
  .strictObject({
    tenant_id: tenantIdSchema,
    domain: hostSchema,
    subdomains: z.array(hostSchema).max(200).default([]),
    policy_version: versionSchema.default("1"),
    privacy_policy_url: z
      .url({ protocol: /^https?$/, error: "must be an http or https address" })
      .max(2000)
      .optional(),
    languages: z.array(languageSchema).min(1).max(60).default(["en", "de"]),
    categories: z.array(categorySchema).min(1).max(CATEGORIES_MAX).prefault(DEFAULT_CATEGORIES),
    regulations: z
      .strictObject({
        default: regulationSchema.default("gdpr"),
        overrides: z
          .record(z.string().regex(LOCATION_PATTERN, "must be a place such as DE or US-CA"), regulationSchema)
          .default({}),
      })
      .prefault({}),
    banner: bannerSchema.prefault({}),
    tcf_enabled: z
      .literal(false, {
        error: "cannot be switched on: it needs a registered cmpId, and this version has no TCF add-on",
      })
      .default(false),
    google_consent_mode: z
      .preprocess((mode) => (typeof mode === "boolean" ? { enabled: mode } : mode), consentModeSchema)
      .prefault({}),
    translations: z.record(languageSchema, translationSchema).default({}),
  })
  .superRefine(
    (config: unknown, context) => {
      checkCategories(config, context);
      checkMapping(config, context);
    },
    // Also when a part is malformed: whoever mends a configuration wants every fault at once.
    { when: () => true },
  ) satisfies z.ZodType<TenantConfig>;

export const tenantConfigAnswerSchema = z.object({
  tenant_id: tenantIdSchema,
  code: tenantCodeSchema,
  config_version: z.int().min(1),
  config_hash: z.string(),
  updated_at: instantSchema,
  config: tenantConfigSchema,
}) satisfies z.ZodType<TenantConfigAnswer>;

/** Makes the configuration of a new tenant: the four default categories, English and German, opt-in where unsure. */
export function createTenantConfig(tenant: { tenant_id: string; domain: string; subdomains?: string[] }): TenantConfig {
  return tenantConfigSchema.parse(tenant);
}

function checkCategories(config: unknown, context: z.RefinementCtx): void {
  const seen = new Set<unknown>();
  readCategoryIds(config).forEach((id, index) => {
    if (id !== undefined && seen.has(id)) {
      context.addIssue({ code: "custom", path: ["categories", index, "id"], message: `is used twice: ${id}` });
    }
    seen.add(id);
  });
}

// The default mapping may name categories that a tenant does not have: those signals stay denied. A mapping that the
// tenant wrote may not.
function checkMapping(config: unknown, context: z.RefinementCtx): void {
  const ids = new Set(readCategoryIds(config));
  const mapping = readMember(readMember(config, "google_consent_mode"), "mapping");
  for (const type of CONSENT_MODE_TYPES) {
    const category = readMember(mapping, type);
    if (typeof category !== "string" || ids.has(category) || category === DEFAULT_CONSENT_MODE_MAPPING[type]) continue;
    context.addIssue({
      code: "custom",
      path: ["google_consent_mode", "mapping", type],
      message: `is not a category of this tenant: ${category}`,
    });
  }
}

function readCategoryIds(config: unknown): (string | undefined)[] {
  const categories = readMember(config, "categories");
  if (!Array.isArray(categories)) return [];
  return categories.slice(0, CATEGORIES_MAX).map((category: unknown) => {
    const id = readMember(category, "id");
    return typeof id === "string" ? id : undefined;
  });
}

function readMember(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;
}
