import { z } from "zod";
import type { ConsentReceiptAnswer, LogKeysAnswer } from "../types/audit.ts";
import { consentHistoryAnswerSchema } from "./consent.ts";

const hashSchema = z.string().regex(/^[0-9a-f]{64}$/, "must be 64 hexadecimal digits");
const keyRangeSchema = z.object({
  vkey: z.string(),
  from_size: z.int().min(0),
  to_size: z.int().min(0).nullable(),
});

export const logKeysAnswerSchema = z.object({
  origin: z.string(),
  keys: z.array(keyRangeSchema),
}) satisfies z.ZodType<LogKeysAnswer>;

export const consentReceiptAnswerSchema = z.object({
  status: z.enum(["pending", "logged"]),
  audit_id: z.string(),
  tenant_id: z.string(),
  decision: consentHistoryAnswerSchema.shape.decisions.element,
  shown: z.object({
    policy_version: z.string(),
    banner_version: z.string(),
    variant: z.string().nullable(),
    config_version: z.int(),
    config_hash: z.string().nullable(),
  }),
  entry: z.string(),
  leaf_hash: hashSchema,
  personal: z.object({ fields: z.string(), salt: z.string() }).nullable(),
  proof: z
    .object({
      leaf_index: z.int().min(0),
      tree_size: z.int().min(1),
      root_hash: hashSchema,
      inclusion: z.array(hashSchema).max(64),
      checkpoint: z.string(),
      keys: z.array(keyRangeSchema),
    })
    .nullable(),
}) satisfies z.ZodType<ConsentReceiptAnswer>;
