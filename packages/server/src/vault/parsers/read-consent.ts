import { isJsonObject } from "@cookiehub/schemas";
import { readOwnMessage } from "./consent-message.ts";
import { createV1Reader, isV1Header } from "./consent-v1.ts";
import { readV2 } from "./consent-v2.ts";
import { readV3 } from "./consent-v3.ts";
import type { ReadAgent } from "./foreign-event.ts";
import type { MessagePlace, ParsedEvent } from "./parsed-event.ts";
import { isQueuedLine, toQueued } from "./queued-message.ts";

/** The longest message that a queue carries; what is longer is not read. */
export const MESSAGE_CHARACTERS_MAX = 1_048_576;

/** A text with more lines is a file, which is laid into bronze as an object of its own. */
const CSV_LINES_MAX = 10_000;

/** Reads one line of a bronze object, whatever its form, to what became of each event in it. Never throws. */
export type ReadConsent = (text: string, place: MessagePlace) => readonly ParsedEvent[];

/**
 * Creates the reader of messages. The form is seen from the message itself: this server's own envelope, V3 (one event or
 * an array), V2 (`payload`), V1 (CSV under a header), each also as the queue's ingest wraps it.
 */
export function createConsentReader({ readAgent }: { readonly readAgent: ReadAgent }): ReadConsent {
  return (text, place) => {
    if (!isQueuedLine(text)) return readMessage(text, place, readAgent);
    const queued = toQueued(text);
    if (!queued) return [{ reason: "not a message as the queue's ingest wraps them" }];
    const { body, taken_at: name } = queued;
    const read = readMessage(body, { ...place, name, takenAtMs: Date.parse(name) }, readAgent);
    return read.map((event) => ("reason" in event ? { text: body, ...event } : event));
  };
}

function readMessage(text: string, place: MessagePlace, readAgent: ReadAgent): readonly ParsedEvent[] {
  if (text.length > MESSAGE_CHARACTERS_MAX) return [{ reason: "longer than a message can be" }];
  if (!/^\s*[[{]/.test(text)) return readCsv(text, place, readAgent);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return [{ reason: "not JSON" }];
  }
  if (Array.isArray(value)) return readV3(value, text, place, readAgent);
  const has = (name: string): boolean => isJsonObject(value) && Object.hasOwn(value, name);
  if (has("v") || has("event")) return [readOwnMessage(value, place)];
  if (has("payload")) return [readV2(value, text, place, readAgent)];
  if (has("event_type")) return readV3(value, text, place, readAgent);
  return [{ reason: "no form of a consent message" }];
}

function readCsv(text: string, place: MessagePlace, readAgent: ReadAgent): readonly ParsedEvent[] {
  const [header = "", ...lines] = text.split(/\r?\n/);
  if (!isV1Header(header)) return [{ reason: "neither JSON nor CSV under a header" }];
  if (lines.length > CSV_LINES_MAX) return [{ reason: `holds more than ${CSV_LINES_MAX} lines` }];
  const events = lines.flatMap((line, index) => {
    // Equal lines of a message are events of their own: the place of the message alone would name them the same.
    return line === "" ? [] : [{ text: line, place: { ...place, name: `${place.name}:${index}` } }];
  });
  return createV1Reader(header)(events, readAgent);
}
