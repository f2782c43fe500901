import { z } from "zod";
import { CATEGORY_SERVICES_MAX } from "../constants.ts";
import { categoryIdSchema, nameSchema, privacyPolicyUrlSchema, serviceIdSchema, textSchema } from "./shapes.ts";

const cookieObjectSchema = z.strictObject({
  name: nameSchema.describe("Name of the cookie or storage entry; may hold `*`."),
  provider: textSchema.optional().describe("Who sets it."),
  purpose: textSchema.optional().describe("What it is for."),
  duration: textSchema.optional().describe("How long it stays, in words."),
  service: serviceIdSchema.optional().describe("Id of the service of this category that sets it."),
});
// Short forms are widened before they are checked: a union would report faults at its own place, not at theirs.
const cookieSchema = z.preprocess(
  (cookie) => (typeof cookie === "string" ? { name: cookie } : cookie),
  cookieObjectSchema,
);

const serviceObjectSchema = z.strictObject({
  id: serviceIdSchema.describe("Id that tags on the page name."),
  name: nameSchema.describe("Name that visitors read."),
  description: textSchema.optional().describe("What it does."),
  provider: textSchema.optional().describe("Who offers it."),
  privacy_policy_url: privacyPolicyUrlSchema.optional().describe("Where its privacy policy stands."),
});
const serviceSchema = z.preprocess(
  (service) => (typeof service === "string" ? { id: service, name: service } : service),
  serviceObjectSchema,
);

/** A purpose the visitor decides on. */
export const categorySchema = z.strictObject({
  id: categoryIdSchema.describe("Id that tags, cookies and records name. Never give an old one a new meaning."),
  name: nameSchema.describe("Name that visitors read."),
  description: textSchema.default("").describe("What it is for, in a sentence."),
  required: z.boolean().default(false).describe("Cannot be refused."),
  sells_data: z
    .boolean()
    .default(false)
    .describe("Sells or shares personal data: switched off by Global Privacy Control."),
  cookies: z.array(cookieSchema).max(500).default([]).describe("Cookies of the category, or their bare names."),
  vendors: z.array(nameSchema).max(2000).default([]).describe("Vendors that work under it."),
  services: z
    .array(serviceSchema)
    .max(CATEGORY_SERVICES_MAX)
    .default([])
    .describe("Services inside it, or their bare ids."),
});
