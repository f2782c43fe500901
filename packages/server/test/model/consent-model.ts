import fc from "fast-check";
import { commandsArbitrary } from "./commands.ts";
import { runSequence } from "./run-sequence.ts";
import type { WorldParts } from "./world.ts";

/** Sequences that run side by side: they share commits, as visitors do. */
const LANES = 8;

/** How many sequences one test runs; `MODEL_RUNS` and `MODEL_SEED` ask for more, or for one again. */
export const RUNS = Number(process.env.MODEL_RUNS ?? 2000);
const SEED = Number(process.env.MODEL_SEED ?? 20_261_120);

/** Runs random sequences against the model until one differs; rejects with the shortest that does. */
export async function runSequences(parts: WorldParts): Promise<void> {
  const property = fc.asyncProperty(commandsArbitrary, (commands) => runSequence(parts, commands));
  const lanes = Array.from({ length: LANES }, (_, lane) =>
    fc.assert(property, { numRuns: Math.ceil(RUNS / LANES), seed: SEED + lane, endOnFailure: false }),
  );
  const failed = (await Promise.allSettled(lanes)).find((lane) => lane.status === "rejected");
  if (failed) throw failed.reason;
}
