import path from "node:path";
import SqliteDatabase from "better-sqlite3";
import { describe, expect, onTestFinished, test } from "vitest";
import { createTestFolder } from "../contract/test-folder.ts";
import type { AnalyticsFilter } from "../ports.ts";
import { toChangesQuery, toUsersQuery } from "./churn-queries.ts";
import { toCategoryQuery, toComplianceQuery, toFunnelQuery, toStatusQuery } from "./consent-queries.ts";
import { toExperimentQuery } from "./experiment-visitors.ts";
import { type AnalyticsQuery, fromPlaces, toValues } from "./filter.ts";
import { toCodeEventsQuery, toUserEventsQuery } from "./raw-queries.ts";
import { toSessionDaysQuery } from "./session-queries.ts";
import { createSqliteAnalytics } from "./sqlite.ts";

const FILTER: AnalyticsFilter = { codes: ["shop0001"], from: "2026-03-01", to: "2026-03-31" };
const OF_SEVERAL = { ...FILTER, codes: ["shop0001", "shop0002"] };
const OF_PATH = { ...FILTER, pathSegment: "/shop" };
const OF_PLACE = { ...FILTER, hostname: "shop.example", country: "DE" };
const OF_ALL = { ...OF_SEVERAL, hostname: "shop.example", pathSegment: "/shop", country: "DE" };

async function openPlans(): Promise<(query: AnalyticsQuery) => string> {
  const file = path.join(createTestFolder(), "analytics.sqlite");
  const store = await createSqliteAnalytics({ file });
  onTestFinished(() => store.close());
  const beside = new SqliteDatabase(file, { readonly: true });
  onTestFinished(() => {
    beside.close();
  });
  return ({ sql, values }) =>
    beside
      .prepare<[typeof values], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
      .all(values)
      .map((step) => step.detail)
      .join("; ");
}

describe("the engine's plan", () => {
  test("of a question without a path reads each place of a code through its key", async () => {
    const plan = await openPlans();
    const toDims = (filter: AnalyticsFilter): AnalyticsQuery => ({
      sql: `SELECT by_client ${fromPlaces("consent_dims_daily", filter)}`,
      values: toValues(filter),
    });
    for (const filter of [FILTER, OF_SEVERAL, OF_PLACE]) {
      for (const toQuery of [toStatusQuery, toFunnelQuery, toComplianceQuery, toSessionDaysQuery, toDims]) {
        const details = plan(toQuery(filter));
        expect(details).toMatch(/SEARCH places USING (COVERING )?INDEX sqlite_autoindex_places_1 \(code=\?/);
        expect(details).toMatch(/SEARCH \w+_daily USING PRIMARY KEY \(place=\? AND day>\? AND day<\?\)/);
        expect(details).not.toMatch(/SCAN (places|consent_|sessions)/);
      }
    }
  });

  test("of a question with a path reads the days of a code through the key, and never silver", async () => {
    const plan = await openPlans();
    for (const filter of [OF_PATH, OF_ALL]) {
      const queries = [toStatusQuery, toFunnelQuery, toComplianceQuery, toCategoryQuery, toSessionDaysQuery];
      for (const toQuery of [...queries, toChangesQuery]) {
        const details = plan(toQuery(filter));
        expect(details).toMatch(/SEARCH \w+_daily USING PRIMARY KEY \(code=\? AND day>\? AND day<\?/);
        expect(details).not.toMatch(/SCAN (consent_|sessions)|consent_events/);
      }
    }
    // Sums of a day come in the order of the key.
    expect(plan(toStatusQuery(OF_PATH))).not.toContain("TEMP B-TREE");
  });

  test("of distinct users reads a rollup, or for a place an index that holds all that is asked", async () => {
    const plan = await openPlans();
    for (const filter of [FILTER, OF_SEVERAL]) {
      expect(plan(toUsersQuery(filter))).toMatch(
        /SEARCH consent_users_daily USING PRIMARY KEY \(code=\? AND day>\? AND day<\?\)/,
      );
    }
    for (const filter of [OF_PATH, OF_PLACE, OF_ALL]) {
      const details = plan(toUsersQuery(filter));
      for (const index of ["consent_events_deciders", "consent_events_changers"]) {
        expect(details).toContain(
          `SEARCH consent_events USING COVERING INDEX ${index} (code=? AND received_at_ms>? AND received_at_ms<?)`,
        );
      }
    }
  });

  test("of raw questions reads silver by code and time, or by user, without sorting it", async () => {
    const plan = await openPlans();
    const after = { receivedAtMs: Date.parse("2026-03-02"), code: "shop0001", eventId: "e" };
    for (const filter of [FILTER, OF_ALL]) {
      for (const question of [filter, { ...filter, after }, { ...filter, after: { ...after, code: "shop0000" } }]) {
        for (const kind of ["events", "latestDecisions"] as const) {
          const details = plan(toCodeEventsQuery("shop0001", { ...question, limit: 10 }, kind));
          expect(details).toContain(
            "SEARCH event USING INDEX consent_events_by_time (code=? AND received_at_ms>? AND received_at_ms<?)",
          );
          expect(details).not.toMatch(/SCAN|USE TEMP B-TREE FOR ORDER BY/);
        }
      }
    }
    for (const kind of ["sights", "decisions"] as const) {
      const details = plan(toUserEventsQuery("shop0001", "dev_1", kind));
      expect(details).toContain(`SEARCH event USING INDEX consent_events_${kind} (user_key=?)`);
      expect(details).not.toMatch(/SCAN|USE TEMP B-TREE FOR ORDER BY/);
    }
  });

  test("of experiments reads the arms through their key", async () => {
    const plan = await openPlans();
    const details = plan(toExperimentQuery({ code: "shop0001", variants: ["layout.box"], from: "0", to: "9" }));
    expect(details).toContain("SEARCH experiment_visitors USING PRIMARY KEY (code=? AND variant=?)");
    expect(details).not.toMatch(/SCAN (experiment_visitors|consent_events)/);
  });
});
