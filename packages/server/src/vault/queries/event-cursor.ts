import { z } from "zod";
import { ApiError } from "../../http/api-error.ts";
import type { EventPosition } from "../../storage/ports.ts";

/** The version stands first, so that a later shape can tell this one. */
const positionSchema = z.tuple([
  z.literal(1),
  // As far as a `Date` goes.
  z.int().min(-8.64e15).max(8.64e15),
  z.string().regex(/^[A-Za-z0-9]{8}$/),
  z.string().min(1).max(256),
]);

/** Makes the cursor of what follows a row. Opaque to callers: its content may change. */
export function toCursor({ receivedAtMs, code, eventId }: EventPosition): string {
  return Buffer.from(JSON.stringify([1, receivedAtMs, code, eventId])).toString("base64url");
}

/** Reads a cursor back; throws `invalid_request`. It gives no rights: the codes of a call are checked without it. */
export function readCursor(cursor: string): EventPosition {
  const parsed = positionSchema.safeParse(parseText(Buffer.from(cursor, "base64url").toString("utf8")));
  if (!parsed.success) {
    throw new ApiError("invalid_request", "The request is not valid. Each fault is listed in details.", [
      { path: "cursor", message: "must be the next_cursor of the page before" },
    ]);
  }
  const [, receivedAtMs, code, eventId] = parsed.data;
  return { receivedAtMs, code, eventId };
}

function parseText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
