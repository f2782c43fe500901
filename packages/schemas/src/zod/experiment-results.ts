import { z } from "zod";
import { EXPERIMENT_RESULTS_DAYS_MAX } from "../constants.ts";
import type { ExperimentResultsAnswer } from "../types/experiment.ts";
import { countDays } from "./analytics.ts";
import { experimentIdSchema } from "./experiment.ts";
import { daySchema, instantSchema, tenantIdSchema } from "./shapes.ts";

/** The period of results: UTC days on which visitors were first seen, both ends included. */
export const experimentPeriodSchema = z
  .object({ from: daySchema, to: daySchema })
  .refine(({ from, to }) => !(countDays(from, to) < 1), { path: ["to"], error: "must not be before from" })
  .refine(({ from, to }) => !(countDays(from, to) > EXPERIMENT_RESULTS_DAYS_MAX), {
    path: ["to"],
    error: `must leave at most ${EXPERIMENT_RESULTS_DAYS_MAX} days, from and to included`,
  });

const countSchema = z.int().min(0);
const estimateSchema = z
  .object({ value: z.number().min(-1).max(1), low: z.number().min(-1).max(1), high: z.number().min(-1).max(1) })
  .nullable();
const ratesSchema = z.object({
  consent: estimateSchema,
  full_consent: estimateSchema,
  reject: estimateSchema,
  interaction: estimateSchema,
});
const verdictSchema = z.object({
  code: z.enum(["uneven_split", "too_few_visitors", "no_clear_difference", "higher_consent", "lower_consent"]),
  text: z.string(),
  more_visitors: countSchema.nullable(),
});

export const experimentResultsAnswerSchema = z.object({
  tenant_id: tenantIdSchema,
  experiment: experimentIdSchema,
  status: z.enum(["draft", "running", "stopped"]),
  started_at: instantSchema.nullable(),
  stopped_at: instantSchema.nullable(),
  from: daySchema,
  to: daySchema,
  split: z.object({ probability: z.number().min(0).max(1), is_uneven: z.boolean() }),
  variants: z.array(
    z.object({
      id: experimentIdSchema,
      variant: z.string(),
      weight: z.number(),
      visitors: countSchema,
      impressions: countSchema,
      dialogs_opened: countSchema,
      decisions: countSchema,
      rates: ratesSchema,
      time_to_decision: z.object({
        decisions: countSchema,
        median_ms: countSchema.nullable(),
        p90_ms: countSchema.nullable(),
      }),
      difference: ratesSchema.nullable(),
      verdict: verdictSchema.nullable(),
    }),
  ),
  notes: z.array(z.string()),
}) satisfies z.ZodType<ExperimentResultsAnswer>;
