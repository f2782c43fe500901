import fc from "fast-check";
import { toCommandsArbitrary } from "./commands.ts";
import { runSequence } from "./run-sequence.ts";
import type { WorldParts } from "./world.ts";

/** Sequences that run side by side: they share commits, as visitors do. */
const LANES = 25;

/** How many sequences one test runs; `MODEL_RUNS` and `MODEL_SEED` ask for more, or for one again. */
export const RUNS = Number(process.env.MODEL_RUNS ?? 2000);
const SEED = Number(process.env.MODEL_SEED ?? 20_261_120);

/** Runs random sequences against the model until one differs; rejects with the shortest that does. */
export async function runSequences(parts: WorldParts, lengthMax: number): Promise<void> {
  const sequences = toCommandsArbitrary(lengthMax);
  let failing: number | undefined;
  const lanes = Array.from({ length: LANES }, (_, lane) => {
    const property = fc.asyncProperty(sequences, async (commands) => {
      // One lane looks for the shortest sequence that fails; the others are done.
      if (failing !== undefined && failing !== lane) return;
      try {
        await runSequence(parts, commands);
      } catch (error) {
        failing ??= lane;
        throw error;
      }
    });
    return fc.assert(property, { numRuns: Math.ceil(RUNS / LANES), seed: SEED + lane });
  });
  const failed = (await Promise.allSettled(lanes)).find((lane) => lane.status === "rejected");
  if (failed) throw failed.reason;
}
