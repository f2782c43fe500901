import { CONSENT_DIMENSIONS, SESSION_DIMENSIONS } from "@cookiehub/schemas/constants";
import type { ConsentDimension, SessionDimension } from "@cookiehub/schemas/types";
import fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";
import type { AnalyticsFilter, AnalyticsStore, ConsentEventRow, SessionRow } from "../ports.ts";
import { expectDayFiles } from "./analytics-exports.ts";
import { countExperiment, countFunnel, countStatus, type LoadedObject } from "./analytics-model.ts";
import {
  countCategories,
  countChurn,
  countCompliance,
  countDimension,
  countDimensionCategories,
  countMatrix,
  listEvents,
  listLatestDecisions,
  listUserEvents,
} from "./analytics-model-consent.ts";
import { countSessionDimension, countSessions, type LoadedBatch } from "./analytics-model-sessions.ts";
import { eventStreams, filterArbitrary, sessionStreams } from "./event-arbitraries.ts";
import { checkRandomStreams, type RandomStream, tryEach } from "./random-streams.ts";

/** What the suite needs to know of a store. */
export interface RandomStreamSuite {
  readonly open: () => Promise<AnalyticsStore>;
  /** Makes days exact where a store does not promise that at once. */
  readonly settle?: ((store: AnalyticsStore, days: readonly string[]) => Promise<void>) | undefined;
  /** Lets a store lose what it keeps of the last days alone. */
  readonly forget?: ((store: AnalyticsStore) => Promise<void>) | undefined;
  /** Random streams of each kind. @default 200 */
  readonly runs?: number | undefined;
}

export const DAYS = ["2026-03-01", "2026-03-02", "2026-03-03", "2026-03-04"];
const BATCH_SIZE = 50;
/** A bound for hangs: two hundred streams take some minutes on ClickHouse, and more on a busy machine. */
const STREAMS_TIMEOUT_MS = 1_800_000;
/** Calls of a store under way at a time. */
const AT_ONCE = 4;
// Drawn under one code, loaded under the stream's own.
export const DRAWN = "drawn000";
// Streams with equal ones come into one batch, which pauses for all of them.
const pausedAfter = fc.constantFrom(0, 1, 2, 4);
export const pair = fc.shuffledSubarray<ConsentDimension>([...CONSENT_DIMENSIONS], { minLength: 2, maxLength: 2 });

/** Random streams are loaded in any order and cut, and every question must say what plain counting says. */
export function describeRandomStreams(name: string, suite: RandomStreamSuite): void {
  const { runs = 200 } = suite;
  async function open() {
    const store = await suite.open();
    onTestFinished(() => store.close());
    return store;
  }

  describe(`${runs} random streams on ${name}`, () => {
    test(
      "duplicates, reordering, other batches and repeated objects give exactly the figures of the unique events",
      async () => {
        const store = await open();
        const arbitrary = fc.record({
          objects: eventStreams(DRAWN),
          filter: filterArbitrary,
          ...{ pair, pausedAfter },
        });
        const check = (streams: readonly RandomStream<EventRun>[]) => checkEvents(store, suite, streams);
        await checkRandomStreams({ arbitrary, runs, batchSize: BATCH_SIZE, rank: toPause, check });
      },
      STREAMS_TIMEOUT_MS,
    );

    test(
      "so do sessions, and who makes too much of a day is counted apart, whenever that was noticed",
      async () => {
        const store = await open();
        const arbitrary = fc.record({
          objects: sessionStreams(DRAWN),
          filter: filterArbitrary,
          dimension: fc.constantFrom(...SESSION_DIMENSIONS),
          pausedAfter,
        });
        const check = (streams: readonly RandomStream<SessionRun>[]) => checkSessions(store, suite, streams);
        await checkRandomStreams({ arbitrary, runs, batchSize: BATCH_SIZE, rank: toPause, check });
      },
      STREAMS_TIMEOUT_MS,
    );
  });
}

