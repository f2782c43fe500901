import { LETTER_BITS, toLetter } from "./base64url.ts";
import { SignalStringError } from "./signal-string-error.ts";

/** Writes bits, most significant first, as base64url letters. */
export interface BitWriter {
  /** Writes an unsigned integer of at most 48 bits; one that does not fit is a `value` error. */
  writeInt(bits: number, value: number): void;
  writeFlag(value: boolean): void;
  /**
   * The letters, filled with zeros to a whole number of bytes and then of letters: readers that decode bytes first take no
   * text of 4n + 1 letters (RFC 4648, section 3.5), and the published examples differ in how many zeros follow (G28).
   */
  toLetters(): string;
}

const BYTE_BITS = 8;

/** Creates a writer of one segment. */
export function createBitWriter(): BitWriter {
  let letters = "";
  let pending = 0;
  let pendingBits = 0;
  let length = 0;

  const write = (bits: number, value: number): void => {
    length += bits;
    let left = bits;
    while (left > 0) {
      const taken = Math.min(LETTER_BITS - pendingBits, left);
      left -= taken;
      // No shift of the whole: times have 36 bits.
      pending = pending * 2 ** taken + (Math.floor(value / 2 ** left) % 2 ** taken);
      pendingBits += taken;
      if (pendingBits < LETTER_BITS) continue;
      letters += toLetter(pending);
      pending = 0;
      pendingBits = 0;
    }
  };
  const writeInt = (bits: number, value: number): void => {
    if (!Number.isInteger(value) || value < 0 || value >= 2 ** bits) {
      throw new SignalStringError("value", `must hold whole numbers of at most ${bits} bits here`);
    }
    write(bits, value);
  };
  return {
    writeInt,
    writeFlag: (value) => write(1, value ? 1 : 0),
    toLetters() {
      const last = pendingBits > 0 ? toLetter(pending * 2 ** (LETTER_BITS - pendingBits)) : "";
      const bytes = Math.ceil(length / BYTE_BITS);
      return (letters + last).padEnd(Math.ceil((bytes * BYTE_BITS) / LETTER_BITS), toLetter(0));
    },
  };
}
