import { z } from "zod";
import { RAW_EVENTS_DEFAULT, RAW_EVENTS_MAX } from "../constants.ts";
import type {
  ConsentEventsAnswer,
  ConsentEventsRequest,
  ConsentTokenLookupAnswer,
  ConsentTokenLookupRequest,
  RawConsentEvent,
} from "../types/analytics-raw.ts";
import {
  answerMembers,
  checkCodes,
  checkPeriod,
  codesMembers,
  countSchema,
  requestMembers,
  toLimitSchema,
} from "./analytics.ts";
import { callerKeySchema, instantSchema, tenantCodeSchema } from "./shapes.ts";

const idsSchema = z.array(z.string());

// What is kept may be older than today's rules for events, so no text has to fit them.
const rawEventSchema = z.object({
  event_id: z.string(),
  code: tenantCodeSchema,
  event_type: z.enum(["impression", "dialog_opened", "decision"]),
  received_at: instantSchema,
  user_token: z.string(),
  hostname: z.string(),
  path: z.string(),
  country: z.string(),
  region: z.string(),
  language: z.string(),
  device: z.string(),
  os: z.string(),
  browser: z.string(),
  browser_context: z.enum(["browser", "in_app", "webview", ""]),
  regulation: z.string(),
  policy_version: z.string(),
  banner_version: z.string(),
  variant: z.string(),
  consent_method: z.string(),
  gpc: z.boolean(),
  tc_string: z.string(),
  gpp_string: z.string(),
  categories_disclosed: idsSchema,
  categories_consented: idsSchema,
  services_disclosed: idsSchema,
  services_consented: idsSchema,
  vendors_disclosed: idsSchema,
  vendors_consented: idsSchema,
  source: z.string(),
  time_to_decision_ms: countSchema.nullable(),
}) satisfies z.ZodType<RawConsentEvent>;

export const consentTokenLookupRequestSchema = checkCodes(
  z.strictObject({ ...codesMembers, user_token: callerKeySchema }),
) satisfies z.ZodType<ConsentTokenLookupRequest>;

export const consentTokenLookupAnswerSchema = z.object({
  is_complete: z.boolean(),
  events: z.array(rawEventSchema),
}) satisfies z.ZodType<ConsentTokenLookupAnswer>;

export const consentEventsRequestSchema = checkPeriod(
  z.strictObject({
    ...requestMembers,
    limit: toLimitSchema(RAW_EVENTS_MAX, RAW_EVENTS_DEFAULT),
    cursor: z
      .string()
      .min(1)
      .max(500)
      .optional()
      .describe("`next_cursor` of the page before; left out for the first page."),
  }),
) satisfies z.ZodType<ConsentEventsRequest>;

export const consentEventsAnswerSchema = z.object({
  ...answerMembers,
  events: z.array(rawEventSchema),
  next_cursor: z.string().nullable(),
}) satisfies z.ZodType<ConsentEventsAnswer>;
