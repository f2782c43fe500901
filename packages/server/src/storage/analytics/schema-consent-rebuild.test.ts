import path from "node:path";
import SqliteDatabase from "better-sqlite3";
import fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";
import { countExperiment, countFunnel, countStatus } from "../contract/analytics-model.ts";
import {
  countCategories,
  countChurn,
  countCompliance,
  countDimension,
  countDimensionCategories,
  countMatrix,
  listEvents,
} from "../contract/analytics-model-consent.ts";
import { eventStreams } from "../contract/event-arbitraries.ts";
import { createEventRow } from "../contract/rows.ts";
import { createTestFolder } from "../contract/test-folder.ts";
import type { AnalyticsStore, ConsentEventRow } from "../ports.ts";
import { ANALYTICS_STEPS } from "./schema.ts";
import { createSqliteAnalytics } from "./sqlite.ts";

const RELEASED_STEPS = 2;
const PERIOD = { from: "2026-03-01", to: "2026-03-31" };
const PLACES = [{}, { hostname: "shop.example" }, { country: "DE" }, { hostname: "shop.example", country: "" }];

const COLUMNS = {
  event_id: "eventId",
  code: "code",
  received_at_ms: "receivedAtMs",
  event_type: "eventType",
  user_token: "userToken",
  hostname: "hostname",
  path: "path",
  country: "country",
  region: "region",
  language: "language",
  device: "device",
  os: "os",
  browser: "browser",
  regulation: "regulation",
  policy_version: "policyVersion",
  banner_version: "bannerVersion",
  variant: "variant",
  method: "method",
  gpc: "gpc",
  categories_disclosed: "categoriesDisclosed",
  categories_consented: "categoriesConsented",
  time_to_decision_ms: "timeToDecisionMs",
} as const satisfies Record<string, keyof ConsentEventRow>;

