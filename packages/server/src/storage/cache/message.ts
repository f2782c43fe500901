import { CacheMessageError } from "../errors.ts";

/** Most bytes of a message, as UTF-8: messages name what changed, they do not carry it. */
export const MESSAGE_MAX_BYTES = 65_536;

export function isMessageTooLong(message: string): boolean {
  // No character takes more than three bytes of UTF-8 per UTF-16 unit: most messages need no count.
  return message.length * 3 > MESSAGE_MAX_BYTES && Buffer.byteLength(message) > MESSAGE_MAX_BYTES;
}

/** Throws `CacheMessageError` for a message that no channel takes. */
export function checkMessage(message: string): void {
  if (!isMessageTooLong(message)) return;
  throw new CacheMessageError(
    `A message may have ${MESSAGE_MAX_BYTES} bytes, this one has ${Buffer.byteLength(message)}. Publish what it is about, not the thing itself.`,
  );
}
