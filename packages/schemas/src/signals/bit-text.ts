import { LETTER_BITS, toLetter } from "./base64url.ts";

// Bits as a text of zeros and ones.

const BYTE_BITS = 8;

/** The bits of an unsigned integer that fits into so many, most significant first. */
export function toBits(bits: number, value: number): string {
  return value.toString(2).padStart(bits, "0");
}

/**
 * The base64url letters of bits, filled with zeros to a whole number of bytes and then of letters: readers that decode bytes
 * first take no text of 4n + 1 letters (RFC 4648, section 3.5), and the published examples differ in how many zeros follow
 * (G28).
 */
export function toLetters(bits: string): string {
  const bytes = Math.ceil(bits.length / BYTE_BITS);
  const letters = Math.ceil((bytes * BYTE_BITS) / LETTER_BITS);
  return bits.padEnd(letters * LETTER_BITS, "0").replace(/.{6}/g, (six) => toLetter(Number.parseInt(six, 2)));
}
