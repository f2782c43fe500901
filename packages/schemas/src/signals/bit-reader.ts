import { LETTER_BITS, readLetter } from "./base64url.ts";
import { SignalStringError } from "./signal-string-error.ts";

/** Longest string that is read, in characters: several times a string with every vendor of the global list. */
export const SIGNAL_STRING_LENGTH_MAX = 8192;

/** Writers fill the last 24 bits (four letters) at most. */
const PADDING_BITS_MAX = 23;
/** Refuses a string that is too long to be looked at, or to be written: nobody would read it. Answers any other. */
export function checkLength(text: string): string {
  if (text.length > SIGNAL_STRING_LENGTH_MAX) {
    throw new SignalStringError("too_long", `must have at most ${SIGNAL_STRING_LENGTH_MAX} characters`);
  }
  return text;
}

/** Refuses letters outside base64url (RFC 4648, section 5). */
export function checkAlphabet(text: string): void {
  for (let index = 0; index < text.length; index++) readLetter(text, index);
}

/** Reads the bits of base64url letters, most significant first. What is not there is a `cut_short` error. */
export interface BitReader {
  /** Reads an unsigned integer of at most 48 bits. */
  readInt(bits: number): number;
  readFlag(): boolean;
  /** Passes over bits; costs the same however many. */
  skip(bits: number): void;
  /** Checks that nothing but padding is left: fewer than 24 bits, all zero. */
  end(): void;
}

/** Creates a reader of one segment. `onRead` is called for every step of work, so that a test can bound it. */
export function createBitReader(text: string, onRead: () => void = () => {}): BitReader {
  const values = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index++) values[index] = readLetter(text, index);
  const length = values.length * LETTER_BITS;
  let position = 0;

  const advance = (bits: number): number => {
    onRead();
    const start = position;
    position += bits;
    if (position > length) throw new SignalStringError("cut_short", "ends before what it announces");
    return start;
  };
  const readInt = (bits: number): number => {
    let at = advance(bits);
    let result = 0;
    while (at < position) {
      const offset = at % LETTER_BITS;
      const taken = Math.min(LETTER_BITS - offset, position - at);
      const value = values[Math.floor(at / LETTER_BITS)] ?? 0;
      const part = (value >> (LETTER_BITS - offset - taken)) & ((1 << taken) - 1);
      result = result * 2 ** taken + part; // no shift: times have 36 bits
      at += taken;
    }
    return result;
  };
  return {
    readInt,
    readFlag: () => readInt(1) === 1,
    skip: (bits) => {
      advance(bits);
    },
    end: () => {
      const left = length - position;
      if (left > PADDING_BITS_MAX || readInt(left) !== 0) {
        throw new SignalStringError("trailing_bits", "has something behind its end");
      }
    },
  };
}
