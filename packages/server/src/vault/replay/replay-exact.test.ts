import { copyFile, rm } from "node:fs/promises";
import path from "node:path";
import { CONSENT_DIMENSIONS } from "@cookiehub/schemas/constants";
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { useClickHouse } from "../../../test/clickhouse/test-clickhouse.ts";
import {
  createReplayWorld,
  layingArbitrary,
  type ReplayWorld,
  toLogLine,
  toMessage,
} from "../../../test/replay-world.ts";
import { createClickHouseAnalytics } from "../../storage/analytics/clickhouse.ts";
import { createSqliteAnalytics } from "../../storage/analytics/sqlite.ts";
import { countSessionDimension, countSessions } from "../../storage/contract/analytics-model-sessions.ts";
import { expectAnswers } from "../../storage/contract/analytics-questions.ts";
import { eventStreams, filterArbitrary, sessionStreams } from "../../storage/contract/event-arbitraries.ts";
import { createTestFolder } from "../../storage/contract/test-folder.ts";
import type { AnalyticsStore } from "../../storage/ports.ts";
import type { ReplayReport } from "./replay.ts";
import { listDays } from "./replay-period.ts";

const clickhouse = useClickHouse();
// All that the streams hold.
const PERIOD = { from: "2026-03-01", to: "2026-03-04" };

/** A store that can lose something. */
interface LossyStore {
  readonly store: AnalyticsStore;
  /** Remembers what is there now, for a loss that brings it back. */
  keep(): Promise<AnalyticsStore>;
  lose(how: readonly string[]): Promise<AnalyticsStore>;
}

/** What a stream meets: rows, how they lie in objects, what is lost when, and what comes during the replay. */
const createRun = (losses: readonly string[]) =>
  fc.record({
    events: eventStreams("drawn000"),
    sessions: sessionStreams("drawn000"),
    laying: fc.array(layingArbitrary, { minLength: 8, maxLength: 8 }),
    keptAfter: fc.nat(8),
    lostAfter: fc.nat(8),
    meanwhileAfter: fc.nat(8),
    lost: fc.subarray([...losses], { minLength: 1 }),
    filter: filterArbitrary,
    pair: fc.shuffledSubarray([...CONSENT_DIMENSIONS], { minLength: 2, maxLength: 2 }),
    dimension: fc.constantFrom("country" as const, "browser" as const),
  });

let streams = 0;

async function checkStreams(
  runs: number,
  losses: readonly string[],
  openLossy: () => Promise<LossyStore>,
): Promise<void> {
  await fc.assert(
    fc.asyncProperty(createRun(losses), async (drawn) => {
      const code = `r${String(++streams).padStart(7, "0")}`;
      const lossy = await openLossy();
      const world = await createReplayWorld(lossy.store);
      const steps = toSteps(world, drawn, code);
      const early = steps.slice(0, drawn.meanwhileAfter);
      for (const [index, step] of early.entries()) {
        await step();
        await world.load();
        if (index === drawn.keptAfter) world.use(await lossy.keep());
        if (index === drawn.lostAfter) world.use(await lossy.lose(drawn.lost));
      }
      const store = await lossy.lose(drawn.lost);
      world.use(store);

      const dry = await world.replay({ period: PERIOD, isDryRun: true });
      const first = await world.replay({ period: PERIOD });
      expect(first.end).toBe("whole");
      expect(toCounts(first)).toEqual(toCounts(dry));
      await expectExact(store, world, drawn, code);
      // Once more, while the rest comes.
      await Promise.all([world.replay({ period: PERIOD }), addRest(world, steps.slice(drawn.meanwhileAfter))]);
      const last = await world.replay({ period: PERIOD });
      await expectExact(store, world, drawn, code);
      expect(await world.replay({ period: PERIOD })).toMatchObject({
        days: last.days.map((day) => ({ ...day, added: 0 })),
        failed: [],
      });
      await expectExact(store, world, drawn, code);
      for (const day of listDays(PERIOD)) expect(await store.settleDay(day)).toEqual([]);
    }),
    { numRuns: runs },
  );
}

type Drawn = ReturnType<typeof createRun> extends fc.Arbitrary<infer Value> ? Value : never;

