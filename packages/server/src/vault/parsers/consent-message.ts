import { consentEventSchema } from "@cookiehub/schemas";
import type { ConsentEvent } from "@cookiehub/schemas/types";
import { z } from "zod";
import { type RowAgent, toConsentRow } from "./consent-row.ts";
import { type MessagePlace, type ParsedEvent, toReason } from "./parsed-event.ts";

/** A consent event on its way to the statistics as this server writes it: one line of a bronze object. */
export interface ConsentMessage {
  readonly v: 3;
  /** When the first writer took it, ISO 8601: decides the day it is counted on (D5). */
  readonly received_at: string;
  /** ISO 3166-1 or -2, or `null` when unknown. */
  readonly location: string | null;
  readonly agent: RowAgent;
  /** Required categories of the tenant at that time: they are left out of every judgement. */
  readonly required: readonly string[];
  readonly event: ConsentEvent & { readonly event_id: string };
}

const messageSchema = z.object({
  v: z.literal(3),
  received_at: z.iso.datetime(),
  location: z.string().nullable(),
  agent: z.object({
    browser: z.string(),
    os: z.string(),
    device: z.enum(["desktop", "mobile", "tablet", "other"]),
    browser_context: z.enum(["browser", "in_app", "webview", ""]).optional(),
  }),
  required: z.array(z.string()),
  event: consentEventSchema.required({ event_id: true }),
}) satisfies z.ZodType<ConsentMessage>;

/** Reads this server's own message. Its time holds as it is: the server that wrote it was the first to know of the event. */
export function readOwnMessage(value: unknown, { source }: Pick<MessagePlace, "source">): ParsedEvent {
  const parsed = messageSchema.safeParse(value);
  if (!parsed.success) return { reason: toReason(parsed.error) };
  const { event, received_at, ...facts } = parsed.data;
  return { row: toConsentRow(event, { ...facts, receivedAtMs: Date.parse(received_at), source }) };
}
