import { z } from "zod";
import {
  ANALYTICS_CATEGORY_VALUES_DEFAULT,
  ANALYTICS_CATEGORY_VALUES_MAX,
  ANALYTICS_VALUES_DEFAULT,
  ANALYTICS_VALUES_MAX,
  CONSENT_DIMENSIONS,
  EXPERIMENT_VARIANTS_MAX,
  EXPERIMENTS_MAX,
} from "../constants.ts";
import type {
  ConsentCategoriesAnswer,
  ConsentCategoriesRequest,
  ConsentChurnAnswer,
  ConsentComplianceAnswer,
  ConsentDimensionCategoriesAnswer,
  ConsentDimensionsAnswer,
  ConsentDimensionsRequest,
  ConsentExperimentsAnswer,
  ConsentExperimentsRequest,
  ConsentFunnelAnswer,
  ConsentMatrixAnswer,
  ConsentMatrixRequest,
  ConsentStatusAnswer,
} from "../types/analytics.ts";
import {
  answerMembers,
  checkPeriod,
  codesMembers,
  countSchema,
  pathlessMembers,
  periodMembers,
  rateSchema,
  requestMembers,
  toLimitSchema,
  toSeriesMembers,
} from "./analytics.ts";
import { refuse, tenantCodeSchema, variantSchema } from "./shapes.ts";

const dimensionSchema = z.enum(CONSENT_DIMENSIONS);
const outcomeSchema = z.enum(["all_allowed", "all_denied", "partial"]);

const statusCountsSchema = z.object({
  decisions: countSchema,
  all_allowed: countSchema,
  all_denied: countSchema,
  partial: countSchema,
  all_allowed_rate: rateSchema,
  all_denied_rate: rateSchema,
  partial_rate: rateSchema,
});

export const consentStatusAnswerSchema = z.object({
  ...answerMembers,
  ...toSeriesMembers(statusCountsSchema),
}) satisfies z.ZodType<ConsentStatusAnswer>;

const funnelCountsSchema = z.object({
  impressions: countSchema,
  dialogs_opened: countSchema,
  decisions: countSchema,
  dialog_rate: rateSchema,
  decision_rate: rateSchema,
});

export const consentFunnelAnswerSchema = z.object({
  ...answerMembers,
  ...toSeriesMembers(funnelCountsSchema),
}) satisfies z.ZodType<ConsentFunnelAnswer>;

export const consentCategoriesRequestSchema = checkPeriod(
  z.strictObject({ ...requestMembers, limit: toLimitSchema(ANALYTICS_VALUES_MAX, ANALYTICS_VALUES_DEFAULT) }),
) satisfies z.ZodType<ConsentCategoriesRequest>;

const categoryMembers = {
  category_count: countSchema,
  categories: z.array(
    z.object({
      category: z.string(),
      ...toSeriesMembers(z.object({ disclosed: countSchema, consented: countSchema, consent_rate: rateSchema })),
    }),
  ),
};

export const consentCategoriesAnswerSchema = z.object({
  ...answerMembers,
  ...categoryMembers,
}) satisfies z.ZodType<ConsentCategoriesAnswer>;

export const consentDimensionsRequestSchema = checkPeriod(
  z.strictObject({
    ...pathlessMembers,
    dimension: dimensionSchema,
    limit: toLimitSchema(ANALYTICS_VALUES_MAX, ANALYTICS_VALUES_DEFAULT),
  }),
) satisfies z.ZodType<ConsentDimensionsRequest>;

export const consentDimensionsAnswerSchema = z.object({
  ...answerMembers,
  dimension: dimensionSchema,
  ...toSeriesMembers(statusCountsSchema),
  value_count: countSchema,
  values: z.array(z.object({ value: z.string(), ...toSeriesMembers(statusCountsSchema) })),
}) satisfies z.ZodType<ConsentDimensionsAnswer>;

export const consentDimensionCategoriesRequestSchema = checkPeriod(
  z.strictObject({
    ...pathlessMembers,
    dimension: dimensionSchema,
    limit: toLimitSchema(ANALYTICS_CATEGORY_VALUES_MAX, ANALYTICS_CATEGORY_VALUES_DEFAULT),
  }),
) satisfies z.ZodType<ConsentDimensionsRequest>;

