import fc from "fast-check";

/** One random stream among those of a batch. */
export interface RandomStream<Drawn> {
  /** The tenant that all its rows are of; another each time, so that one store serves all streams. */
  readonly code: string;
  readonly drawn: Drawn;
}

/** What loads the streams of a batch side by side, and answers what was wrong with each: nothing, mostly. */
export type CheckBatch<Drawn> = (streams: readonly RandomStream<Drawn>[]) => Promise<readonly unknown[]>;

export interface RandomStreamParts<Drawn> {
  readonly arbitrary: fc.Arbitrary<Drawn>;
  /** How many streams. */
  readonly runs: number;
  /** How many of them share the days that are settled, and the moments at which something happens to the whole store. */
  readonly batchSize: number;
  /** Streams of like rank come into one batch. */
  readonly rank: (drawn: Drawn) => number;
  readonly check: CheckBatch<Drawn>;
}

/** Where the streams of a run begin: the same each time, or those that `TEST_ANALYTICS_SEED` names. */
export const STREAM_SEED = Number(process.env.TEST_ANALYTICS_SEED ?? 20_261_122);
/** How long a counterexample is made smaller. */
const SHRINK_MS = 120_000;
let codeCount = 0;

/**
 * Draws streams, and checks them in batches: tenants are independent of each other, and what a store does for a whole day costs as
 * much for one of them as for all. A stream that fails is drawn again by its seed and made smaller alone.
 */
export async function checkRandomStreams<Drawn>(parts: RandomStreamParts<Drawn>): Promise<void> {
  const drawn = drawAll(parts).toSorted((one, other) => parts.rank(one.drawn) - parts.rank(other.drawn));
  for (let start = 0; start < drawn.length; start += parts.batchSize) {
    const batch = drawn.slice(start, start + parts.batchSize);
    const wrong = await parts.check(batch.map(toStream));
    const place = wrong.findIndex((error) => error !== undefined);
    const failed = batch[place];
    if (failed !== undefined) await failAlone(parts, String(failed.index), wrong[place]);
  }
}

/** The same streams as an assertion of that seed makes, each with its place among them. */
function drawAll<Drawn>({ arbitrary, runs }: RandomStreamParts<Drawn>) {
  const all: { readonly index: number; readonly drawn: Drawn }[] = [];
  const keep = fc.property(arbitrary, (drawn) => {
    all.push({ index: all.length, drawn });
  });
  fc.assert(keep, { seed: STREAM_SEED, numRuns: runs });
  return all;
}

async function failAlone<Drawn>(
  { arbitrary, check }: RandomStreamParts<Drawn>,
  path: string,
  error: unknown,
): Promise<never> {
  const alone = fc.asyncProperty(arbitrary, async (drawn) => {
    const [wrong] = await check([toStream({ drawn })]);
    if (wrong !== undefined) throw wrong;
  });
  await fc.assert(alone, { seed: STREAM_SEED, path, numRuns: 1, interruptAfterTimeLimit: SHRINK_MS });
  const where = `stream ${path} of TEST_ANALYTICS_SEED=${STREAM_SEED}`;
  throw new Error(`Beside the others of its batch ${where} came to something else, and alone it did not.`, {
    cause: error,
  });
}

function toStream<Drawn>({ drawn }: { readonly drawn: Drawn }): RandomStream<Drawn> {
  return { code: `s${String(++codeCount).padStart(7, "0")}`, drawn };
}

/** Does something for each of several, some at a time; answers what it threw for each. */
export async function tryEach<One>(
  all: readonly One[],
  atOnce: number,
  run: (one: One) => Promise<void>,
): Promise<unknown[]> {
  const wrong: unknown[] = all.map(() => undefined);
  const entries = all.entries();
  const work = async (): Promise<void> => {
    for (const [place, one] of entries) {
      await run(one).catch((error: unknown) => {
        wrong[place] = error ?? new Error("failed without a reason");
      });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return wrong;
}
