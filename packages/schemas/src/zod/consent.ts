import { z } from "zod";
import { CATEGORIES_MAX, SERVICE_CHOICES_MAX } from "../constants.ts";
import type {
  ConsentCheckAnswer,
  ConsentHistoryAnswer,
  ConsentMigrateAnswer,
  ConsentMigrateRequest,
  ConsentTransferAnswer,
  ConsentTransferRedeemAnswer,
  ConsentTransferRedeemRequest,
  ConsentTransferRequest,
  ConsentUnlinkAnswer,
  ConsentUpdateAnswer,
  ConsentUpdateRequest,
  ConsentWithdrawAnswer,
  SubjectEraseAnswer,
  SubjectExportAnswer,
  SubjectRequest,
} from "../types/consent.ts";
import {
  boundedRecord,
  categoryIdSchema,
  consentMethodSchema,
  deviceIdSchema,
  hostnameSchema,
  hostSchema,
  instantSchema,
  languageSchema,
  pathSchema,
  serviceIdSchema,
  timeToDecisionSchema,
  variantSchema,
  versionSchema,
} from "./shapes.ts";
import { gppStringSchema, tcStringSchema } from "./signals.ts";

const choicesSchema = boundedRecord(categoryIdSchema, z.boolean(), CATEGORIES_MAX, "categories");
const serviceChoicesSchema = boundedRecord(serviceIdSchema, z.boolean(), SERVICE_CHOICES_MAX, "services");
/** A user by the site's own id. Control characters would not survive every store and log. */
export const userIdSchema = z
  .string()
  .min(1)
  .max(128)
  .regex(/^[^\p{Cc}\p{Cs}]*$/u, "must not hold control characters");
/** What programs send for "nobody": every visitor who is not logged in would share one consent. */
const NOBODY = /^(?:undefined|null|nan|none|nil|false|0|\[object object\])$/i;
const loggedInUserSchema = userIdSchema.refine(
  (id) => !NOBODY.test(id.trim()),
  "is what programs send for nobody: call this for visitors who are logged in only",
);
const strategySchema = z.enum(["device_wins_recent", "user_wins", "most_restrictive", "prompt_user"]);

export const consentCheckAnswerSchema = z.object({
  consent_id: z.string().nullable(),
  device_id: deviceIdSchema,
  user_id: z.string().nullable(),
  regulation: z.string(),
  status: z.enum(["none", "partial", "full"]),
  categories: z.record(z.string(), z.object({ consented: z.boolean(), required: z.boolean() })),
  services: z.record(z.string(), z.boolean()).optional(),
  consent_timestamp: instantSchema.nullable(),
  policy_version: z.string(),
  expires_at: instantSchema.nullable(),
  banner_config: z.object({ show_banner: z.boolean(), banner_version: z.string(), variant: z.string().optional() }),
}) satisfies z.ZodType<ConsentCheckAnswer>;

export const consentUpdateRequestSchema = z.object({
  categories: choicesSchema,
  services: serviceChoicesSchema.optional(),
  policy_version: versionSchema,
  consent_method: consentMethodSchema,
  banner_version: versionSchema,
  config_version: z.int().min(1).optional(),
  user_agent: z.string().max(512).optional(),
  variant: variantSchema.optional(),
  tc_string: tcStringSchema.optional(),
  gpp_string: gppStringSchema.optional(),
  gpc: z.boolean().optional(),
  decided_at: instantSchema.optional(),
  hostname: hostnameSchema.optional(),
  path: pathSchema.optional(),
  language: languageSchema.optional(),
  time_to_decision_ms: timeToDecisionSchema.optional(),
}) satisfies z.ZodType<ConsentUpdateRequest>;

export const consentUpdateAnswerSchema = z.object({
  consent_id: z.string(),
  status: z.literal("updated"),
  categories: z.record(z.string(), z.boolean()),
  audit_id: z.string(),
  next_renewal: instantSchema,
}) satisfies z.ZodType<ConsentUpdateAnswer>;

export const consentWithdrawAnswerSchema = z.object({
  consent_id: z.string(),
  withdrawn_category: z.string().nullable(),
  withdrawn_at: instantSchema,
  audit_id: z.string(),
}) satisfies z.ZodType<ConsentWithdrawAnswer>;

export const consentMigrateRequestSchema = z.object({
  device_id: deviceIdSchema,
  user_id: loggedInUserSchema,
  migration_strategy: strategySchema.optional(),
  resolutions: choicesSchema.optional(),
  identity_token: z
    .string()
    .regex(/^\d{1,12}\.[0-9a-f]{64}$/, "must be {expiry}.{64 hexadecimal digits}")
    .optional(),
}) satisfies z.ZodType<ConsentMigrateRequest>;

