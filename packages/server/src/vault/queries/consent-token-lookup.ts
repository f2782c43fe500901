import { RAW_EVENTS_MAX } from "@cookiehub/schemas/constants";
import type { ConsentTokenLookupAnswer } from "@cookiehub/schemas/types";
import type { AskedAnalytics } from "./asked.ts";
import { toRawEvent } from "./raw-event.ts";

/** Answers every event of one user, by time. */
export async function readTokenLookup(
  analytics: AskedAnalytics,
  codes: readonly string[],
  userToken: string,
): Promise<ConsentTokenLookupAnswer> {
  const rows = await analytics.ask("rawUserEvents", { codes, userToken });
  return { is_complete: rows.length < RAW_EVENTS_MAX, events: rows.map(toRawEvent) };
}
