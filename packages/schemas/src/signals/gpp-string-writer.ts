import { toBits, toLetters } from "./bit-text.ts";
import { toFibonacciRanges } from "./fibonacci.ts";
import type { IdRanges } from "./id-ranges.ts";

export const HEADER_TYPE = 3;
export const HEADER_VERSION = 1;
const TYPE_BITS = 6;

/**
 * Writes a GPP string (G27 to G29): the ids of its sections, and their texts in the order of the ids. For texts that our own
 * writers have made; `toGppString` is for all others.
 */
export function writeGppString(ids: IdRanges, texts: readonly string[]): string {
  const header = toBits(TYPE_BITS, HEADER_TYPE) + toBits(TYPE_BITS, HEADER_VERSION) + toFibonacciRanges(ids);
  return [toLetters(header), ...texts].join("~");
}