/** Lays each object of the streams into bronze, events and sessions by turns. */
function toSteps(world: ReplayWorld, { events, sessions, laying }: Drawn, code: string): (() => Promise<unknown>)[] {
  const ofEvents = events.map(({ rows }, index) => async () => {
    const { source = "", lateMs = 0 } = laying[index] ?? {};
    if (rows.length === 0) return;
    const lines = rows.map((row) => toMessage({ ...row, code }));
    // Named after the first message, however late it was taken.
    await world.addMessages(lines, Math.min(...rows.map((row) => row.receivedAtMs)) + lateMs, source);
  });
  const ofSessions = sessions.map(({ rows }, index) => async () => {
    const day = new Date(Date.parse("2026-03-01") + (laying[index]?.keyDay ?? 0) * 86_400_000);
    const folder = day.toISOString().slice(0, 10).replaceAll("-", "/");
    await world.addLog(
      `bunny/1/${folder}/${index}.log.gz`,
      rows.map((row) => toLogLine({ ...row, code })),
    );
  });
  return ofEvents
    .flatMap((step, index) => [step, ...ofSessions.slice(index, index + 1)])
    .concat(ofSessions.slice(ofEvents.length));
}

async function addRest(world: ReplayWorld, steps: readonly (() => Promise<unknown>)[]): Promise<void> {
  for (const step of steps) {
    await step();
    await world.load();
  }
}

const toCounts = ({ days, objectsRead, refused }: ReplayReport) => ({ days, objectsRead, refused });

async function expectExact(store: AnalyticsStore, world: ReplayWorld, drawn: Drawn, code: string): Promise<void> {
  const [first = "country", second = "device"] = drawn.pair;
  const filter = { ...drawn.filter, codes: [code] };
  await expectAnswers(store, world.events, filter, [first, second]);
  const { pathSegment: _, ...wide } = filter;
  const ofDimension = { ...wide, dimension: drawn.dimension };
  expect({
    days: await store.ask("sessionDays", filter),
    dimension: await store.ask("sessionDimension", ofDimension),
  }).toEqual({
    days: countSessions(world.sessions, filter),
    dimension: countSessionDimension(world.sessions, ofDimension),
  });
}

test("on SQLite, whatever of the statistics was lost, a replay gives the figures of the unique rows of bronze, once and again", async () => {
  await checkStreams(Number(process.env.TEST_REPLAY_STREAMS ?? 10), ["nothing", "file", "backup"], async () => {
    const file = path.join(createTestFolder(), "analytics.sqlite");
    const kept = `${file}.kept`;
    let hasKept = false;
    let store = await createSqliteAnalytics({ file });
    onTestFinished(() => store.close());
    return {
      store,
      async keep() {
        await store.close();
        await copyFile(file, kept);
        hasKept = true;
        store = await createSqliteAnalytics({ file });
        return store;
      },
      async lose([how]) {
        await store.close();
        if (how === "file" || (how === "backup" && !hasKept)) await rm(file);
        else if (how === "backup") await copyFile(kept, file);
        store = await createSqliteAnalytics({ file });
        return store;
      },
    };
  });
}, 600_000);

/** Losses of an operator, a disk, or a mistyped statement. */
const CLICKHOUSE_LOSSES: Readonly<Record<string, string>> = {
  events: "TRUNCATE TABLE consent_events",
  eventsOfMonth: "ALTER TABLE consent_events DROP PARTITION 202603",
  eventsOfDay: "DELETE FROM consent_events WHERE toDate(received_at) = '2026-03-02'",
  sessions: "TRUNCATE TABLE sessions",
  sessionsOfDay: "DELETE FROM sessions WHERE toDate(requested_at) = '2026-03-01'",
  recent: "TRUNCATE TABLE recent_consent_events",
  loaded: "TRUNCATE TABLE loaded_objects",
  status: "TRUNCATE TABLE consent_status_daily",
  sessionsDaily: "TRUNCATE TABLE sessions_daily",
  funnelOfDay: "ALTER TABLE consent_funnel_daily DROP PARTITION '2026-03-01'",
};

test("on ClickHouse, too, though the rest of it knows what was lost", async () => {
  const options = clickhouse.createOptions();
  const store = await createClickHouseAnalytics(options);
  onTestFinished(() => store.close());
  await checkStreams(Number(process.env.TEST_REPLAY_STREAMS ?? 2), Object.keys(CLICKHOUSE_LOSSES), async () => ({
    store,
    keep: async () => store,
    async lose(how) {
      for (const name of how) await clickhouse.run(options.database, CLICKHOUSE_LOSSES[name] ?? "SELECT 1");
      return store;
    },
  }));
}, 600_000);
