import { SignalStringError } from "./signal-string-error.ts";

/** Most range entries in one TC string, all segments together: a choice between 1,000 vendors needs fewer. */
const RANGES_MAX = 2048;

/** Takes a number of range entries from what one string may hold. Throws `SignalStringError` with the code `ranges`. */
export type TakeRanges = (count: number) => void;

/** Creates the budget of one string. The writer keeps to it as the reader does: what nobody reads is not written. */
export function createRangeBudget(): TakeRanges {
  let left = RANGES_MAX;
  return (count) => {
    left -= count;
    if (left < 0) throw new SignalStringError("ranges", `must hold at most ${RANGES_MAX} ranges`);
  };
}
