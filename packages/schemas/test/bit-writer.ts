const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** A field of a string under test: its width in bits, and its value. */
export type Field = readonly [bits: number, value: number];

/** Writes fields as base64url letters, most significant bit first, filled with zeros to a whole letter. */
export function toLetters(fields: readonly Field[]): string {
  const bits = fields.map(([width, value]) => value.toString(2).padStart(width, "0")).join("");
  const padded = bits.padEnd(Math.ceil(bits.length / 6) * 6, "0");
  return (padded.match(/.{6}/g) ?? []).map((six) => ALPHABET[Number.parseInt(six, 2)]).join("");
}

/** Counts the steps of work of one reading. */
export function createStepCounter(): { readonly count: () => number; readonly onRead: () => void } {
  let steps = 0;
  return {
    count: () => steps,
    onRead: () => {
      steps++;
    },
  };
}
