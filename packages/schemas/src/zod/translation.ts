import { z } from "zod";
import { CATEGORIES_MAX } from "../constants.ts";
import type { Translation } from "../types/tenant-config.ts";
import { boundedRecord, categoryIdSchema, nameSchema, textSchema } from "./shapes.ts";

const messagesSchema = z
  .strictObject({
    banner_title: textSchema.describe("Heading of the banner."),
    banner_text: textSchema.describe("What the banner asks."),
    notice_text: textSchema.describe("What the notice says where nothing is asked."),
    privacy_policy: textSchema.describe("Text of the link to the privacy policy."),
    accept_all: textSchema.describe("Button: accept all."),
    reject_all: textSchema.describe("Button: reject all."),
    settings: textSchema.describe("Button: open the preferences."),
    do_not_sell: textSchema.describe("Link of opt-out notices: do not sell or share."),
    gpc_honoured: textSchema.describe("Says that Global Privacy Control was honoured."),
    close: textSchema.describe("Label of the closing button."),
    preferences_title: textSchema.describe("Heading of the preferences."),
    preferences_text: textSchema.describe("What the preferences say first."),
    save: textSchema.describe("Button: save the choices."),
    always_on: textSchema.describe("State of a required category."),
    allowed: textSchema.describe("State of a switch that is on."),
    refused: textSchema.describe("State of a switch that is off."),
    reopen: textSchema.describe("Label of the small button that brings the settings back."),
    cookies_one: textSchema.describe("`{count}` cookie."),
    cookies_other: textSchema.describe("`{count}` cookies."),
  })
  .partial();

/** One language of the widget, or a tenant's changes to it. */
export const translationSchema = z.strictObject({
  messages: messagesSchema.optional().describe("Words of the banner and the preferences."),
  categories: boundedRecord(
    categoryIdSchema,
    z
      .strictObject({
        name: nameSchema.describe("Its name."),
        description: textSchema.describe("Its description."),
      })
      .partial(),
    CATEGORIES_MAX,
    "categories",
  )
    .optional()
    .describe("Names and descriptions of categories, by id."),
}) satisfies z.ZodType<Translation>;
