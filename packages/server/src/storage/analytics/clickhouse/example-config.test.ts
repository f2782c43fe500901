import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { useClickHouse } from "../../../../test/clickhouse/test-clickhouse.ts";

const clickhouse = useClickHouse();
const readExample = (name: string): string =>
  readFileSync(new URL(`../../../../../../examples/clickhouse/${name}`, import.meta.url), "utf8");

/** Names of the elements that hold a plain value, of one part of a file. */
function listSettings(text: string, part: string): string[] {
  const [, inside = ""] = new RegExp(`<${part}>([^]*)</${part}>`).exec(text) ?? [];
  return [...inside.matchAll(/<(\w+)>[^<>\s]+<\/\1>/g)].map(([, name = ""]) => name);
}

async function listUnknown(table: string, names: readonly string[]): Promise<readonly string[]> {
  const rows = await clickhouse.ask("default", `SELECT name FROM system.${table}`);
  const known = new Set(rows.map(({ name }) => name));
  return names.filter((name) => !known.has(name));
}

describe("the example configuration of a server", () => {
  test("names settings that the engine has, where it looks for them", async () => {
    const machine = readExample("config.d/small-machine.xml");
    const parts = listSettings(machine, "merge_tree");
    const server = listSettings(machine, "clickhouse").filter((name) => !parts.includes(name));
    const profile = listSettings(readExample("users.d/small-machine.xml"), "default");
    expect([server.length, parts.length, profile.length]).toEqual([13, 3, 8]);
    expect(await listUnknown("server_settings", server)).toEqual([]);
    expect(await listUnknown("merge_tree_settings", parts)).toEqual([]);
    expect(await listUnknown("settings", profile)).toEqual([]);
  });

  test("removes the tables that fill small machines, and keeps queries and errors for a while", () => {
    const logs = readExample("config.d/system-logs.xml");
    for (const name of ["metric_log", "asynchronous_metric_log", "text_log", "trace_log", "part_log", "latency_log"])
      expect(logs).toContain(`<${name} remove="1"/>`);
    expect(logs.match(/<ttl>event_date \+ INTERVAL 14 DAY DELETE<\/ttl>/g)).toHaveLength(2);
  });
});
