import { createClickHouseAnalytics } from "../packages/server/src/storage/analytics/clickhouse.ts";
import type { AnalyticsStore, ConsentEventRow } from "../packages/server/src/storage/ports.ts";
import { startClickHouse } from "../packages/server/test/clickhouse/engine.ts";
import { FIRST_DAY, measureQuestions } from "./analytics-questions.ts";
import { BUSIEST } from "./analytics-rows.ts";
import type { BenchRow, BenchRows } from "./bench-row.ts";
import { createHistory } from "./clickhouse-history.ts";

const DAY_MS = 86_400_000;
const DAYS = 90;
const FIRST_DAY_MS = Date.UTC(2026, 7, 23);
const OBJECT_ROWS = 10_000;
const CATEGORIES = ["analytics", "functional", "marketing"];

/**
 * What loading and asking costs on ClickHouse: its engine in a process of its own on this machine, behind HTTP.
 * `BENCH_ANALYTICS_EVENTS=10000000` asks a store of so many events of one code instead, which the engine makes itself: ten million
 * take about ten minutes of a core, with what is prepared of them.
 */
export const rows: BenchRows = async ({ short }) => {
  const server = await startClickHouse();
  const analytics = await createClickHouseAnalytics({ url: server.url, database: "bench" });
  const readUsedUs = async () => Number(await (await fetch(`${server.url}/used-cpu`)).text());
  try {
    const events = Number(process.env.BENCH_ANALYTICS_EVENTS ?? 0);
    if (events > 0) {
      await createHistory(
        { url: server.url, database: "bench" },
        { code: BUSIEST, firstDay: FIRST_DAY, days: DAYS, events },
      );
      await analytics.refreshHistories();
      return await measureQuestions(analytics, "ClickHouse", events);
    }
    const objects = short ? 9 : 90;
    return [...(await measureLoad(analytics, objects, readUsedUs)), await measureQuestion(analytics, objects)];
  } finally {
    await analytics.close();
    await server.stop();
  }
};

async function measureLoad(
  analytics: AnalyticsStore,
  objects: number,
  readUsedUs: () => Promise<number>,
): Promise<BenchRow[]> {
  let [engineUs, ownUs] = [0, 0];
  for (let object = 0; object < objects; object++) {
    const made = Array.from({ length: OBJECT_ROWS }, (_, index) => toRow(object, index));
    const [engineBefore, ownBefore] = [await readUsedUs(), process.cpuUsage()];
    await analytics.load(`bench/${object}`, made);
    const { user, system } = process.cpuUsage(ownBefore);
    ownUs += user + system;
    engineUs += (await readUsedUs()) - engineBefore;
  }
  const what = `Consent event to silver and gold on ClickHouse (${(objects * OBJECT_ROWS).toLocaleString("en-US")} rows, 10,000 an object)`;
  const row = { unit: "us CPU", gate: "cpu" } as const;
  return [
    {
      ...row,
      what: `${what}, the engine, with all views, and the HTTP before it`,
      measured: engineUs / (objects * OBJECT_ROWS),
      budget: 40,
      budgetText: "<= 40 us CPU",
      ceiling: 90,
    },
    {
      ...row,
      what: `${what}, our process`,
      measured: ownUs / (objects * OBJECT_ROWS),
      budget: null,
      budgetText: "",
      gate: "none",
    },
  ];
}

async function measureQuestion(analytics: AnalyticsStore, objects: number): Promise<BenchRow> {
  const filter = { codes: ["demo0001"], from: toDay(FIRST_DAY_MS), to: toDay(FIRST_DAY_MS + (DAYS - 1) * DAY_MS) };
  const times: number[] = [];
  for (let count = 0; count < 40; count++) {
    const startedAt = performance.now();
    await analytics.ask("consentStatus", filter);
    times.push(performance.now() - startedAt);
  }
  times.sort((a, b) => a - b);
  return {
    what: `Analytics question on ClickHouse, 90 days, ${(objects * OBJECT_ROWS).toLocaleString("en-US")} events in gold, p95`,
    measured: times[Math.floor(times.length * 0.95)] ?? 0,
    unit: "ms wall",
    budget: 50,
    budgetText: "p95 < 50 ms (10 M events)",
    gate: "none",
  };
}

// An object is of one day, as what comes in is; its rows vary in what they are told apart by.
function toRow(object: number, index: number): ConsentEventRow {
  const number = object * OBJECT_ROWS + index;
  const isDecision = number % 3 === 0;
  const pick = (values: readonly string[], step: number): string => values[(number * step) % values.length] ?? "";
  return {
    eventId: `evt_${String(number).padStart(10, "0")}`,
    code: "demo0001",
    receivedAtMs: FIRST_DAY_MS + (object % DAYS) * DAY_MS + index,
    eventType: isDecision ? "decision" : "impression",
    userToken: `dev_${String(number).padStart(10, "0")}`,
    hostname: "shop.example",
    path: `/p/${(number * 7919) % 50}`,
    country: pick(["DE", "FR", "US", "BR", "ES", "IT", "PL"], 11),
    region: `R${(number * 13) % 60}`,
    language: pick(["de", "en", "fr", "pt", "es"], 7),
    device: pick(["mobile", "desktop", "tablet"], 5),
    os: pick(["iOS", "Android", "Windows", "macOS", "Linux"], 3),
    browser: pick(["Chrome", "Safari", "Firefox", "Edge"], 17),
    browserContext: number % 9 === 0 ? "in_app" : "browser",
    regulation: number % 4 === 0 ? "ccpa" : "gdpr",
    policyVersion: "1",
    bannerVersion: "1",
    variant: "",
    method: isDecision ? "banner_accept" : "",
    gpc: false,
    ...{ tcString: "", gppString: "", source: "" },
    ...{ servicesDisclosed: [], servicesConsented: [], vendorsDisclosed: [], vendorsConsented: [] },
    categoriesDisclosed: isDecision ? CATEGORIES : [],
    categoriesConsented: isDecision ? CATEGORIES.slice(0, number % 4) : [],
    timeToDecisionMs: isDecision ? number % 60_000 : null,
  };
}

function toDay(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
