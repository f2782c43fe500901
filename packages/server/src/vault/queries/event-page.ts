import type { ConsentEventsAnswer } from "@cookiehub/schemas/types";
import type { AnalyticsFilter, EventPageQuestion } from "../../storage/ports.ts";
import type { AskedAnalytics } from "./asked.ts";
import { readCursor, toCursor } from "./event-cursor.ts";
import { toRawEvent } from "./raw-event.ts";

/** What follows the cursor, which names the last event of the page before. */
export interface EventPageRequest {
  readonly cursor: string | undefined;
  readonly limit: number;
}

/** Answers a page of raw events. Throws `invalid_request` for a cursor that is none. */
export async function readEventPage(
  analytics: AskedAnalytics,
  name: "rawEvents" | "rawLatestDecisions",
  filter: AnalyticsFilter,
  { cursor, limit }: EventPageRequest,
): Promise<ConsentEventsAnswer> {
  const after = cursor === undefined ? undefined : readCursor(cursor);
  const question: EventPageQuestion = { ...filter, limit, after };
  const rows = await analytics.ask(name, question);
  const last = rows.at(-1);
  return {
    from: filter.from,
    to: filter.to,
    events: rows.map(toRawEvent),
    // A full page may have been the last: then the next one is empty.
    next_cursor: last === undefined || rows.length < limit ? null : toCursor(last),
  };
}
