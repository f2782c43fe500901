import { createHmac } from "node:crypto";

const HASH_CHARACTERS = 32;

/**
 * Names an erased user. Under a key, because a token may be short, or known from elsewhere: whoever has the table alone cannot
 * tell who is in it.
 */
export function toUserHash(key: string, code: string, userToken: string): string {
  return createHmac("sha256", key).update(`${code} ${userToken}`).digest("base64url").slice(0, HASH_CHARACTERS);
}