export const consentDimensionCategoriesAnswerSchema = z.object({
  ...answerMembers,
  dimension: dimensionSchema,
  value_count: countSchema,
  values: z.array(z.object({ value: z.string(), ...categoryMembers })),
}) satisfies z.ZodType<ConsentDimensionCategoriesAnswer>;

export const consentMatrixRequestSchema = checkPeriod(
  z.strictObject({
    ...pathlessMembers,
    first: dimensionSchema,
    second: dimensionSchema,
    limit: toLimitSchema(ANALYTICS_VALUES_MAX, ANALYTICS_VALUES_DEFAULT),
  }),
).refine(({ first, second }) => first !== second, {
  path: ["second"],
  error: "must be another dimension than first",
}) satisfies z.ZodType<ConsentMatrixRequest>;

const sideSchema = z.object({
  dimension: dimensionSchema,
  value_count: countSchema,
  values: z.array(z.object({ value: z.string(), ...statusCountsSchema.shape })),
});

export const consentMatrixAnswerSchema = z.object({
  ...answerMembers,
  totals: statusCountsSchema,
  first: sideSchema,
  second: sideSchema,
  cells: z.array(z.object({ first: z.string(), second: z.string(), ...statusCountsSchema.shape })),
}) satisfies z.ZodType<ConsentMatrixAnswer>;

const churnCountsSchema = z.object({
  changes: countSchema,
  directions: z.array(z.object({ before: outcomeSchema, after: outcomeSchema, changes: countSchema })),
});

export const consentChurnAnswerSchema = z.object({
  ...answerMembers,
  users: countSchema,
  users_changed: countSchema,
  users_changed_rate: rateSchema,
  ...toSeriesMembers(churnCountsSchema),
}) satisfies z.ZodType<ConsentChurnAnswer>;

const complianceCountsSchema = z.object({
  decisions: countSchema,
  disclosed_before: countSchema,
  disclosed_before_rate: rateSchema,
  without_disclosure: countSchema,
  without_disclosure_rate: rateSchema,
  gpc: countSchema,
  gpc_agreed: countSchema,
  gpc_agreed_rate: rateSchema,
  gpp: countSchema,
  gpp_agreed: countSchema,
  gpp_agreed_rate: rateSchema,
});

export const consentComplianceAnswerSchema = z.object({
  ...answerMembers,
  ...toSeriesMembers(complianceCountsSchema),
}) satisfies z.ZodType<ConsentComplianceAnswer>;

const NO_PLACE = "is not taken here: visitors of experiments are not kept by place, leave it out";

export const consentExperimentsRequestSchema = checkPeriod(
  z.strictObject({
    ...codesMembers,
    ...periodMembers,
    hostname: refuse(NO_PLACE),
    path_segment: refuse(NO_PLACE),
    country: refuse(NO_PLACE),
    variants: z
      .array(variantSchema)
      .min(1)
      .max(EXPERIMENTS_MAX * EXPERIMENT_VARIANTS_MAX)
      .optional()
      .describe("`{experiment}.{variant}`; every one when left out."),
  }),
) satisfies z.ZodType<ConsentExperimentsRequest>;

const armSchema = z.object({
  code: tenantCodeSchema,
  variant: z.string(),
  visitors: countSchema,
  impressions: countSchema,
  dialogs_opened: countSchema,
  interacted: countSchema,
  decisions: countSchema,
  all_allowed: countSchema,
  all_denied: countSchema,
  partial: countSchema,
  interaction_rate: rateSchema,
  consent_rate: rateSchema,
  full_consent_rate: rateSchema,
  reject_rate: rateSchema,
  time_to_decision: z.object({
    decisions: countSchema,
    median_ms: countSchema.nullable(),
    p90_ms: countSchema.nullable(),
  }),
});

export const consentExperimentsAnswerSchema = z.object({
  ...answerMembers,
  arms: z.array(armSchema),
}) satisfies z.ZodType<ConsentExperimentsAnswer>;
