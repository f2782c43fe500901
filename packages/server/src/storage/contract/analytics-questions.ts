import { CONSENT_DIMENSIONS, SESSION_DIMENSIONS } from "@cookiehub/schemas/constants";
import type { ConsentDimension } from "@cookiehub/schemas/types";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { AnalyticsFilter, AnalyticsStore } from "../ports.ts";
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
import { countSessionDimension, countSessions } from "./analytics-model-sessions.ts";
import { eventStreams, filterArbitrary, sessionStreams } from "./event-arbitraries.ts";

/** What the suite needs to know of a store. */
export interface AnalyticsSuiteParts {
  readonly open: () => Promise<AnalyticsStore>;
  /** Makes days exact where a store does not promise that at once. */
  readonly settle: (store: AnalyticsStore, days: readonly string[]) => Promise<void>;
  /** Random streams of each kind. */
  readonly runs: number;
}

const DAYS = ["2026-03-01", "2026-03-02", "2026-03-03", "2026-03-04"];
// Drawn under one code, loaded under another each time, also while a counterexample is shrunk: one store serves all streams.
const DRAWN = "drawn000";
let runCount = 0;
const toOwnCode = () => `s${String(++runCount).padStart(7, "0")}`;
const renameStream = <Row extends { readonly code: string }>(
  stream: readonly { readonly key: string; readonly rows: readonly Row[] }[],
  own: string,
) => stream.map(({ key, rows }) => ({ key: `${own}/${key}`, rows: rows.map((row) => ({ ...row, code: own })) }));
const pair = fc.shuffledSubarray<ConsentDimension>([...CONSENT_DIMENSIONS], { minLength: 2, maxLength: 2 });

/** Random streams are loaded in any order and cut, and every question must say what plain counting says. */
export function testEveryQuestion({ open, settle, runs }: AnalyticsSuiteParts): void {
  const eventRun = fc.tuple(eventStreams(DRAWN), filterArbitrary, pair);
  test("duplicates, reordering, other batches and repeated objects give exactly the figures of the unique events", async () => {
    const store = await open();
    await fc.assert(
      fc.asyncProperty(eventRun, async ([drawn, filter, [first = "country", second = "device"]]) => {
        const own = toOwnCode();
        const objects = renameStream(drawn, own);
        for (const object of objects) await store.load(object.key, object.rows);
        await settle(store, DAYS);
        await expectAnswers(store, objects, { ...filter, codes: [own] }, [first, second]);
        await expectPages(store, objects, { ...filter, codes: [own] });
      }),
      { numRuns: runs },
    );
  }, 600_000);

  const sessionRun = fc.tuple(
    sessionStreams(DRAWN),
    filterArbitrary,
    fc.constantFrom(...SESSION_DIMENSIONS),
    fc.nat(8),
  );
  test("so do sessions, and who makes too much of a day is counted apart, whenever that was noticed", async () => {
    const store = await open();
    await fc.assert(
      fc.asyncProperty(sessionRun, async ([drawn, filter, dimension, noticedAfter]) => {
        const own = toOwnCode();
        const batches = renameStream(drawn, own);
        for (const [index, batch] of batches.entries()) {
          await store.loadSessions(batch.key, batch.rows);
          if (index === noticedAfter) await store.refreshBots();
        }
        await settle(store, DAYS);
        await store.refreshBots();
        const asked = { ...filter, codes: [own] };
        const { pathSegment: _, ...wide } = asked;
        expect({
          days: await store.ask("sessionDays", asked),
          dimension: await store.ask("sessionDimension", { ...wide, dimension }),
        }).toEqual({
          days: countSessions(batches, asked),
          dimension: countSessionDimension(batches, { ...wide, dimension }),
        });
      }),
      { numRuns: runs },
    );
  }, 600_000);
}

async function expectAnswers(
  store: AnalyticsStore,
  objects: readonly LoadedObject[],
  filter: AnalyticsFilter,
  [first, second]: readonly [ConsentDimension, ConsentDimension],
): Promise<void> {
  const { pathSegment: _, ...wide } = filter;
  const ofDimension = { ...wide, dimension: first };
  const ofPair = { ...wide, first, second };
  const ofUser = { codes: filter.codes, userToken: "dev_1" };
  const arms = { code: filter.codes[0] ?? "", variants: null, from: filter.from, to: filter.to };
  expect({
    status: await store.ask("consentStatus", filter),
    funnel: await store.ask("consentFunnel", filter),
    categories: await store.ask("consentCategories", filter),
    dimension: await store.ask("consentDimension", ofDimension),
    dimensionCategories: await store.ask("consentDimensionCategories", ofDimension),
    matrix: await store.ask("consentMatrix", ofPair),
    churn: await store.ask("consentChurn", filter),
    compliance: await store.ask("consentCompliance", filter),
    arms: await store.ask("experimentCounts", arms),
    ofUser: await store.ask("rawUserEvents", ofUser),
  }).toEqual({
    status: countStatus(objects, filter),
    funnel: countFunnel(objects, filter),
    categories: countCategories(objects, filter),
    dimension: countDimension(objects, ofDimension),
    dimensionCategories: countDimensionCategories(objects, ofDimension),
    matrix: countMatrix(objects, ofPair),
    churn: countChurn(objects, filter),
    compliance: countCompliance(objects, filter),
    arms: countExperiment(objects, arms),
    ofUser: listUserEvents(objects, ofUser),
  });
}

const PAGE_LIMIT = 5;

async function expectPages(
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
