import { z } from "zod";
import { CATEGORIES_MAX, EVENTS_PER_REQUEST_MAX } from "../constants.ts";
import type { ConsentEvent, EventsAnswer } from "../types/event.ts";
import {
  callerKeySchema,
  categoryIdSchema,
  consentMethodSchema,
  hostnameSchema,
  languageSchema,
  pathSchema,
  signalStringSchema,
  tenantCodeSchema,
  timeToDecisionSchema,
  variantSchema,
  versionSchema,
} from "./shapes.ts";

const categoryIdsSchema = z.array(categoryIdSchema).max(CATEGORIES_MAX);
const idsSchema = z.array(z.string().min(1).max(64)).max(2000);

export const consentEventSchema = z.object({
  event_type: z.enum(["impression", "dialog_opened", "decision"]),
  event_id: callerKeySchema.optional(),
  user_token: callerKeySchema,
  code: tenantCodeSchema,
  hostname: hostnameSchema.optional(),
  path: pathSchema.optional(),
  language: languageSchema.optional(),
  regulation: z.string().max(64).optional(),
  policy_version: versionSchema.optional(),
  banner_version: versionSchema.optional(),
  variant: variantSchema.optional(),
  consent_method: consentMethodSchema.optional(),
  categories_disclosed: categoryIdsSchema.optional(),
  categories_consented: categoryIdsSchema.optional(),
  services_disclosed: idsSchema.optional(),
  services_consented: idsSchema.optional(),
  vendors_disclosed: idsSchema.optional(),
  vendors_consented: idsSchema.optional(),
  tc_string: signalStringSchema.optional(),
  gpp_string: signalStringSchema.optional(),
  gpc: z.boolean().optional(),
  time_to_decision_ms: timeToDecisionSchema.optional(),
}) satisfies z.ZodType<ConsentEvent>;

/** Body of `POST /v3/events`: one event, or an array of up to 50. Answers an array. */
export const eventsRequestSchema = z.preprocess(
  (body) => (Array.isArray(body) ? body : [body]),
  z.array(consentEventSchema).min(1).max(EVENTS_PER_REQUEST_MAX),
);

export const eventsAnswerSchema = z.object({ accepted: z.int().min(0) }) satisfies z.ZodType<EventsAnswer>;
