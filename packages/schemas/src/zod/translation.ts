import { z } from "zod";
import { CATEGORIES_MAX } from "../constants.ts";
import type { Translation } from "../types/tenant-config.ts";
import { boundedRecord, categoryIdSchema, nameSchema, textSchema } from "./shapes.ts";

const messagesSchema = z
  .strictObject({
    banner_title: textSchema.describe("Heading of the banner."),
    banner_text: textSchema.describe("What the banner asks."),
    notice_title: textSchema.describe("Heading where the law is opt-out or asks for information only."),
    notice_text: textSchema.describe("What the notice says where the law is opt-out."),
    information_text: textSchema.describe("What the notice says where the law asks for information only."),
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
    services_one: textSchema.describe("`{count}` service."),
    services_other: textSchema.describe("`{count}` services."),
    partly_allowed: textSchema.describe("State of a category some of whose services are refused."),
    details: textSchema.describe("Opens the services and cookies of a category."),
    cookie_name: textSchema.describe("Label: name of a cookie."),
    provider: textSchema.describe("Label: who sets it."),
    purpose: textSchema.describe("Label: what it is for."),
    duration: textSchema.describe("Label: how long it stays."),
    your_choice: textSchema.describe("Heading: what holds now."),
    no_choice: textSchema.describe("Says that nothing was chosen yet."),
    chosen_on: textSchema.describe("Chosen on `{date}`."),
    asked_again: textSchema.describe("Asked again on `{date}`."),
    consent_id: textSchema.describe("Label: id of the consent record."),
    history: textSchema.describe("Heading: earlier choices."),
    action_accept_all: textSchema.describe("Earlier choice: accepted all."),
    action_reject_all: textSchema.describe("Earlier choice: refused all."),
    action_custom: textSchema.describe("Earlier choice: some of it."),
    action_withdraw: textSchema.describe("Earlier choice: withdrawn."),
    withdraw_all: textSchema.describe("Button: withdraw everything."),
    receipt: textSchema.describe("Button: load the receipt."),
    unavailable: textSchema.describe("Says that earlier choices or a receipt cannot be loaded now."),
    placeholder_title: textSchema.describe("Heading in place of what is blocked: `{service}`."),
    placeholder_text: textSchema.describe("What loading it means: `{service}`, `{category}`."),
    load_once: textSchema.describe("Button: load it this once."),
    always_allow: textSchema.describe("Button: always allow it."),
    reload_text: textSchema.describe("Says that what runs already ends when the page is loaded again."),
    reload: textSchema.describe("Button: load the page again."),
    not_now: textSchema.describe("Button: not now."),
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