interface Loaded<Row> {
  readonly key: string;
  readonly rows: readonly Row[];
}

/** A stream, what to ask of it, and after which object something happens to the whole store. */
interface Run<Row> {
  readonly objects: readonly Loaded<Row>[];
  readonly filter: Omit<AnalyticsFilter, "codes">;
  readonly pausedAfter: number;
}

interface EventRun extends Run<ConsentEventRow> {
  readonly pair: readonly ConsentDimension[];
}

interface SessionRun extends Run<SessionRow> {
  readonly dimension: SessionDimension;
}

const toPause = ({ pausedAfter }: Run<unknown>): number => pausedAfter;

async function checkEvents(
  store: AnalyticsStore,
  { settle = async () => {}, forget = async () => {} }: RandomStreamSuite,
  streams: readonly RandomStream<EventRun>[],
): Promise<readonly unknown[]> {
  const loads = toLoads(streams);
  const load = async (object: LoadedObject): Promise<void> => void (await store.load(object.key, object.rows));
  const wrong = await loadInRounds(loads, load, async (round) => {
    // What was prepared of the rows so far must not outlive those that come late.
    if (round % 2 === 0) await settle(store, DAYS);
    else await store.refreshHistories();
    await forget(store);
  });
  await settle(store, DAYS);
  return tryTheRest(loads, wrong, async ({ code, drawn, objects }) => {
    const [first = "country", second = "device"] = drawn.pair;
    const filter = { ...drawn.filter, codes: [code] };
    await expectAnswers(store, objects, filter, [first, second]);
    await expectPages(store, objects, filter);
    await expectDayFiles(store, objects, code, DAYS);
  });
}

async function checkSessions(
  store: AnalyticsStore,
  { settle = async () => {} }: RandomStreamSuite,
  streams: readonly RandomStream<SessionRun>[],
): Promise<readonly unknown[]> {
  const loads = toLoads(streams);
  const load = async (batch: LoadedBatch): Promise<void> => void (await store.loadSessions(batch.key, batch.rows));
  const wrong = await loadInRounds(loads, load, async (round) => {
    await store.refreshBots();
    if (round % 2 === 1) await settle(store, DAYS);
  });
  await settle(store, DAYS);
  await store.refreshBots();
  return tryTheRest(loads, wrong, async ({ code, drawn: { filter, dimension }, objects }) => {
    const asked = { ...filter, codes: [code] };
    const { pathSegment: _, ...wide } = asked;
    expect({
      days: await store.ask("sessionDays", asked),
      dimension: await store.ask("sessionDimension", { ...wide, dimension }),
    }).toEqual({
      days: countSessions(objects, asked),
      dimension: countSessionDimension(objects, { ...wide, dimension }),
    });
  });
}

/** A stream with its rows under its own code. */
interface Load<Row, Drawn extends Run<Row>> extends RandomStream<Drawn> {
  readonly objects: readonly Loaded<Row>[];
}

function toLoads<Row extends { readonly code: string }, Drawn extends Run<Row>>(
  streams: readonly (RandomStream<Drawn> & { readonly drawn: Run<Row> })[],
): Load<Row, Drawn>[] {
  return streams.map(({ code, drawn }) => ({
    ...{ code, drawn },
    objects: drawn.objects.map(({ key, rows }) => ({
      key: `${code}/${key}`,
      rows: rows.map((row) => ({ ...row, code })),
    })),
  }));
}

/** Loads the first object of every stream side by side, then the second; pauses where one of them says so. */
async function loadInRounds<Row>(
  loads: readonly Load<Row, Run<Row>>[],
  load: (object: Loaded<Row>) => Promise<void>,
  pause: (round: number) => Promise<void>,
): Promise<readonly unknown[]> {
  let wrong: readonly unknown[] = loads.map(() => undefined);
  const rounds = Math.max(...loads.map(({ objects }) => objects.length));
  for (let round = 0; round < rounds; round++) {
    wrong = await tryTheRest(loads, wrong, async ({ objects: { [round]: object } }) => {
      if (object !== undefined) await load(object);
    });
    if (loads.some(({ drawn }) => drawn.pausedAfter === round)) await pause(round);
  }
  return wrong;
}

