import { readFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { createAgentReader } from "../../consent/agent.ts";
import { createLog } from "../../http/log.ts";
import { createMetrics } from "../../http/metrics.ts";
import { createTestFolder } from "../../storage/contract/test-folder.ts";
import { createFileObjects } from "../../storage/objects/filesystem.ts";
import type { AnalyticsStore, ConsentEventRow } from "../../storage/ports.ts";
import { toQueuedLine } from "../parsers/queued-message.ts";
import { readBronzeKey, toBronzeObject } from "./bronze-object.ts";
import { createDomainCodes, type FindDomainCode } from "./domain-codes.ts";
import { type LoadObjectParts, loadObject } from "./load-object.ts";

const TAKEN_AT_MS = Date.UTC(2026, 10, 20, 12);
const KEY = `consent/eu/2026/11/20/${TAKEN_AT_MS}-0123.ndjson.gz`;
const v3 = { event_type: "impression", user_token: "dev_12345678", code: "demo0001" };
const v2 = (domainId: number): string =>
  JSON.stringify({ payload: { a: "impression", d: domainId, u: "dev_12345678", s: {} } });

interface World extends LoadObjectParts {
  /** What the analytics store was given, by the key of the part. */
  readonly loaded: Map<string, readonly ConsentEventRow[]>;
  /** Puts lines under a key and loads them. */
  loadText(text: string, key?: string): Promise<void>;
  /** The lines in `rejected/`, by key. */
  readRejected(): Promise<Record<string, { line_number: number; reason: string; line: string }[]>>;
  countRejected(): Promise<number>;
}

async function createWorld(find: FindDomainCode = async () => undefined): Promise<World> {
  const loaded = new Map<string, readonly ConsentEventRow[]>();
  const objects = await createFileObjects({ directory: createTestFolder() });
  const metrics = createMetrics({ isProcessIncluded: false });
  const parts: LoadObjectParts = {
    objects,
    // The port's promise, as far as loading goes: a part that is known adds nothing.
    analytics: {
      load: async (key: string, rows: readonly ConsentEventRow[]) => {
        if (loaded.has(key)) return { inserted: 0, duplicates: rows.length };
        loaded.set(key, rows);
        return { inserted: rows.length, duplicates: 0 };
      },
    } as unknown as AnalyticsStore,
    log: createLog("silent").log,
    metrics,
    readAgent: createAgentReader(),
    findDomainCode: createDomainCodes({ find, now: () => 0 }),
  };
  return {
    ...parts,
    loaded,
    async loadText(text, key = KEY) {
      await objects.put(key, key.endsWith(".gz") ? gzipSync(text) : Buffer.from(text));
      await loadObject(parts, key);
    },
    async readRejected() {
      const found: Awaited<ReturnType<World["readRejected"]>> = {};
      for await (const key of objects.list("rejected/")) {
        const text = Buffer.from((await objects.get(key)) ?? []).toString("utf8");
        found[key] = text
          .trimEnd()
          .split("\n")
          .map((line) => JSON.parse(line));
      }
      return found;
    },
    async countRejected() {
      const { text } = await metrics.render();
      return Number(/rows_total\{[^}]*rejected[^}]*\} (\d+)/.exec(text)?.[1] ?? 0);
    },
  };
}

describe("a bronze object", () => {
  test("of messages of every form becomes rows with the label of its queue", async () => {
    const world = await createWorld(async (id) => (id === 7 ? "shop0007" : undefined));
    const csv = "event_type,user_token,domain_id\ndecision,dev_12345678,7\nscroll,dev_12345678,7\n";
    const bodies = [JSON.stringify([v3, v3], undefined, 2), v2(7), csv, "rubbish"];
    const lines = bodies.map((body) => toQueuedLine(body, TAKEN_AT_MS));
    const { key, body } = await toBronzeObject(lines, TAKEN_AT_MS, "aws");
    await world.objects.put(key, body);
    await loadObject(world, key);
    const rows = world.loaded.get(`${key}#part-0`) ?? [];
    expect(rows.map((row) => [row.code, row.source, row.receivedAtMs])).toEqual([
      ["demo0001", "aws", TAKEN_AT_MS],
      ["demo0001", "aws", TAKEN_AT_MS],
      ["shop0007", "aws", TAKEN_AT_MS],
      ["shop0007", "aws", TAKEN_AT_MS],
    ]);
    expect(new Set(rows.map((row) => row.eventId)).size).toBe(4);
    const rejected = Object.values(await world.readRejected()).flat();
    expect(rejected.map((one) => [one.line_number, one.line])).toEqual([
      [3, "scroll,dev_12345678,7"],
      [4, "rubbish"],
    ]);
  });

  test("that is CSV as a whole is read by its header, the object's time taken from its day", async () => {
    const world = await createWorld(async () => "shop0007");
    const csv = await readFile(
      new URL("../../../../../docs/reference/consent-payloads/v1.csv", import.meta.url),
      "utf8",
    );
    await world.loadText(`\ufeff${csv}damaged\n`, "consent/old/2026/11/20/export.csv");
    const [rows = []] = [...world.loaded.values()];
    expect(rows.map((row) => [row.eventId, row.code, row.source])).toEqual([
      ["evt_v1_00000001", "shop0007", "old"],
      ["evt_v1_00000002", "shop0007", "old"],
    ]);
    expect(Object.keys(await world.readRejected())).toEqual([
      "rejected/consent/old/2026/11/20/export.csv.part-0.ndjson",
    ]);
  });

  test("makes the same ids at a replay, and others for equal lines", async () => {
    const [first, second] = [await createWorld(), await createWorld()];
    const text = `${JSON.stringify(v3)}\n`.repeat(3);
    await first.loadText(text);
    await second.loadText(text);
    expect(second.loaded).toEqual(first.loaded);
    expect(new Set([...first.loaded.values()].flat().map((row) => row.eventId)).size).toBe(3);
  });

  test("under a key that names no day is refused, and the message says what to do", async () => {
    const world = await createWorld();
    await expect(world.loadText("{}", "consent/eu/export.csv")).rejects.toThrow("consent/{source}/yyyy/mm/dd/");
  });
});

