import { categoryIdSchema, consentEventSchema, instantSchema, locationSchema } from "@cookiehub/schemas";
import { CATEGORIES_MAX } from "@cookiehub/schemas/constants";
import { z } from "zod";
import { type RowAgent, toConsentRow } from "./consent-row.ts";
import type { MessagePlace, ParsedEvent } from "./parsed-event.ts";

/** Reads a user agent through a bounded memory (`createAgentReader`). */
export type ReadAgent = (userAgent: string | undefined) => RowAgent;

/** What an event counts as required when its sender does not say: they are left out of every judgement. */
const REQUIRED_CATEGORIES: readonly string[] = ["essential", "necessary"];
/** Older than this an event is a mistake of a clock: it would open days that were settled long ago. */
const AGE_MAX_MS = 366 * 86_400_000;
const TIME_MS_MAX = 8_640_000_000_000_000;
const labelSchema = z.string().max(64);

/** When it happened, by the sender's clock: ISO 8601, or milliseconds since 1970. */
const timeSchema = z.union([instantSchema.transform((text) => Date.parse(text)), z.int().min(0).max(TIME_MS_MAX)], {
  error: "must be an ISO 8601 time, or milliseconds since 1970",
});

/** The numeric id of a domain, whose code only its owner knows. */
export const domainIdSchema = z.int().min(1).max(2_147_483_647);

/** What a sender that speaks for a browser knows of it, beside the event: the same in every form of payload. */
export const senderShape = {
  time: timeSchema.optional(),
  location: locationSchema.optional(),
  required: z.array(categoryIdSchema).max(CATEGORIES_MAX).optional(),
  user_agent: z.string().optional(),
  agent: z
    .strictObject({
      browser: labelSchema.optional(),
      os: labelSchema.optional(),
      device: z.enum(["desktop", "mobile", "tablet", "other"]).optional(),
      browser_context: z.enum(["browser", "in_app", "webview", ""]).optional(),
    })
    .optional(),
};

/** An event that this server did not take itself, without whose it is. */
export const foreignEventSchema = consentEventSchema.omit({ code: true }).extend(senderShape);
export type ForeignEvent = z.output<typeof foreignEventSchema>;

/** What names the tenant: its code, or a domain id that stands for one. */
export type Owner = { readonly code: string } | { readonly domainId: number };

export interface ForeignParts {
  readonly place: MessagePlace;
  readonly readAgent: ReadAgent;
  /** Names the event where it does not do so itself. */
  readonly makeId: () => string;
}

/**
 * Turns a foreign event into its row. It happened when its sender says, but not after it was taken: a clock that is ahead
 * must not put events on days to come.
 */
export function toForeignEvent(event: ForeignEvent, owner: Owner, parts: ForeignParts): ParsedEvent {
  const { takenAtMs, source } = parts.place;
  const receivedAtMs = Math.min(event.time ?? takenAtMs, takenAtMs);
  if (receivedAtMs < takenAtMs - AGE_MAX_MS) return { reason: "time: lies more than 366 days before it was taken" };
  const read = parts.readAgent(event.user_agent);
  const facts = {
    receivedAtMs,
    location: event.location ?? null,
    agent: event.agent ? toAgent(read, event.agent) : read,
    required: event.required ?? REQUIRED_CATEGORIES,
    source,
  };
  const code = "code" in owner ? owner.code : "";
  const row = toConsentRow({ ...event, code, event_id: event.event_id ?? parts.makeId() }, facts);
  if ("code" in owner) return { row };
  const { code: _unknown, ...rowOfDomain } = row;
  return { domainId: owner.domainId, rowOfDomain };
}

// What the sender says outright counts before what its user agent tells.
function toAgent(read: RowAgent, said: NonNullable<ForeignEvent["agent"]>): RowAgent {
  return {
    browser: said.browser ?? read.browser,
    os: said.os ?? read.os,
    device: said.device ?? read.device,
    browser_context: said.browser_context ?? read.browser_context,
  };
}
