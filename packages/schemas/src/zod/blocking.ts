import { z } from "zod";
import type { BlockingConfig } from "../types/tenant-config.ts";
import { categoryIdSchema, serviceIdSchema } from "./shapes.ts";

const ruleSchema = z
  .strictObject({
    pattern: z
      .string()
      .max(300)
      .regex(
        /^[\w.*-]+(:\d{1,5})?(\/[\x21-\x7e]*)?$/,
        "must be a host, or a host and a path, such as *.tracker.example",
      )
      .describe("Host, or host and path, with `*`. A host stands for itself; `*.host` for what is below it."),
    category: categoryIdSchema.optional().describe("Category that allows it. One of `category` and `service`."),
    service: serviceIdSchema.optional().describe("Service that allows it."),
  })
  .refine((rule) => (rule.category === undefined) !== (rule.service === undefined), {
    error: "must name a category or a service, and not both",
  });

/** Automatic blocking of third parties that carry no mark. */
export const blockingSchema = z.strictObject({
  automatic: z.boolean().default(false).describe("Whether the rules are applied."),
  rules: z.array(ruleSchema).max(1000).default([]).describe("The first rule that fits decides."),
}) satisfies z.ZodType<BlockingConfig>;
