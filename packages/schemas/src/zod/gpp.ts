import { z } from "zod";
import { GPP_STATES } from "../gpp/section.ts";
import type { GppConfig } from "../types/gpp.ts";

const fixedAnswerSchema = z.enum(["not_applicable", "no_consent"], {
  error:
    "must be not_applicable or no_consent: that every visitor agreed to something that no banner asks cannot be said",
});

/** Which sections of IAB GPP are written, and what stands in them besides the choice. */
export const gppSchema = z
  .strictObject({
    states: z
      .array(z.enum(GPP_STATES, { error: "must be a state that has a section, such as US-CA" }))
      .max(GPP_STATES.length)
      .optional()
      .describe("States whose visitors get the section of their state. Left out: every state that has one."),
    mspa: z
      .enum(["none", "opt_out_option", "service_provider"])
      .default("none")
      .describe(
        "Whether you have signed the Multi-State Privacy Agreement of the IAB, and the mode in which you work under it. Only then transactions are said to be covered.",
      ),
    usnat: z
      .boolean()
      .default(false)
      .describe(
        "The national section stands in for states without a section, or not among `states`. Only for who has signed the agreement.",
      ),
    unknown_state: z
      .enum(["none", "national", "strictest"])
      .default("strictest")
      .describe(
        "For a visitor in the United States whose state is not known: that of the strictest of `states`, the national one (needs `usnat`), or no section, so that vendors do not hear of an opt-out.",
      ),
    sensitive_data: fixedAnswerSchema
      .default("not_applicable")
      .describe("Said of every visitor: sensitive data is not processed, or nobody has agreed to it."),
    known_children: fixedAnswerSchema
      .default("not_applicable")
      .describe("Said of every visitor: none is known to be a child, or nobody has agreed for one."),
  })
  .superRefine(({ mspa, usnat, unknown_state }, context) => {
    if (usnat && mspa === "none") {
      const message = "needs gpp.mspa: the national section is for who has signed the Multi-State Privacy Agreement";
      context.addIssue({ code: "custom", path: ["usnat"], message });
    }
    if (unknown_state === "national" && !usnat) {
      context.addIssue({ code: "custom", path: ["unknown_state"], message: "needs gpp.usnat to be true" });
    }
  }) satisfies z.ZodType<GppConfig>;
