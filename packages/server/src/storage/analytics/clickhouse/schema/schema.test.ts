import { hash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { CLICKHOUSE_STEPS } from "./steps.ts";

const render = (target: { cluster?: string }) =>
  Object.values(CLICKHOUSE_STEPS).flatMap((step) => step({ ...target, sessionRetentionDays: 90 }));

describe("the schema of ClickHouse", () => {
  // A released step is never changed: where this fails, add a step, and take the old rendering along.
  test("renders the released steps as they were released", () => {
    const hashes = Object.entries(CLICKHOUSE_STEPS).map(([name, step]) => [
      name,
      hash("sha256", step({ sessionRetentionDays: 90 }).join(";\n")).slice(0, 12),
    ]);
    expect(Object.fromEntries(hashes)).toMatchInlineSnapshot(`
      {
        "0001-silver": "57e42cee8398",
        "0002-recent-events": "486681c76b72",
        "0003-gold": "6fe1792f6835",
        "0004-agents": "ae7b9ec403e5",
        "0005-erasure": "6010f762ca2e",
        "0006-histories": "dddfddc1b722",
      }
    `);
  });

  test("makes every statement one that can be repeated", () => {
    const repeatable =
      /^(CREATE (TABLE|MATERIALIZED VIEW) IF NOT EXISTS |INSERT INTO history_days_touched SELECT DISTINCT )/;
    for (const statement of render({})) expect(statement).toMatch(repeatable);
  });

  test("on a cluster makes the same tables on every replica, and knows retries there for a week", () => {
    const plain = render({});
    const replicated = render({ cluster: "main" });
    expect(replicated).toHaveLength(plain.length);
    for (const statement of replicated.filter((each) => each.startsWith("CREATE"))) {
      expect(statement).toContain(" ON CLUSTER `main`");
      if (statement.startsWith("CREATE TABLE")) expect(statement).toMatch(/ENGINE = Replicated\w*MergeTree/);
      expect(statement).not.toContain("non_replicated");
    }
    const toCount = (statements: readonly string[], text: string) =>
      statements.filter((statement) => statement.includes(text)).length;
    const known = toCount(plain, "non_replicated_deduplication_window = 10000");
    expect(known).toBe(11);
    expect(toCount(replicated, "replicated_deduplication_window = 10000")).toBe(known);
    expect(toCount(replicated, "replicated_deduplication_window_seconds = 604800")).toBe(known);
  });

  test("keeps sessions for as long as it is told, and events for good", () => {
    const [, events, sessions] = render({});
    expect(sessions).toContain("TTL toDate(requested_at) + INTERVAL 90 DAY");
    expect(sessions).toContain("ttl_only_drop_parts = 1");
    expect(events).not.toContain("TTL");
  });
});