/** Writes a file as the release before left it: what it knew of events, and the two rollups that it had. */
function writeOldFile(rows: readonly ConsentEventRow[]): string {
  const file = path.join(createTestFolder(), "old.sqlite");
  const old = new SqliteDatabase(file);
  for (const step of ANALYTICS_STEPS.slice(0, RELEASED_STEPS)) old.exec(step);
  old.pragma(`user_version = ${RELEASED_STEPS}`);
  const insert = old.prepare(
    `INSERT INTO consent_events (${Object.keys(COLUMNS).join(", ")}) VALUES (${Object.keys(COLUMNS).map(() => "?")})`,
  );
  for (const row of rows) {
    insert.run(
      Object.values(COLUMNS).map((field) => {
        const value = row[field];
        if (typeof value === "boolean") return Number(value);
        return typeof value === "object" && value !== null ? JSON.stringify(value) : value;
      }),
    );
  }
  const insertFunnel = old.prepare("INSERT INTO consent_funnel_daily VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
  const insertStatus = old.prepare("INSERT INTO consent_status_daily VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
  const pages = new Set(
    rows.map(({ code, hostname, path, country }) => JSON.stringify([code, hostname, path, country])),
  );
  for (const page of pages) {
    const [code = "", hostname = "", path = "", country = ""] = JSON.parse(page) as string[];
    const ofPage = rows.filter((row) => JSON.stringify([row.code, row.hostname, row.path, row.country]) === page);
    const objects = [{ key: "", rows: ofPage }];
    const filter = { codes: [code], ...PERIOD };
    for (const { day, impressions, dialogsOpened, decisions } of countFunnel(objects, filter))
      insertFunnel.run(code, day, hostname, path, country, impressions, dialogsOpened, decisions);
    for (const { day, allAllowed, allDenied, partial } of countStatus(objects, filter))
      insertStatus.run(code, day, hostname, path, country, allAllowed, allDenied, partial);
  }
  old.close();
  return file;
}

/** Draws events of some codes, with nothing that the release before did not keep. */
function drawOldRows(codes: readonly string[]): ConsentEventRow[] {
  return codes.flatMap((code, seed) => {
    const drawn = fc
      .sample(eventStreams(code), { seed, numRuns: 4 })
      .flat()
      .flatMap((object) => object.rows);
    const unique = new Map(drawn.map((row) => [row.eventId, row]));
    return [...unique.values()].map((row): ConsentEventRow => ({ ...row, browserContext: "", gppString: "" }));
  });
}

async function openStore(file: string): Promise<AnalyticsStore> {
  const store = await createSqliteAnalytics({ file });
  onTestFinished(() => store.close());
  return store;
}

describe("a file of a release before", () => {
  test("has its figures in every new table, as if they had been loaded now", async () => {
    const codes = Array.from({ length: 12 }, (_, index) => `old${String(index).padStart(5, "0")}`);
    const rows = drawOldRows(codes);
    const objects = [{ key: "old", rows }];
    const store = await openStore(writeOldFile(rows));
    for (const code of codes) {
      for (const place of PLACES) {
        const filter = { codes: [code], ...PERIOD, ...place };
        const ofPath = { ...filter, pathSegment: "/shop" };
        const dimension = { ...filter, dimension: "device" } as const;
        const matrix = { ...filter, first: "regulation", second: "device" } as const;
        expect({
          status: await store.ask("consentStatus", filter),
          funnel: await store.ask("consentFunnel", filter),
          categories: [await store.ask("consentCategories", filter), await store.ask("consentCategories", ofPath)],
          dimension: await store.ask("consentDimension", dimension),
          dimensionCategories: await store.ask("consentDimensionCategories", { ...filter, dimension: "region" }),
          matrix: await store.ask("consentMatrix", matrix),
          churn: [await store.ask("consentChurn", filter), await store.ask("consentChurn", ofPath)],
          compliance: [await store.ask("consentCompliance", filter), await store.ask("consentCompliance", ofPath)],
          events: await store.ask("rawEvents", { ...filter, limit: 100 }),
        }).toEqual({
          status: countStatus(objects, filter),
          funnel: countFunnel(objects, filter),
          categories: [countCategories(objects, filter), countCategories(objects, ofPath)],
          dimension: countDimension(objects, dimension),
          dimensionCategories: countDimensionCategories(objects, { ...filter, dimension: "region" }),
          matrix: countMatrix(objects, matrix),
          churn: [countChurn(objects, filter), countChurn(objects, ofPath)],
          compliance: [countCompliance(objects, filter), countCompliance(objects, ofPath)],
          events: listEvents(objects, { ...filter, limit: 100 }),
        });
      }
    }
  });

  test("takes earlier copies of the events that it holds, and later ones not", async () => {
    const old = [
      createEventRow("e1", { browserContext: "", variant: "layout.box" }),
      createEventRow("e2", { browserContext: "", eventType: "impression" }),
    ];
    const store = await openStore(writeOldFile(old));
    const dayBefore = createEventRow("e1", {
      receivedAtMs: Date.parse("2026-02-28T12:00:00Z"),
      variant: "layout.bar",
      categoriesConsented: [],
    });
    const dayAfter = createEventRow("e2", { receivedAtMs: Date.parse("2026-03-02T12:00:00Z") });
    expect(await store.load("again", [dayBefore, dayAfter])).toEqual({ inserted: 0, duplicates: 2 });
    const filter = { codes: ["shop0001"], from: "2026-02-01", to: "2026-03-31" };
    const arms = { code: "shop0001", variants: null, from: "2026-02-01", to: "2026-03-31" };
    const objects = [{ key: "", rows: [dayBefore, ...old.slice(1)] }];
    expect(await store.ask("consentFunnel", filter)).toEqual(countFunnel(objects, filter));
    expect(await store.ask("consentStatus", filter)).toEqual(countStatus(objects, filter));
    expect(await store.ask("experimentCounts", arms)).toEqual(countExperiment(objects, arms));
  });
});
