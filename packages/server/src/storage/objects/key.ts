import { ObjectKeyError } from "../errors.ts";

const KEY = /^[A-Za-z0-9._=-]+(\/[A-Za-z0-9._=-]+)*$/;
const PREFIX = /^[A-Za-z0-9._=/-]*$/;
/** Most characters of a key; S3 takes no more bytes either. */
export const KEY_CHARACTERS_MAX = 1024;
/** What file systems allow for one name. */
const SEGMENT_CHARACTERS_MAX = 255;

/** Whether a text is one segment of a key. */
export function isKeySegment(text: string): boolean {
  return (
    KEY.test(text) && !text.includes("/") && text !== "." && text !== ".." && text.length <= SEGMENT_CHARACTERS_MAX
  );
}

/** Whether a text is a key. */
export function isKey(text: string): boolean {
  return text.length <= KEY_CHARACTERS_MAX && text.split("/").every(isKeySegment);
}

/** Reads a key's segments; throws `ObjectKeyError` on a key that could leave the store or that no store can hold. */
export function readKey(key: string): string[] {
  if (!isKey(key)) throw new ObjectKeyError(`not an object key: ${JSON.stringify(key.slice(0, 100))}`);
  return key.split("/");
}

/** Reads the folders that all keys under a prefix share; throws `ObjectKeyError` like `readKey`. */
export function readPrefix(prefix: string): string[] {
  const segments = prefix.split("/").slice(0, -1);
  if (!PREFIX.test(prefix) || prefix.length > KEY_CHARACTERS_MAX || !segments.every(isKeySegment)) {
    throw new ObjectKeyError(`not a prefix of object keys: ${JSON.stringify(prefix.slice(0, 100))}`);
  }
  return segments;
}
