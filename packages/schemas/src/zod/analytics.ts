import { z } from "zod";
import { ANALYTICS_DAYS_MAX } from "../constants.ts";
import type { AnalyticsRequest } from "../types/analytics.ts";
import { daySchema, hostnameSchema, pathSchema, refuse, tenantCodeSchema } from "./shapes.ts";

const DAY_MS = 86_400_000;
const CODES_MAX = 100;

/** Days from `from` to `to`, both included. */
export function countDays(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / DAY_MS + 1;
}

/** Whose figures: one code or several; a schema with these is checked by `checkCodes`. */
export const codesMembers = {
  code: tenantCodeSchema.optional().describe("Code of the tenant; or `codes`."),
  codes: z.array(tenantCodeSchema).min(1).max(CODES_MAX).optional().describe("Several; or `code`."),
};

/** Of when; a schema with these is checked by `checkPeriod`. */
export const periodMembers = {
  from: daySchema.describe("First UTC day."),
  to: daySchema.describe(`Last UTC day; at most ${ANALYTICS_DAYS_MAX} in all.`),
};

const placeMembers = {
  hostname: hostnameSchema.optional(),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/, "must be an ISO 3166-1 country such as DE")
    .optional(),
};

export const requestMembers = {
  ...codesMembers,
  ...periodMembers,
  ...placeMembers,
  path_segment: pathSchema.optional().describe("First part of the path: `/shop` is `/shop` and all below it."),
};

export const pathlessMembers = {
  ...requestMembers,
  path_segment: refuse("is not taken here: figures by dimension are not kept by path, leave it out"),
};

interface WithCodes {
  readonly code?: string | undefined;
  readonly codes?: readonly string[] | undefined;
}

/** Requires one of `code` and `codes`. */
export function checkCodes<Schema extends z.ZodType<WithCodes>>(schema: Schema): Schema {
  return schema.refine((request) => (request.code === undefined) !== (request.codes === undefined), {
    path: ["code"],
    error: "give either code or codes",
  });
}

/** Requires one of `code` and `codes`, and a period that is forward and not too long. */
export function checkPeriod<Schema extends z.ZodType<WithCodes & { readonly from: string; readonly to: string }>>(
  schema: Schema,
): Schema {
  return (
    checkCodes(schema)
      // A day that is none was reported already: it compares as false here, and adds no second fault.
      .refine(({ from, to }) => !(countDays(from, to) < 1), { path: ["to"], error: "must not be before from" })
      .refine(({ from, to }) => !(countDays(from, to) > ANALYTICS_DAYS_MAX), {
        path: ["to"],
        error: `must leave at most ${ANALYTICS_DAYS_MAX} days, from and to included`,
      })
  );
}

/** How many of something an answer names. */
export function toLimitSchema(max: number, standard: number) {
  return z.int().min(1).max(max).optional().describe(`1 to ${max}; ${standard} when left out.`);
}

export const analyticsRequestSchema = checkPeriod(z.strictObject(requestMembers)) satisfies z.ZodType<AnalyticsRequest>;

/** Members of every answer. */
export const answerMembers = { from: daySchema, to: daySchema };

export const countSchema = z.int().min(0);
export const rateSchema = z.number().min(0);

/** Members of figures that are told for the period and for each day. */
export function toSeriesMembers<Shape extends z.ZodRawShape>(counts: z.ZodObject<Shape>) {
  return { totals: counts, days: z.array(z.object({ ...counts.shape, day: daySchema })) };
}
