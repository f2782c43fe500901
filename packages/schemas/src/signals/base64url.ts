import { SignalStringError } from "./signal-string-error.ts";

/** Bits that one letter holds. */
export const LETTER_BITS = 6;

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const NO_LETTER = 255;
// One call, so that a bundle that only writes can leave the table out.
const valueByCode = /* @__PURE__ */ toValues();

/** The letter of base64url (RFC 4648, section 5) for six bits. */
export function toLetter(value: number): string {
  return ALPHABET.charAt(value);
}

/** The six bits of one letter of a text. Throws `alphabet` where it is none. */
export function readLetter(text: string, index: number): number {
  const value = valueByCode[text.charCodeAt(index)] ?? NO_LETTER;
  if (value === NO_LETTER) throw new SignalStringError("alphabet", "must hold letters of base64url only");
  return value;
}

function toValues(): Uint8Array {
  const values = new Uint8Array(128).fill(NO_LETTER);
  for (let value = 0; value < ALPHABET.length; value++) values[ALPHABET.charCodeAt(value)] = value;
  return values;
}