describe("a large object", () => {
  test("is loaded in parts of 10,000 events, rows and refused ones alike, while it is read", async () => {
    const world = await createWorld();
    const lines = Array.from({ length: 25_000 }, (_, index) => (index % 5 === 0 ? `bad ${index}` : JSON.stringify(v3)));
    await world.loadText(lines.join("\n"));
    expect([...world.loaded].map(([key, rows]) => [key, rows.length])).toEqual([
      [`${KEY}#part-0`, 8000],
      [`${KEY}#part-1`, 8000],
      [`${KEY}#part-2`, 4000],
    ]);
    expect(Object.values(await world.readRejected()).map((part) => part.length)).toEqual([2000, 2000, 1000]);
    expect(await world.countRejected()).toBe(5000);
  });

  test("that is damaged far behind has its first parts loaded: it is never whole in memory", async () => {
    const world = await createWorld();
    const lines = Array.from({ length: 30_000 }, (_, index) => JSON.stringify({ ...v3, path: `/${Math.sin(index)}` }));
    const body = gzipSync(lines.join("\n"));
    await world.objects.put(KEY, body.subarray(0, body.length - 9));
    await expect(loadObject(world, KEY)).rejects.toThrow("unexpected end");
    expect([...world.loaded.keys()]).toEqual([`${KEY}#part-0`, `${KEY}#part-1`]);
  });

  test("of long lines ends its parts by their length", async () => {
    const world = await createWorld();
    const line = JSON.stringify({ ...v3, other: "x".repeat(1_000_000) });
    await world.loadText(`${line}\n`.repeat(40));
    expect([...world.loaded.values()].map((rows) => rows.length)).toEqual([17, 17, 6]);
  });

  test("of refused long lines keeps the beginning of each", async () => {
    const world = await createWorld();
    await world.loadText(`${"y".repeat(5_000_000)}\n${"x".repeat(1_000_000)}\n`);
    const lines = Object.values(await world.readRejected()).flat();
    expect(lines.map((one) => [one.line_number, one.line.length])).toEqual([
      [1, 4096],
      [2, 4096],
    ]);
  });
});

describe("a domain", () => {
  test("that nobody has sends its events to rejected/, not away", async () => {
    const world = await createWorld();
    await world.loadText(`${v2(7)}\n${JSON.stringify(v3)}\n`);
    const rejected = Object.values(await world.readRejected()).flat();
    expect(rejected).toEqual([{ line_number: 1, reason: "domain 7 is not known", line: v2(7) }]);
    expect([...world.loaded.values()].flat()).toHaveLength(1);
  });

  test("that becomes known between two attempts moves no event to another part", async () => {
    let isKnown = false;
    let isBroken = true;
    const world = await createWorld(async (id) => {
      if (id === 2 && isBroken) throw new Error("timed out");
      return isKnown ? "shop0007" : undefined;
    });
    const lines = [...Array(5000).fill(v2(1)), ...Array(5000).fill(JSON.stringify(v3)), v2(2)];
    await expect(world.loadText(lines.join("\n"))).rejects.toThrow("looked up");
    isBroken = false;
    isKnown = true;
    await loadObject({ ...world, findDomainCode: async () => "shop0007" }, KEY);
    expect([...world.loaded].map(([key, rows]) => [key, rows.length])).toEqual([
      [`${KEY}#part-0`, 5000],
      [`${KEY}#part-1`, 1],
    ]);
    expect(await world.countRejected()).toBe(5000);
  });
});

describe("a key", () => {
  test.each([
    ["consent/2026/11/20/1795176000000-ab.ndjson.gz", { source: "", takenAtMs: 1_795_176_000_000 }],
    ["consent/eu-1/2026/11/20/1795176000000-ab.ndjson.gz", { source: "eu-1", takenAtMs: 1_795_176_000_000 }],
    ["consent/aws/2026/11/20/old.csv", { source: "aws", takenAtMs: Date.UTC(2026, 10, 21) - 1 }],
  ])("%s names label and time", (key, name) => expect(readBronzeKey(key)).toEqual(name));

  test.each(["consent/a", "consent/EU/2026/11/20/a", "consent/2026/13/20/a", "cloudfront/2026/11/20/a"])(
    "%s names none",
    (key) => expect(() => readBronzeKey(key)).toThrow("names no day"),
  );
});
