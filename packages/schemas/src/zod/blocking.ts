import { z } from "zod";
import { BLOCKING_RULES_MAX } from "../constants.ts";
import type { BlockingConfig } from "../types/tenant-config.ts";
import { categoryIdSchema, serviceIdSchema } from "./shapes.ts";

const ruleSchema = z
  .strictObject({
    pattern: z
      .string()
      .max(300)
      .regex(
        /^(\*\.)?[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*(:\d{1,5})?(\/[\x21-\x7e]*)?$/,
        "must be a host, or a host and a path, such as *.tracker.example or maps.example/embed/*",
      )
      .describe(
        "Host, or host and path. A host stands for itself, `*.host` for what is below it; a path is whole, with `*` for anything. Without a port: every port.",
      ),
    category: categoryIdSchema
      .optional()
      .describe("Category that allows it, one that there is. One of `category` and `service`."),
    service: serviceIdSchema.optional().describe("Service that allows it, one that there is."),
  })
  .refine((rule) => (rule.category === undefined) !== (rule.service === undefined), {
    error: "must name a category or a service, and not both",
  });

/** Automatic blocking of third parties that carry no mark. */
export const blockingSchema = z.strictObject({
  automatic: z.boolean().default(false).describe("Whether the rules are applied."),
  rules: z.array(ruleSchema).max(BLOCKING_RULES_MAX).default([]).describe("The first rule that fits decides."),
}) satisfies z.ZodType<BlockingConfig>;
