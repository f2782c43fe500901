import { z } from "zod";
import { CATEGORIES_MAX } from "../constants.ts";
import type {
  ConsentCheckAnswer,
  ConsentHistoryAnswer,
  ConsentMigrateAnswer,
  ConsentMigrateRequest,
  ConsentUpdateAnswer,
  ConsentUpdateRequest,
  ConsentWithdrawAnswer,
} from "../types/consent.ts";
import {
  categoryIdSchema,
  consentMethodSchema,
  deviceIdSchema,
  hostnameSchema,
  instantSchema,
  languageSchema,
  pathSchema,
  signalStringSchema,
  variantSchema,
  versionSchema,
} from "./shapes.ts";

const choicesSchema = z
  .record(categoryIdSchema, z.boolean())
  .refine((choices) => Object.keys(choices).length <= CATEGORIES_MAX, `must name at most ${CATEGORIES_MAX} categories`);
const userIdSchema = z.string().min(1).max(128);
const strategySchema = z.enum(["device_wins_recent", "user_wins", "most_restrictive", "prompt_user"]);

export const consentCheckAnswerSchema = z.object({
  consent_id: z.string().nullable(),
  device_id: deviceIdSchema,
  user_id: z.string().nullable(),
  regulation: z.string(),
  status: z.enum(["none", "partial", "full"]),
  categories: z.record(z.string(), z.object({ consented: z.boolean(), required: z.boolean() })),
  consent_timestamp: instantSchema.nullable(),
  policy_version: z.string(),
  expires_at: instantSchema.nullable(),
  banner_config: z.object({ show_banner: z.boolean(), banner_version: z.string(), variant: z.string().optional() }),
}) satisfies z.ZodType<ConsentCheckAnswer>;

export const consentUpdateRequestSchema = z.object({
  categories: choicesSchema,
  policy_version: versionSchema,
  consent_method: consentMethodSchema,
  banner_version: versionSchema,
  config_version: z.int().min(1).optional(),
  user_agent: z.string().max(512).optional(),
  variant: variantSchema.optional(),
  tc_string: signalStringSchema.optional(),
  gpp_string: signalStringSchema.optional(),
  gpc: z.boolean().optional(),
  decided_at: instantSchema.optional(),
  hostname: hostnameSchema.optional(),
  path: pathSchema.optional(),
  language: languageSchema.optional(),
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
  user_id: userIdSchema,
  migration_strategy: strategySchema.optional(),
  resolutions: choicesSchema.optional(),
}) satisfies z.ZodType<ConsentMigrateRequest>;

export const consentMigrateAnswerSchema = z.object({
  migration_id: z.string(),
  source: z.object({ device_id: deviceIdSchema }),
  target: z.object({ user_id: userIdSchema }),
  migrated: z.boolean(),
  reason: z.string().optional(),
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

export const consentHistoryAnswerSchema = z.object({
  decisions: z.array(
    z.object({
      audit_id: z.string(),
      consent_id: z.string(),
      action: z.enum(["accept_all", "reject_all", "custom", "withdraw", "migrate", "expire", "signal"]),
      consent_method: consentMethodSchema,
      at: instantSchema,
      regulation: z.string(),
      policy_version: z.string(),
      banner_version: z.string(),
      categories: z.record(z.string(), z.boolean()),
      leaf_hash: z.string(),
    }),
  ),
}) satisfies z.ZodType<ConsentHistoryAnswer>;
