import { z } from "zod";
import { CONSENT_MODE_TYPES } from "../constants.ts";
import { DEFAULT_CONSENT_MODE_MAPPING } from "../rules/consent-mode.ts";
import { categoryIdSchema } from "./shapes.ts";

const fields = {
  enabled: z.boolean().describe("Whether Google tags are told what was agreed to."),
  mode: z
    .enum(["basic", "advanced"])
    .describe(
      "`basic`: with `blocking.automatic`, Google's tags are blocked until a choice, without a mark or a rule. `advanced`: only marks and your own rules block them; else they load with everything denied.",
    ),
  wait_for_update_ms: z.int().min(0).max(10_000).describe("Milliseconds that Google tags wait for the first update."),
  ads_data_redaction: z.boolean().describe("Ad click identifiers are redacted while `ad_storage` is denied."),
  url_passthrough: z.boolean().describe("Click identifiers are passed on in links while storage is denied."),
  developer_id: z
    .string()
    .regex(/^[A-Za-z0-9]{1,20}$/, "must be the id that Google issued")
    .describe("Issued by Google to CMP partners; sent as `developer_id.{id}`."),
  mapping: z
    .partialRecord(z.enum(CONSENT_MODE_TYPES), categoryIdSchema)
    .describe("Signal to the category that grants it. The default holds as a whole, where nothing is written."),
};

// Short forms are widened before they are checked: a union would report faults at its own place, not at theirs.
const widen = (mode: unknown): unknown => (typeof mode === "boolean" ? { enabled: mode } : mode);

/** Google Consent Mode, or `true` or `false` for its switch. */
export const consentModeSchema = z.preprocess(
  widen,
  z.strictObject({
    enabled: fields.enabled.default(true),
    mode: fields.mode.default("basic"),
    wait_for_update_ms: fields.wait_for_update_ms.default(500),
    ads_data_redaction: fields.ads_data_redaction.default(false),
    url_passthrough: fields.url_passthrough.default(false),
    developer_id: fields.developer_id.optional(),
    mapping: fields.mapping.prefault(DEFAULT_CONSENT_MODE_MAPPING),
  }),
);

/** What a domain may say of it. */
export const consentModeOverrideSchema = z.preprocess(widen, z.strictObject(fields).partial());
