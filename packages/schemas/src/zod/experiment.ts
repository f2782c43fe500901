import { z } from "zod";
import { EXPERIMENT_ID_PATTERN, EXPERIMENT_VARIANTS_MAX, EXPERIMENTS_MAX, LANGUAGES_MAX } from "../constants.ts";
import type { Experiment, ExperimentAnswer, ExperimentRequest } from "../types/experiment.ts";
import { bannerOverrideSchema } from "./banner.ts";
import { boundedRecord, instantSchema, languageSchema, refuse, tenantIdSchema } from "./shapes.ts";

/** Ids of experiments and variants: `{experiment}.{variant}` fits the `variant` of events and records. */
export const experimentIdSchema = z
  .string()
  .regex(EXPERIMENT_ID_PATTERN, "must be 1-31 letters, digits, _ or - (no dot: it divides experiment and variant)");

const textSchema = z.string().regex(/\S/, "must say something: the visitor has to know what is asked").max(2000);
const ONE_PERIOD = "cannot differ between variants: how long an answer holds is no matter of the banner";
const ONE_VERSION = "cannot differ between variants: the variant itself names what was shown";
const LABEL = "cannot differ between variants: labels of choices stay as they are, so that none is favoured (L2, L4)";

const ONE_MACHINE = "cannot differ between variants: it is no matter of the look";

const variantBannerSchema = bannerOverrideSchema.extend({
  stylesheet: refuse(ONE_MACHINE),
  isolation: refuse(ONE_MACHINE),
  reopen_position: refuse(ONE_MACHINE),
  offer_reload: refuse(ONE_MACHINE),
  placeholders: refuse(ONE_MACHINE),
  show_reject_all: z.literal(true, { error: "cannot be false: no variant makes refusing harder (L2)" }).optional(),
  show_reopen: z.literal(true, { error: "cannot be false: no variant makes withdrawing harder (L4)" }).optional(),
  consent_renewal_days: refuse(ONE_PERIOD),
  version: refuse(ONE_VERSION),
});

const variantMessagesSchema = z.strictObject({
  banner_title: textSchema.optional(),
  banner_text: textSchema.optional(),
  notice_title: textSchema.optional(),
  notice_text: textSchema.optional(),
  information_text: textSchema.optional(),
  preferences_title: textSchema.optional(),
  preferences_text: textSchema.optional(),
  privacy_policy: refuse(LABEL),
  accept_all: refuse(LABEL),
  reject_all: refuse(LABEL),
  settings: refuse(LABEL),
  do_not_sell: refuse(LABEL),
  gpc_honoured: refuse(LABEL),
  close: refuse(LABEL),
  save: refuse(LABEL),
  always_on: refuse(LABEL),
  allowed: refuse(LABEL),
  refused: refuse(LABEL),
  reopen: refuse(LABEL),
  cookies_one: refuse(LABEL),
  cookies_other: refuse(LABEL),
  services_one: refuse(LABEL),
  services_other: refuse(LABEL),
  partly_allowed: refuse(LABEL),
  details: refuse(LABEL),
  cookie_name: refuse(LABEL),
  provider: refuse(LABEL),
  purpose: refuse(LABEL),
  duration: refuse(LABEL),
  your_choice: refuse(LABEL),
  no_choice: refuse(LABEL),
  chosen_on: refuse(LABEL),
  asked_again: refuse(LABEL),
  consent_id: refuse(LABEL),
  history: refuse(LABEL),
  action_accept_all: refuse(LABEL),
  action_reject_all: refuse(LABEL),
  action_custom: refuse(LABEL),
  action_withdraw: refuse(LABEL),
  withdraw_all: refuse(LABEL),
  receipt: refuse(LABEL),
  unavailable: refuse(LABEL),
  placeholder_title: refuse(LABEL),
  placeholder_text: refuse(LABEL),
  load_once: refuse(LABEL),
  always_allow: refuse(LABEL),
  reload_text: refuse(LABEL),
  reload: refuse(LABEL),
  not_now: refuse(LABEL),
});

const variantSchema = z.strictObject({
  id: experimentIdSchema.describe("Events and records name the arm as `{experiment}.{variant}`."),
  weight: z
    .number()
    .gt(0)
    .max(10_000)
    .default(1)
    .describe("Share of the visitors who take part, relative to the other weights."),
  banner: variantBannerSchema
    .prefault({})
    .describe("What differs in the look of the banner; the control may leave it out."),
  translations: boundedRecord(
    languageSchema,
    z.strictObject({ messages: variantMessagesSchema.optional() }),
    LANGUAGES_MAX,
    "languages",
  )
    .default({})
    .describe("What differs in its words, by language: title and text, never the labels of choices."),
});

const members = {
  traffic: z
    .number()
    .min(0)
    .max(1)
    .default(1)
    .describe("Share of visitors who take part; the others see the tenant's own banner."),
  variants: z
    .array(variantSchema)
    .min(2)
    .max(EXPERIMENT_VARIANTS_MAX)
    .describe("The arms; the first one is the control."),
};

/** One experiment. A variant changes the banner alone and never makes refusing harder: such a one never goes live. */
export const experimentSchema = z
  .strictObject({
    id: experimentIdSchema.describe("Names the experiment in paths and labels."),
    status: z.enum(["draft", "running", "stopped"]).default("draft").describe("At most one experiment runs at a time."),
    started_at: instantSchema.optional().describe("Set by starting."),
    stopped_at: instantSchema.optional().describe("Set by stopping."),
    ...members,
  })
  .superRefine((experiment, context) => {
    addDoubles(experiment.variants, ["variants"], context);
    if (experiment.status !== "draft" && experiment.started_at === undefined) {
      context.addIssue({ code: "custom", path: ["started_at"], message: "is set by starting the experiment" });
    }
    if (experiment.status === "stopped" && experiment.stopped_at === undefined) {
      context.addIssue({ code: "custom", path: ["stopped_at"], message: "is set by stopping the experiment" });
    }
  }) satisfies z.ZodType<Experiment>;

/** The `experiments` of a tenant's configuration: at most one runs, so that no visitor is in two at once. */
export const experimentsSchema = z
  .array(experimentSchema)
  .max(EXPERIMENTS_MAX)
  .superRefine((experiments, context) => {
    addDoubles(experiments, [], context);
    const [first, ...others] = experiments.flatMap(({ status }, index) => (status === "running" ? [index] : []));
    for (const index of others) {
      context.addIssue({
        code: "custom",
        path: [index, "status"],
        message: `one experiment runs at a time: stop ${experiments[first ?? 0]?.id} first`,
      });
    }
  }) satisfies z.ZodType<Experiment[]>;

export const experimentRequestSchema = z
  .strictObject(members)
  .superRefine(({ variants }, context) =>
    addDoubles(variants, ["variants"], context),
  ) satisfies z.ZodType<ExperimentRequest>;

export const experimentAnswerSchema = z.object({
  tenant_id: tenantIdSchema,
  config_version: z.int().min(1),
  experiment: experimentSchema,
}) satisfies z.ZodType<ExperimentAnswer>;

function addDoubles(
  items: readonly { readonly id: string }[],
  path: readonly string[],
  context: z.RefinementCtx,
): void {
  const seen = new Set<string>();
  items.forEach(({ id }, index) => {
    if (seen.has(id)) {
      context.addIssue({ code: "custom", path: [...path, index, "id"], message: `is used twice: ${id}` });
    }
    seen.add(id);
  });
}