/** Goes on with those with which nothing was wrong so far. */
async function tryTheRest<One>(
  all: readonly One[],
  wrong: readonly unknown[],
  run: (one: One) => Promise<void>,
): Promise<readonly unknown[]> {
  const entries = all.map((one, place) => ({ one, error: wrong[place] }));
  const found = await tryEach(entries, AT_ONCE, async ({ one, error }) => {
    if (error === undefined) await run(one);
  });
  return wrong.map((error, place) => error ?? found[place]);
}

/** Expects of every question of events what plain counting says. */
export async function expectAnswers(
  store: AnalyticsStore,
  objects: readonly LoadedObject[],
  filter: AnalyticsFilter,
  pair: readonly [ConsentDimension, ConsentDimension],
): Promise<void> {
  await expectSums(store, objects, filter, pair);
  await expectHistories(store, objects, filter);
}

/** Expects of every sum by day what plain counting says. */
export async function expectSums(
  store: AnalyticsStore,
  objects: readonly LoadedObject[],
  filter: AnalyticsFilter,
  [first, second]: readonly [ConsentDimension, ConsentDimension],
): Promise<void> {
  const { pathSegment: _, ...wide } = filter;
  const ofDimension = { ...wide, dimension: first };
  const ofPair = { ...wide, first, second };
  expect({
    status: await store.ask("consentStatus", filter),
    funnel: await store.ask("consentFunnel", filter),
    categories: await store.ask("consentCategories", filter),
    dimension: await store.ask("consentDimension", ofDimension),
    dimensionCategories: await store.ask("consentDimensionCategories", ofDimension),
    matrix: await store.ask("consentMatrix", ofPair),
  }).toEqual({
    status: countStatus(objects, filter),
    funnel: countFunnel(objects, filter),
    categories: countCategories(objects, filter),
    dimension: countDimension(objects, ofDimension),
    dimensionCategories: countDimensionCategories(objects, ofDimension),
    matrix: countMatrix(objects, ofPair),
  });
}

/** Expects the same of what is told of users over time. */
export async function expectHistories(
  store: AnalyticsStore,
  objects: readonly LoadedObject[],
  filter: AnalyticsFilter,
): Promise<void> {
  const ofUser = { codes: filter.codes, userToken: "dev_1" };
  const arms = { code: filter.codes[0] ?? "", variants: null, from: filter.from, to: filter.to };
  expect({
    churn: await store.ask("consentChurn", filter),
    compliance: await store.ask("consentCompliance", filter),
    arms: await store.ask("experimentCounts", arms),
    ofUser: await store.ask("rawUserEvents", ofUser),
  }).toEqual({
    churn: countChurn(objects, filter),
    compliance: countCompliance(objects, filter),
    arms: countExperiment(objects, arms),
    ofUser: listUserEvents(objects, ofUser),
  });
}

const PAGE_LIMIT = 5;

/** Expects the same of pages of rows. */
export async function expectPages(
  store: AnalyticsStore,
  objects: readonly LoadedObject[],
  filter: AnalyticsFilter,
): Promise<void> {
  const pages = { rawEvents: listEvents, rawLatestDecisions: listLatestDecisions } as const;
  for (const name of ["rawEvents", "rawLatestDecisions"] as const) {
    const read = async (after?: ReturnType<typeof listEvents>[number]): Promise<void> => {
      const asked = { ...filter, limit: PAGE_LIMIT, after };
      const rows = await store.ask(name, asked);
      expect(rows).toEqual(pages[name](objects, asked));
      if (rows.length === PAGE_LIMIT) await read(rows.at(-1));
    };
    await read();
  }
}
