import { z } from "zod";
import type { BannerConfig } from "../types/tenant-config.ts";
import { versionSchema } from "./shapes.ts";

const fields = {
  layout: z.enum(["bar", "box"]).describe("A bar along an edge, or a box in a corner."),
  position: z.enum(["bottom", "top"]).describe("Edge that the banner stands at."),
  theme: z.enum(["auto", "light", "dark"]).describe("`auto` follows the visitor's system."),
  accent: z
    .string()
    .regex(/^#[0-9a-f]{6}$/i, "must be a colour such as #1a4fd6")
    .describe(
      "`#rrggbb`; near-black on light and near-white on dark without it. Corrected where its contrast is too low.",
    ),
  show_reject_all: z
    .boolean()
    .describe(
      'Whether "reject all" stands beside "accept all". Where the law is opt-in it is shown whatever this says.',
    ),
  show_reopen: z.boolean().describe("The small button that brings the settings back."),
  version: versionSchema.describe("Your name for this banner; it is kept with each decision."),
};

export const bannerSchema = z.strictObject({
  layout: fields.layout.default("bar"),
  position: fields.position.default("bottom"),
  theme: fields.theme.default("auto"),
  accent: fields.accent.optional(),
  show_reject_all: fields.show_reject_all.default(true),
  show_reopen: fields.show_reopen.default(true),
  consent_renewal_days: z
    .int()
    .min(1)
    .max(730)
    .default(180)
    .describe("Days after which a decision is asked for again."),
  version: fields.version.default("1"),
}) satisfies z.ZodType<BannerConfig>;

/** What a domain may say of the banner: how it looks, not how long a decision holds. */
export const bannerOverrideSchema = z.strictObject(fields).partial();