export const consentMigrateAnswerSchema = z.object({
  migration_id: z.string(),
  source: z.object({ device_id: deviceIdSchema }),
  target: z.object({ user_id: userIdSchema }),
  migrated: z.boolean(),
  reason: z.enum(["no_device_consent", "already_migrated", "conflicts_unresolved"]).optional(),
  result: z.object({
    strategy_applied: strategySchema,
    merged_categories: z.record(z.string(), z.boolean()),
    conflicts_resolved: z.array(
      z.object({
        category: z.string(),
        device_value: z.boolean(),
        user_value: z.boolean(),
        resolved_value: z.boolean().nullable(),
        reason: z.string(),
      }),
    ),
  }),
  audit_id: z.string().nullable(),
}) satisfies z.ZodType<ConsentMigrateAnswer>;

export const consentTransferRequestSchema = z.object({
  to: hostSchema,
}) satisfies z.ZodType<ConsentTransferRequest>;

export const consentTransferAnswerSchema = z.object({
  token: z.string(),
  expires_at: instantSchema,
}) satisfies z.ZodType<ConsentTransferAnswer>;

export const consentTransferRedeemRequestSchema = z.object({
  token: z.string().regex(/^[A-Za-z0-9_-]{1,2000}\.[A-Za-z0-9_-]{43}$/, "must be a token as it was given out"),
  from: hostSchema,
}) satisfies z.ZodType<ConsentTransferRedeemRequest>;

export const consentTransferRedeemAnswerSchema = z.object({
  decision: z.object({
    categories: choicesSchema,
    services: serviceChoicesSchema,
    policy_version: versionSchema,
    consent_method: z.literal("import"),
    banner_version: versionSchema,
    config_version: z.int().min(1),
    gpc: z.boolean(),
    decided_at: instantSchema,
  }),
  expires_at: instantSchema,
}) satisfies z.ZodType<ConsentTransferRedeemAnswer>;

const consentActionSchema = z.enum([
  "accept_all",
  "reject_all",
  "custom",
  "withdraw",
  "migrate",
  "expire",
  "signal",
  "unlink",
]);

export const consentUnlinkAnswerSchema = z.object({
  device_id: deviceIdSchema,
  unlinked: z.boolean(),
  audit_id: z.string().nullable(),
}) satisfies z.ZodType<ConsentUnlinkAnswer>;

export const subjectRequestSchema = z
  .object({ device_id: deviceIdSchema.optional(), user_id: userIdSchema.optional() })
  .refine((subject) => (subject.device_id === undefined) !== (subject.user_id === undefined), {
    path: ["device_id"],
    message: "name either device_id or user_id",
  }) satisfies z.ZodType<SubjectRequest>;

export const subjectExportAnswerSchema = z.object({
  tenant_id: z.string(),
  device_id: z.string().nullable(),
  user_id: z.string().nullable(),
  exported_at: instantSchema,
  records: z.array(
    z.object({
      consent_id: z.string(),
      device_id: z.string(),
      user_id: z.string().nullable(),
      regulation: z.string(),
      categories: z.record(z.string(), z.boolean()),
      services: z.record(z.string(), z.boolean()),
      consent_method: consentMethodSchema,
      policy_version: z.string(),
      banner_version: z.string(),
      variant: z.string().nullable(),
      tc_string: z.string().nullable(),
      gpp_string: z.string().nullable(),
      gpc: z.boolean(),
      decided_at: instantSchema,
      expires_at: instantSchema,
      audit_id: z.string(),
    }),
  ),
  links: z.array(z.object({ device_id: z.string(), user_id: z.string(), linked_at: instantSchema })),
  decisions: z.array(
    z.object({
      audit_id: z.string(),
      action: consentActionSchema,
      at: instantSchema,
      entry: z.record(z.string(), z.unknown()),
      leaf_hash: z.string(),
      personal: z.record(z.string(), z.string().nullable()),
      salt: z.string(),
    }),
  ),
  is_complete: z.boolean(),
  audit_id: z.string(),
}) satisfies z.ZodType<SubjectExportAnswer>;

export const subjectEraseAnswerSchema = z.object({
  tenant_id: z.string(),
  erased_at: instantSchema,
  erased: z.object({ records: z.int(), links: z.int(), decisions: z.int() }),
  statistics: z.literal("pending"),
  audit_id: z.string(),
}) satisfies z.ZodType<SubjectEraseAnswer>;

export const consentHistoryAnswerSchema = z.object({
  decisions: z.array(
    z.object({
      audit_id: z.string(),
      consent_id: z.string(),
      action: consentActionSchema,
      consent_method: consentMethodSchema,
      at: instantSchema,
      regulation: z.string(),
      policy_version: z.string(),
      banner_version: z.string(),
      categories: z.record(z.string(), z.boolean()),
      services: z.record(z.string(), z.boolean()).optional(),
      leaf_hash: z.string(),
    }),
  ),
}) satisfies z.ZodType<ConsentHistoryAnswer>;
