import { z } from "zod";
import { THEME_COLORS } from "../constants.ts";
import type { BannerConfig } from "../types/tenant-config.ts";
import { versionSchema } from "./shapes.ts";

const colorSchema = z.string().regex(/^#[0-9a-f]{6}$/i, "must be a colour such as #1a4fd6");
const colorsSchema = z.partialRecord(z.enum(THEME_COLORS), colorSchema);

const fields = {
  layout: z
    .enum(["bar", "box", "cloud", "corner", "modal"])
    .describe(
      "`bar`: along an edge. `box`, and the smaller `corner`: beside one. `cloud`: floating in the middle. `modal`: over the page.",
    ),
  position: z
    .enum(["bottom", "top", "bottom-start", "bottom-end", "top-start", "top-end", "center"])
    .describe("Where it stands; `start` and `end` follow the reading direction."),
  theme: z.enum(["auto", "light", "dark"]).describe("`auto` follows the visitor's system."),
  accent: colorSchema.describe(
    "`#rrggbb`; near-black on light and near-white on dark without it. Corrected where its contrast is too low.",
  ),
  colors: z
    .strictObject({
      light: colorsSchema.optional().describe("Of the light theme."),
      dark: colorsSchema.optional().describe("Of the dark theme."),
    })
    .describe("Colours of the two themes by part (`surface`, `text`, `accent`, ...); what is left out stays."),
  radius: z.int().min(0).max(32).describe("Radius of panels in pixels; buttons take two thirds of it."),
  font: z
    .string()
    .min(1)
    .max(300)
    .regex(/^[\w\s,"'-]+$/, "must be a list of font names")
    .describe("CSS `font-family`."),
  stylesheet: z
    .string()
    .max(20_000)
    .describe(
      "CSS that comes after the widget's own. It is dropped where it would part accept from reject, or hide either.",
    ),
  isolation: z
    .enum(["slotted", "none"])
    .describe("`slotted`: styles in a shadow root, words and buttons in the page. `none`: everything in the page."),
  reopen_position: z.enum(["bottom-start", "bottom-end"]).describe("Corner of the re-open button."),
  offer_reload: z
    .boolean()
    .describe("After a withdrawal, offers to load the page again, which ends what runs already. Never without asking."),
  placeholders: z.boolean().describe("Shows what stands for blocked frames, pictures and videos, and how to load it."),
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
  colors: fields.colors.optional(),
  radius: fields.radius.optional(),
  font: fields.font.optional(),
  stylesheet: fields.stylesheet.optional(),
  isolation: fields.isolation.optional(),
  reopen_position: fields.reopen_position.optional(),
  offer_reload: fields.offer_reload.optional(),
  placeholders: fields.placeholders.optional(),
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
