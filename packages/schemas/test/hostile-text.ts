import fc from "fast-check";
import { expect } from "vitest";
import { SignalStringError } from "../src/signals/signal-string-error.ts";
import { createStepCounter } from "./bit-writer.ts";

/** Reads any text, calling back for each step of work. */
export type Read = (text: string, onRead?: () => void) => unknown;

/** The code with which a text is refused; `none` where it is read. An error of another kind is thrown on. */
export function toFault(read: Read, text: string): string {
  try {
    read(text);
  } catch (error) {
    if (error instanceof SignalStringError) return error.code;
    throw error;
  }
  return "none";
}

/** Texts of base64url letters and the marks between segments and sections. */
export function letters(maxLength: number): fc.Arbitrary<string> {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~";
  return fc.string({ unit: fc.constantFrom(...alphabet), maxLength });
}

/** Good texts, each with some letters taken out and others put in. */
export function mutated(texts: fc.Arbitrary<string>, atMax: number): fc.Arbitrary<string> {
  return fc
    .tuple(texts, fc.nat(atMax), fc.nat(3), letters(4))
    .map(([text, at, cut, more]) => text.slice(0, at) + more + text.slice(at + cut));
}

/** Any text is read or refused with a typed error, in no more steps than it has bits, and a few. */
export function expectBounded(read: Read, texts: readonly fc.Arbitrary<string>[], numRuns = 2000): void {
  fc.assert(
    fc.property(fc.oneof(fc.string(), ...texts), (text) => {
      const steps = createStepCounter();
      try {
        read(text, steps.onRead);
      } catch (error) {
        expect(error).toBeInstanceOf(SignalStringError);
      }
      expect(steps.count()).toBeLessThanOrEqual(text.length * 6 + 4);
    }),
    { numRuns },
  );
}
