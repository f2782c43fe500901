import type { AnalyticsFilter, AnalyticsStore } from "../packages/server/src/storage/ports.ts";
import { BUSIEST, DAYS, LAST_DAY_MS } from "./analytics-rows.ts";
import type { BenchRow } from "./bench-row.ts";

const DAY_MS = 86_400_000;
/** The first day of what the rows are made of. */
export const FIRST_DAY: string = toDay(LAST_DAY_MS - (DAYS - 1) * DAY_MS);
const PERIOD: AnalyticsFilter = { codes: [BUSIEST], from: FIRST_DAY, to: toDay(LAST_DAY_MS) };

/** Asks every question of a store over the whole period, of the busiest shop, and tells the times. */
export async function measureQuestions(analytics: AnalyticsStore, store: string, events: number): Promise<BenchRow[]> {
  const paged = { ...PERIOD, pathSegment: "/products", country: "DE" };
  const experiment = { code: BUSIEST, variants: null, from: PERIOD.from, to: PERIOD.to };
  const page = { ...PERIOD, limit: 1_000 };
  const questions: readonly (readonly [what: string, ask: () => Promise<unknown>])[] = [
    ["consentStatus", () => analytics.ask("consentStatus", PERIOD)],
    ["consentStatus of a path and country", () => analytics.ask("consentStatus", paged)],
    ["consentFunnel", () => analytics.ask("consentFunnel", PERIOD)],
    ["consentCategories", () => analytics.ask("consentCategories", PERIOD)],
    ["consentCategories of a path and country", () => analytics.ask("consentCategories", paged)],
    ["consentDimension", () => analytics.ask("consentDimension", { ...PERIOD, dimension: "region" })],
    [
      "consentDimensionCategories",
      () => analytics.ask("consentDimensionCategories", { ...PERIOD, dimension: "browser" }),
    ],
    ["consentMatrix", () => analytics.ask("consentMatrix", { ...PERIOD, first: "browser", second: "region" })],
    ["consentChurn", () => analytics.ask("consentChurn", PERIOD)],
    ["consentChurn of a path and country", () => analytics.ask("consentChurn", paged)],
    ["consentCompliance", () => analytics.ask("consentCompliance", PERIOD)],
    ["experimentCounts", () => analytics.ask("experimentCounts", experiment)],
    ["sessionDays", () => analytics.ask("sessionDays", PERIOD)],
    ["sessionDays of a path and country", () => analytics.ask("sessionDays", paged)],
    ["sessionDimension", () => analytics.ask("sessionDimension", { ...PERIOD, dimension: "browser" })],
    ["rawUserEvents", () => analytics.ask("rawUserEvents", { codes: [BUSIEST], userToken: "dev_back1" })],
    ["rawEvents, 1,000", () => analytics.ask("rawEvents", page)],
    ["rawLatestDecisions, 1,000", () => analytics.ask("rawLatestDecisions", page)],
  ];
  const measured: BenchRow[] = [];
  for (const [what, ask] of questions) measured.push(await measureQuestion(`${store}: ${what}`, events, ask));
  return measured;
}

async function measureQuestion(what: string, events: number, ask: () => Promise<unknown>): Promise<BenchRow> {
  const times: number[] = [];
  for (let count = 0; count < 40; count++) {
    const startedAt = performance.now();
    await ask();
    times.push(performance.now() - startedAt);
  }
  times.sort((a, b) => a - b);
  return {
    what: `Analytics on ${what}, 90 days, ${events.toLocaleString("en-US")} events, p95`,
    measured: times[Math.floor(times.length * 0.95)] ?? 0,
    unit: "ms wall",
    budget: 50,
    budgetText: "p95 < 50 ms (10 M events)",
    gate: "none",
  };
}

function toDay(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
