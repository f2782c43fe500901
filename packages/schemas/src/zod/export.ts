import { z } from "zod";
import { EXPORT_DAYS_MAX, EXPORT_FORMATS } from "../constants.ts";
import type { ExportAnswer, ExportDownloadAnswer, ExportRequest } from "../types/export.ts";
import { countDays, countSchema } from "./analytics.ts";
import { daySchema, instantSchema, tenantCodeSchema } from "./shapes.ts";

const requestMembers = {
  code: tenantCodeSchema.describe("Code of the tenant."),
  from: daySchema.describe("First UTC day."),
  to: daySchema.describe(`Last UTC day; at most ${EXPORT_DAYS_MAX} in all.`),
  format: z.enum(EXPORT_FORMATS),
};

export const exportRequestSchema = z
  .strictObject(requestMembers)
  // A day that is none was reported already: it compares as false here, and adds no second fault.
  .refine(({ from, to }) => !(countDays(from, to) < 1), { path: ["to"], error: "must not be before from" })
  .refine(({ from, to }) => !(countDays(from, to) > EXPORT_DAYS_MAX), {
    path: ["to"],
    error: `must leave at most ${EXPORT_DAYS_MAX} days, from and to included`,
  }) satisfies z.ZodType<ExportRequest>;

export const exportAnswerSchema = z.object({
  ...requestMembers,
  export_id: z.string(),
  status: z
    .union([z.literal(0), z.literal(1), z.literal(4), z.literal(9)])
    .describe("0: pending, 1: running, 4: ready, 9: failed."),
  attempts: countSchema,
  requested_by: z.string(),
  created_at: instantSchema,
  finished_at: instantSchema.nullable(),
  expires_at: instantSchema.nullable(),
  row_count: countSchema.nullable(),
  byte_count: countSchema.nullable(),
}) satisfies z.ZodType<ExportAnswer>;

export const exportDownloadAnswerSchema = z.object({
  url: z.string().describe("Needs no key. Where it begins with `/`, it is an address of this server."),
  expires_at: instantSchema,
}) satisfies z.ZodType<ExportDownloadAnswer>;
