import { z } from "zod";

const queuedSchema = z.strictObject({ taken_at: z.iso.datetime(), body: z.string() });

// What `JSON.stringify` makes of a `ConsentMessage`: it holds its own time, and stands in bronze as it is.
const OWN_START = '{"v":3,"received_at":"';
const QUEUED_START = '{"taken_at":"';

/**
 * Makes the line that keeps a message of the queue: this server's own as it is, any other, which may have several lines,
 * with the time that the queue took it. The queue fixed it, so the same message makes the same line at every delivery.
 */
export function toQueuedLine(body: string, takenAtMs: number): string {
  if (body.startsWith(OWN_START) && !body.includes("\n")) return body;
  return JSON.stringify({ taken_at: new Date(takenAtMs).toISOString(), body });
}

/** Whether a line starts as a wrapped message does. */
export function isQueuedLine(line: string): boolean {
  return line.startsWith(QUEUED_START);
}

/** The message of a line, and when the queue took it; `undefined`: the line is damaged. */
export function toQueued(line: string): z.output<typeof queuedSchema> | undefined {
  try {
    return queuedSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
