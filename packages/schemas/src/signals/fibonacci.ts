import type { BitReader } from "./bit-reader.ts";
import { toBits } from "./bit-text.ts";
import { addRange, type IdRanges } from "./id-ranges.ts";
import { SignalStringError } from "./signal-string-error.ts";

const COUNT_BITS = 12;
/** Most entries that a count can announce. */
export const FIBONACCI_RANGES_MAX = 2 ** COUNT_BITS - 1;

/**
 * Reads `Range (Fibonacci)` (IAB GPP, "Consent string specification", data types; G27): a count, then ids or runs of ids, each
 * by its distance from the one before. An id above `idMax` ends the reading, so the count costs nothing by being large (G33).
 */
export function readFibonacciRanges(reader: BitReader, idMax: number): IdRanges {
  const count = reader.readInt(COUNT_BITS);
  const ranges: [number, number][] = [];
  let last = 0;
  for (let entry = 0; entry < count; entry++) {
    const isRun = reader.readFlag();
    const first = last + readFibonacci(reader, idMax);
    last = isRun ? first + readFibonacci(reader, idMax) : first;
    if (last > idMax) throw tooLarge(idMax);
    addRange(ranges, first, last);
  }
  return ranges;
}

/** The bits of `Range (Fibonacci)` for at most `FIBONACCI_RANGES_MAX` intervals, as zeros and ones. */
export function toFibonacciRanges(ranges: IdRanges): string {
  let bits = toBits(COUNT_BITS, ranges.length);
  let before = 0;
  for (const [first, last] of ranges) {
    bits += (first === last ? "0" : "1") + toFibonacci(first - before);
    if (first !== last) bits += toFibonacci(last - first);
    before = last;
  }
  return bits;
}

/** Reads a number of at least 1: each bit stands for a Fibonacci number, and two ones in a row end it. */
function readFibonacci(reader: BitReader, max: number): number {
  let value = 0;
  let wasOne = false;
  let [weight, next] = [1, 2];
  for (;;) {
    const isOne = reader.readFlag();
    if (isOne && wasOne) return value;
    // All weights that the largest number needs are used up: only the closing one could follow.
    if (weight > max) throw tooLarge(max);
    if (isOne) value += weight;
    wasOne = isOne;
    [weight, next] = [next, weight + next];
  }
}

function toFibonacci(value: number): string {
  const weights: number[] = [];
  for (let [weight, next] = [1, 2]; weight <= value; [weight, next] = [next, weight + next]) weights.unshift(weight);
  let rest = value;
  let bits = "1";
  for (const weight of weights) {
    const bit = weight <= rest ? 1 : 0;
    rest -= bit * weight;
    bits = bit + bits;
  }
  return bits;
}

function tooLarge(max: number): SignalStringError {
  return new SignalStringError("id", `must hold ids up to ${max} here`);
}
