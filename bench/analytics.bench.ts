import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSqliteAnalytics } from "../packages/server/src/storage/analytics/sqlite.ts";
import type { AnalyticsStore, ConsentEventRow } from "../packages/server/src/storage/ports.ts";
import type { BenchRow, BenchRows } from "./bench-row.ts";

const DAY_MS = 86_400_000;
const DAYS = 90;
const LAST_DAY_MS = Date.UTC(2026, 10, 20);
const OBJECT_ROWS = 1000;
const CATEGORIES = ["analytics", "functional", "marketing"];

/** What loading and asking costs on the embedded analytics store. Wall-clock figures inform and do not gate. */
export const rows: BenchRows = async ({ short }) => {
  const directory = mkdtempSync(join(tmpdir(), "cookiehub-bench-"));
  const analytics = await createSqliteAnalytics({ file: join(directory, "analytics.sqlite") });
  try {
    const objects = short ? 30 : 500;
    return [await measureLoad(analytics, objects), await measureQuery(analytics, objects * OBJECT_ROWS)];
  } finally {
    await analytics.close();
    rmSync(directory, { recursive: true, force: true });
  }
};

async function measureLoad(analytics: AnalyticsStore, objects: number): Promise<BenchRow> {
  let usedUs = 0;
  for (let object = 0; object < objects; object++) {
    const made = Array.from({ length: OBJECT_ROWS }, (_, index) => toRow(object * OBJECT_ROWS + index));
    const before = process.cpuUsage();
    await analytics.load(`bench/${object}`, made);
    const { user, system } = process.cpuUsage(before);
    usedUs += user + system;
  }
  return {
    what: `Consent event to silver and gold on SQLite (${(objects * OBJECT_ROWS).toLocaleString("en-US")} rows, 1,000 an object)`,
    measured: usedUs / (objects * OBJECT_ROWS),
    unit: "us CPU",
    budget: 50,
    budgetText: "<= 50 us CPU (20,000 rows/s)",
    gate: "cpu",
  };
}

async function measureQuery(analytics: AnalyticsStore, events: number): Promise<BenchRow> {
  const filter = { codes: ["demo0001"], from: toDay(LAST_DAY_MS - (DAYS - 1) * DAY_MS), to: toDay(LAST_DAY_MS) };
  const times: number[] = [];
  for (let count = 0; count < 40; count++) {
    const startedAt = performance.now();
    await analytics.ask("consentStatus", filter);
    times.push(performance.now() - startedAt);
  }
  times.sort((a, b) => a - b);
  return {
    what: `Analytics query, 90 days, ${events.toLocaleString("en-US")} events in gold, p95`,
    measured: times[Math.floor(times.length * 0.95)] ?? 0,
    unit: "ms wall",
    budget: 50,
    budgetText: "p95 < 50 ms (10 M events)",
    gate: "none",
  };
}

// Events are spread over days, paths and countries as a busy shop's are: many small groups, not one big one.
function toRow(index: number): ConsentEventRow {
  const isDecision = index % 3 === 0;
  return {
    eventId: `evt_${String(index).padStart(10, "0")}`,
    code: "demo0001",
    receivedAtMs: LAST_DAY_MS - (Math.floor(index / OBJECT_ROWS) % DAYS) * DAY_MS,
    eventType: isDecision ? "decision" : "impression",
    userToken: `dev_${String(index).padStart(10, "0")}`,
    hostname: "shop.example",
    path: `/p/${(index * 7919) % 50}`,
    country: ["DE", "FR", "US", "BR"][index % 4] ?? "",
    region: "",
    language: "en",
    device: "desktop",
    os: "Linux",
    browser: "Chrome",
    regulation: "gdpr",
    policyVersion: "1",
    bannerVersion: "1",
    variant: "",
    method: isDecision ? "banner_accept" : "",
    gpc: false,
    ...({ browserContext: "browser", tcString: "", gppString: "", source: "" } as const),
    ...{ servicesDisclosed: [], servicesConsented: [], vendorsDisclosed: [], vendorsConsented: [] },
    categoriesDisclosed: isDecision ? CATEGORIES : [],
    categoriesConsented: isDecision ? CATEGORIES.slice(0, index % 4) : [],
    timeToDecisionMs: isDecision ? index % 60_000 : null,
  };
}

function toDay(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
