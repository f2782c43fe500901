import { z } from "zod";
import { ANALYTICS_DAYS_MAX } from "../constants.ts";
import type { AnalyticsRequest, ConsentFunnelAnswer, ConsentStatusAnswer } from "../types/analytics.ts";
import { daySchema, hostnameSchema, pathSchema, tenantCodeSchema } from "./shapes.ts";

const DAY_MS = 86_400_000;

/** Days from `from` to `to`, both included. */
export function countDays(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / DAY_MS + 1;
}

export const analyticsRequestSchema = z
  .object({
    code: tenantCodeSchema.optional(),
    codes: z.array(tenantCodeSchema).min(1).max(100).optional(),
    from: daySchema,
    to: daySchema,
    hostname: hostnameSchema.optional(),
    path_segment: pathSchema.optional(),
    country: z
      .string()
      .regex(/^[A-Z]{2}$/, "must be an ISO 3166-1 country such as DE")
      .optional(),
  })
  .refine((request) => (request.code === undefined) !== (request.codes === undefined), {
    path: ["code"],
    error: "give either code or codes",
  })
  // A day that is none was reported already: it compares as false here, and adds no second fault.
  .refine((request) => !(countDays(request.from, request.to) < 1), { path: ["to"], error: "must not be before from" })
  .refine((request) => !(countDays(request.from, request.to) > ANALYTICS_DAYS_MAX), {
    path: ["to"],
    error: `must be at most ${ANALYTICS_DAYS_MAX} days after from`,
  }) satisfies z.ZodType<AnalyticsRequest>;

const countSchema = z.int().min(0);
const rateSchema = z.number().min(0);

const statusCountsSchema = z.object({
  decisions: countSchema,
  all_allowed: countSchema,
  all_denied: countSchema,
  partial: countSchema,
  all_allowed_rate: rateSchema,
  all_denied_rate: rateSchema,
  partial_rate: rateSchema,
});

const funnelCountsSchema = z.object({
  impressions: countSchema,
  dialogs_opened: countSchema,
  decisions: countSchema,
  dialog_rate: rateSchema,
  decision_rate: rateSchema,
});

export const consentStatusAnswerSchema = z.object({
  from: daySchema,
  to: daySchema,
  totals: statusCountsSchema,
  days: z.array(statusCountsSchema.extend({ day: daySchema })),
}) satisfies z.ZodType<ConsentStatusAnswer>;

export const consentFunnelAnswerSchema = z.object({
  from: daySchema,
  to: daySchema,
  totals: funnelCountsSchema,
  days: z.array(funnelCountsSchema.extend({ day: daySchema })),
}) satisfies z.ZodType<ConsentFunnelAnswer>;
