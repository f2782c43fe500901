import { expect, onTestFinished, test } from "vitest";
import { createClickHouseAnalytics } from "../../src/storage/analytics/clickhouse.ts";
import { describeRandomStreams } from "../../src/storage/contract/analytics-questions.ts";
import { STREAM_SEED } from "../../src/storage/contract/random-streams.ts";
import { StorageUnavailableError } from "../../src/storage/errors.ts";
import type { AnalyticsStore, ExportPiece } from "../../src/storage/ports.ts";
import { createLossyProxy, FAILURES, type Failure } from "../clickhouse/lossy-proxy.ts";
import { useClickHouse } from "../clickhouse/test-clickhouse.ts";

/** One call in so many fails; a day is settled by some hundred, and begins anew after each that does. */
const ONE_IN = 12;
const ONE_IN_SETTLING = 120;
const TRIES = 100;

const clickhouse = useClickHouse();
const counts = new Map<Failure, number>();
let database = "";
let oneIn = ONE_IN;
let draws = STREAM_SEED;

/** A number below another: the next of the same row of them each time. */
function drawBelow(end: number): number {
  draws = (Math.imul(draws, 1_103_515_245) + 12_345) >>> 0;
  return (draws >>> 16) % end;
}

function pickFailure(): Failure | undefined {
  if (drawBelow(oneIn) > 0) return undefined;
  const failure = FAILURES[drawBelow(FAILURES.length)];
  if (failure !== undefined) counts.set(failure, (counts.get(failure) ?? 0) + 1);
  return failure;
}

/** As the tasks do: again, for as long as the store says that it is away. */
async function insist<Answer>(call: () => Promise<Answer>): Promise<Answer> {
  for (let tries = 1; ; tries++) {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof StorageUnavailableError) || tries === TRIES) throw error;
    }
  }
}

async function openStore(): Promise<AnalyticsStore> {
  const options = clickhouse.createOptions();
  database = options.database;
  const proxy = await createLossyProxy(options.url);
  onTestFinished(() => proxy.close());
  const store = await createClickHouseAnalytics({ ...options, url: proxy.url });
  proxy.failBy(pickFailure);
  return {
    ...store,
    load: (key, rows) => insist(() => store.load(key, rows)),
    loadSessions: (key, rows) => insist(() => store.loadSessions(key, rows)),
    refreshBots: () => insist(() => store.refreshBots()),
    settleDay: (day) => insist(() => store.settleDay(day)),
    refreshHistories: () => failingSeldom(() => insist(() => store.refreshHistories())),
    ask: (name, given) => insist(() => store.ask(name, given)),
    // A file that breaks off is begun anew.
    async *exportDay(asked, signal) {
      yield* await insist(async () => {
        const pieces: ExportPiece[] = [];
        for await (const piece of store.exportDay(asked, signal)) pieces.push(piece);
        return pieces;
      });
    },
  };
}

async function failingSeldom<Answer>(call: () => Promise<Answer>): Promise<Answer> {
  oneIn = ONE_IN_SETTLING;
  try {
    return await call();
  } finally {
    oneIn = ONE_IN;
  }
}

describeRandomStreams("ClickHouse over a network that fails", {
  open: openStore,
  settle: (store, days) =>
    failingSeldom(async () => {
      for (const day of days) await store.settleDay(day);
    }),
  forget: () => clickhouse.run(database, "TRUNCATE TABLE recent_consent_events"),
  runs: 20,
});

test("in every way, and often", () => {
  expect([...counts.keys()].sort()).toEqual([...FAILURES].sort());
  expect(Math.min(...counts.values())).toBeGreaterThan(5);
});
