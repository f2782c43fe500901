import { tenantCodeSchema } from "@cookiehub/schemas";
import { EVENTS_PER_REQUEST_MAX } from "@cookiehub/schemas/constants";
import { foreignEventSchema, type ReadAgent, toForeignEvent } from "./foreign-event.ts";
import { createEventIds, type MessagePlace, type ParsedEvent, toReason } from "./parsed-event.ts";

const eventSchema = foreignEventSchema.extend({ code: tenantCodeSchema });

/**
 * Reads V3: one event or an array of up to 50, as `POST /v3/events` takes them, with what their sender knows of the
 * browser. Each event is judged alone. Members that do not exist are left out, as there: a newer widget may send them.
 */
export function readV3(value: unknown, text: string, place: MessagePlace, readAgent: ReadAgent): ParsedEvent[] {
  const events: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (events.length === 0 || events.length > EVENTS_PER_REQUEST_MAX) {
    return [{ reason: `holds ${events.length} events; 1 to ${EVENTS_PER_REQUEST_MAX} can stand in a message` }];
  }
  const makeId = createEventIds(text, place);
  return events.map((event, index): ParsedEvent => {
    const parsed = eventSchema.safeParse(event);
    if (!parsed.success) return { reason: toReason(parsed.error) };
    return toForeignEvent(parsed.data, parsed.data, { place, readAgent, makeId: () => makeId(index) });
  });
}
