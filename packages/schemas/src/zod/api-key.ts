import { z } from "zod";
import { API_KEY_SCOPES, PAGE_ITEMS_MAX } from "../constants.ts";
import type { ApiKeyCreatedAnswer, ApiKeyListAnswer, ApiKeyRequest } from "../types/api-key.ts";
import { instantSchema, nameSchema, tenantIdSchema } from "./shapes.ts";

export const apiKeyRequestSchema = z.strictObject({
  name: nameSchema,
  scopes: z.array(z.enum(API_KEY_SCOPES)).min(1).max(API_KEY_SCOPES.length),
  organization_id: tenantIdSchema.optional(),
  tenant_id: tenantIdSchema.optional(),
}) satisfies z.ZodType<ApiKeyRequest>;

export const apiKeySummarySchema = z.object({
  key_id: z.string(),
  prefix: z.string(),
  name: z.string(),
  scopes: z.array(z.string()),
  organization_id: z.string().nullable(),
  tenant_id: z.string().nullable(),
  origin: z.enum(["init", "first-start", "api"]),
  created_at: instantSchema,
  revoked_at: instantSchema.nullable(),
});

export const apiKeyCreatedAnswerSchema = apiKeySummarySchema.extend({
  key: z.string(),
}) satisfies z.ZodType<ApiKeyCreatedAnswer>;

export const apiKeyListAnswerSchema = z.object({
  keys: z.array(apiKeySummarySchema).max(PAGE_ITEMS_MAX),
  next_cursor: z.string().nullable(),
}) satisfies z.ZodType<ApiKeyListAnswer>;
