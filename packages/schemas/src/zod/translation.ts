import { z } from "zod";
import type { Translation } from "../types/tenant-config.ts";
import { categoryIdSchema, nameSchema, textSchema } from "./shapes.ts";

const messagesSchema = z
  .strictObject({
    banner_title: textSchema,
    banner_text: textSchema,
    notice_text: textSchema,
    privacy_policy: textSchema,
    accept_all: textSchema,
    reject_all: textSchema,
    settings: textSchema,
    do_not_sell: textSchema,
    gpc_honoured: textSchema,
    close: textSchema,
    preferences_title: textSchema,
    preferences_text: textSchema,
    save: textSchema,
    always_on: textSchema,
    allowed: textSchema,
    refused: textSchema,
    reopen: textSchema,
    cookies_one: textSchema,
    cookies_other: textSchema,
  })
  .partial();

/** One language of the widget, or a tenant's changes to it. */
export const translationSchema = z.strictObject({
  messages: messagesSchema.optional().describe("Words of the banner and the preferences; `{count}` is a number."),
  categories: z
    .record(categoryIdSchema, z.strictObject({ name: nameSchema, description: textSchema }).partial())
    .optional()
    .describe("Names and descriptions of categories, by id."),
}) satisfies z.ZodType<Translation>;
