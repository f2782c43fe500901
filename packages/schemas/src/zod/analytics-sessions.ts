import { z } from "zod";
import { ANALYTICS_VALUES_DEFAULT, ANALYTICS_VALUES_MAX, SESSION_DIMENSIONS } from "../constants.ts";
import type { SessionsOverviewAnswer, SessionsTimelineAnswer, SessionsTimelineRequest } from "../types/analytics.ts";
import { answerMembers, checkPeriod, countSchema, pathlessMembers, rateSchema, toLimitSchema } from "./analytics.ts";
import { daySchema } from "./shapes.ts";

const dimensionSchema = z.enum(SESSION_DIMENSIONS);

const countsSchema = z.object({
  sessions: countSchema,
  all_sessions: countSchema,
  excluded_network: countSchema,
  excluded_user_agent: countSchema,
  excluded_rate: rateSchema,
});
const seriesMembers = {
  totals: countsSchema,
  days: z.array(z.object({ ...countsSchema.shape, day: daySchema, is_filtered: z.boolean() })),
};

export const sessionsOverviewAnswerSchema = z.object({
  ...answerMembers,
  bot_filter_from: daySchema,
  ...seriesMembers,
}) satisfies z.ZodType<SessionsOverviewAnswer>;

export const sessionsTimelineRequestSchema = checkPeriod(
  z.strictObject({
    ...pathlessMembers,
    dimension: dimensionSchema,
    limit: toLimitSchema(ANALYTICS_VALUES_MAX, ANALYTICS_VALUES_DEFAULT),
  }),
) satisfies z.ZodType<SessionsTimelineRequest>;

export const sessionsTimelineAnswerSchema = z.object({
  ...answerMembers,
  bot_filter_from: daySchema,
  dimension: dimensionSchema,
  ...seriesMembers,
  value_count: countSchema,
  values: z.array(z.object({ value: z.string(), ...seriesMembers })),
}) satisfies z.ZodType<SessionsTimelineAnswer>;
