import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";
import { createAgentReader } from "../../consent/agent.ts";
import { createLog } from "../../http/log.ts";
import { createMetrics } from "../../http/metrics.ts";
import { StorageUnavailableError } from "../../storage/errors.ts";
import { createFileObjects } from "../../storage/objects/filesystem.ts";
import type { AnalyticsStore, ObjectStore, RelationalStore, SessionRow } from "../../storage/ports.ts";
import { createSqliteRelational } from "../../storage/relational/sqlite.ts";
import { findNoAsn } from "../asn/asn-table.ts";
import { createSessionRows } from "../rows/session-row.ts";
import { type CdnIngestParts, createCdnIngest } from "./clickhouse-ingest.ts";

const AT_MS = Date.parse("2026-03-01T12:00:00Z");
const toLine = (id: number, uri = "/c/shop0001.js") =>
  `HIT|200|${AT_MS + id}|412|390|192.0.2.7|https://shop.example/|https://x.b-cdn.net${uri}|DE|Mozilla/5.0|req${id}|DE`;

/** Keeps what it is given, by the rules of the port. */
function createMemoryAnalytics() {
  const batches = new Map<string, readonly SessionRow[]>();
  const store: Pick<AnalyticsStore, "loadSessions"> = {
    loadSessions: async (key, rows) => {
      if (batches.has(key)) return { inserted: 0, duplicates: rows.length };
      batches.set(key, rows);
      return { inserted: rows.length, duplicates: 0 };
    },
  };
  const readIds = () => [...new Set([...batches.values()].flat().map(({ requestId }) => requestId))].sort();
  return { analytics: store as AnalyticsStore, batches, readIds };
}

async function open(given: Partial<CdnIngestParts> = {}) {
  const directory = await mkdtemp(join(tmpdir(), "cookiehub-cdn-ingest-"));
  const store = await createSqliteRelational({ file: join(directory, "db.sqlite") });
  const objects = await createFileObjects({ directory: join(directory, "objects") });
  onTestFinished(async () => {
    await store.close();
    await rm(directory, { recursive: true, force: true });
  });
  const readAgent = createAgentReader();
  const memory = createMemoryAnalytics();
  const parts: CdnIngestParts = {
    ...{ store, objects, analytics: memory.analytics, log: createLog("silent").log, now: () => AT_MS },
    metrics: createMetrics({ isProcessIncluded: false }),
    createRows: (source) => createSessionRows({ source, readAgent, findAsn: findNoAsn }),
    ...{ batchRows: 3, holder: "one" },
    ...given,
  };
  const add = async (key: string, lines: readonly string[]) => {
    await objects.put(key, gzipSync(`${lines.join("\n")}\n`));
    await store.transaction(() => store.repositories.cdn.registerFile(key, AT_MS));
  };
  return { parts, add, ...memory };
}

async function readRejected(objects: ObjectStore): Promise<Record<string, unknown>[]> {
  const rejected: Record<string, unknown>[] = [];
  for await (const key of objects.list("rejected/")) {
    const text = Buffer.from((await objects.get(key)) ?? "").toString("utf8");
    for (const line of text.trim().split("\n")) rejected.push(JSON.parse(line));
  }
  return rejected;
}

const BUNNY = "bunny/11/2026/03/01/000000000000.log.gz";

describe("the load of a CDN's log", () => {
  test("puts the requests for scripts into sessions, and bad lines aside with their reason", async () => {
    const { parts, add, readIds } = await open();
    const lines = [toLine(1), "nonsense", toLine(2, "/w/core.js"), ...[3, 4, 5, 6].map((id) => toLine(id)), "HIT|200"];
    await add(BUNNY, lines);
    const task = createCdnIngest(parts);
    expect(await task.run()).toBe("done");
    expect(await task.run()).toBe("idle");
    expect(readIds()).toEqual(["req1", "req3", "req4", "req5", "req6"]);
    expect(await readRejected(parts.objects)).toMatchObject([
      { line: 2, text: "nonsense" },
      { line: 8, text: "HIT|200" },
    ]);
    expect(await parts.store.read(() => parts.store.repositories.cdn.findFile(BUNNY))).toMatchObject({
      ...{ state: "loaded", linesDone: 8 },
    });
  });

  test("waits until networks can be told apart: a session keeps what was known when it was made", async () => {
    let isPrepared = false;
    const { parts, add, readIds } = await open({ prepare: async () => isPrepared });
    await add(BUNNY, [toLine(1)]);
    const task = createCdnIngest(parts);
    expect([await task.run(), readIds()]).toEqual(["idle", []]);
    isPrepared = true;
    expect([await task.run(), readIds()]).toEqual(["done", ["req1"]]);
  });

  test("goes on inside a file after a crash: what was noted is not loaded again, and a header is not forgotten", async () => {
    const { parts, add, batches, readIds } = await open();
    const key = "cloudfront/2026/03/01/E1.2026-03-01-12.aaaa.gz";
    const fields =
      "#Fields: date time cs-method cs-uri-stem sc-status x-edge-request-id cs(User-Agent) cs(Referer) c-ip";
    const toRequest = (id: number) =>
      [
        "2026-03-01",
        "12:00:00",
        "GET",
        "/c/shop0001.js",
        "200",
        `req${id}`,
        "UA",
        "https://shop.example/",
        "192.0.2.7",
      ].join("\t");
    await add(key, ["#Version: 1.0", fields, ...[1, 2, 3, 4, 5, 6, 7].map(toRequest)]);
    let notes = 0;
    const failing: RelationalStore = {
      ...parts.store,
      transaction: (unit) => {
        notes += 1;
        return notes > 2 ? Promise.reject(new StorageUnavailableError("gone")) : parts.store.transaction(unit);
      },
    };
    await expect(createCdnIngest({ ...parts, store: failing }).run()).rejects.toThrow("gone");
    const before = batches.size;
    expect(before).toBe(2);
    await createCdnIngest(parts).run();
    expect(readIds()).toEqual([1, 2, 3, 4, 5, 6, 7].map((id) => `req${id}`));
    expect([...batches.keys()]).toEqual([`${key}#1-5`, `${key}#6-8`, `${key}#9-9`]);
  });

  test("a batch that was loaded, was not noted, and is cut otherwise the next time loses no line", async () => {
    const { parts, add, readIds } = await open();
    await add(
      BUNNY,
      [1, 2, 3, 4, 5, 6, 7].map((id) => toLine(id)),
    );
    const { markLines } = parts.store.repositories.cdn;
    const cdn = {
      ...parts.store.repositories.cdn,
      markLines: () => {
        throw new StorageUnavailableError("gone");
      },
    };
    const broken = {
      ...parts.store,
      repositories: { ...parts.store.repositories, cdn: { ...cdn, markLines: cdn.markLines as typeof markLines } },
    };
    await expect(createCdnIngest({ ...parts, store: broken }).run()).rejects.toThrow("gone");
    await createCdnIngest({ ...parts, batchRows: 5 }).run();
    expect(readIds()).toHaveLength(7);
  });

  test("whatever fails, before it is done or after, everything is loaded in the end", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom("before", "after", undefined), { maxLength: 30 }),
        fc.array(fc.nat(20), { minLength: 1, maxLength: 25 }),
        async (faults, ids) => {
          const { parts, add, readIds } = await open();
          await add(
            BUNNY,
            ids.map((id) => toLine(id)),
          );
          await add(
            "bunny/11/2026/03/01/000000000025.log.gz",
            ids.slice(0, 5).map((id) => toLine(id)),
          );
          const flaky = async <Answer>(call: () => Promise<Answer>): Promise<Answer> => {
            const when = faults.shift();
            if (when === "before") throw new StorageUnavailableError("failed before");
            const answer = await call();
            if (when === "after") throw new StorageUnavailableError("timed out after success");
            return answer;
          };
          const broken: CdnIngestParts = {
            ...parts,
            store: { ...parts.store, transaction: (unit) => flaky(() => parts.store.transaction(unit)) },
            objects: { ...parts.objects, get: (key) => flaky(() => parts.objects.get(key)) },
            analytics: {
              ...parts.analytics,
              loadSessions: (key, rows) => flaky(() => parts.analytics.loadSessions(key, rows)),
            },
          };
          for (let run = 0; run < 40; run += 1)
            await createCdnIngest(broken)
              .run()
              .catch(() => "failed");
          expect(readIds()).toEqual([...new Set(ids)].map((id) => `req${id}`).sort());
          expect(await parts.store.read(() => parts.store.repositories.cdn.countFiles())).toEqual({
            pending: 0,
            failed: 0,
          });
        },
      ),
      { numRuns: 25 },
    );
  }, 60_000);

  test("a file that cannot be read is given up after ten attempts, and holds up no other", async () => {
    const { parts, add, readIds } = await open();
    await parts.objects.put("bunny/11/2026/02/28/0.log.gz", Buffer.from([0x1f, 0x8b, 1, 2, 3]));
    await parts.store.transaction(() => parts.store.repositories.cdn.registerFile("bunny/11/2026/02/28/0.log.gz", 1));
    await add(BUNNY, [toLine(1)]);
    const task = createCdnIngest(parts);
    for (let attempt = 0; attempt < 10; attempt += 1) await expect(task.run()).rejects.toThrow();
    expect(readIds()).toEqual(["req1"]);
    expect(await parts.store.read(() => parts.store.repositories.cdn.countFiles())).toEqual({ pending: 0, failed: 1 });
    expect(await task.run()).toBe("idle");
  });

  test("is shared by processes, a file each, and what a dead one had claimed is taken over when its time is over", async () => {
    const clock = { nowMs: AT_MS };
    const { parts, add, batches, readIds } = await open({ now: () => clock.nowMs });
    const { cdn } = parts.store.repositories;
    for (const id of [1, 2, 3]) await add(`bunny/11/2026/03/01/00000000000${id}.log.gz`, [toLine(id)]);
    const dead = { holder: "dead", atMs: AT_MS, untilMs: AT_MS + 60_000 };
    await parts.store.transaction(() => cdn.claimFile("bunny/11/2026/03/01/000000000001.log.gz", dead));
    const tasks = ["one", "two"].map((holder) => createCdnIngest({ ...parts, holder }));
    await Promise.all(tasks.map((task) => task.run()));
    expect(readIds()).toEqual(["req2", "req3"]);
    expect(batches.size).toBe(2);
    clock.nowMs += 60_000;
    await Promise.all(tasks.map((task) => task.run()));
    expect(readIds()).toEqual(["req1", "req2", "req3"]);
    expect(await parts.store.read(() => cdn.countFiles())).toEqual({ pending: 0, failed: 0 });
  });

  test("renews its claim with every batch, and one that comes too late does no harm to who took over", async () => {
    const clock = { nowMs: AT_MS };
    const { parts, add, batches, readIds } = await open({ now: () => clock.nowMs });
    const ids = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
    await add(
      BUNNY,
      ids.map((id) => toLine(id)),
    );
    const loads: string[] = [];
    const next = createCdnIngest({ ...parts, holder: "next" });
    const beforeLoad = async (number: number): Promise<void> => {
      // Every batch takes most of the claim; the third more than all of it.
      clock.nowMs += number === 3 ? 60_000 : 50_000;
      expect(await next.run()).toBe(number === 3 ? "done" : "idle");
    };
    const slow = createCdnIngest({
      ...parts,
      analytics: {
        ...parts.analytics,
        loadSessions: async (key, rows) => {
          await beforeLoad(loads.push(key));
          return parts.analytics.loadSessions(key, rows);
        },
      },
    });
    expect(await slow.run()).toBe("idle");
    // It ends with the batch that it had in hand, which is known by then.
    expect(loads).toEqual([`${BUNNY}#1-3`, `${BUNNY}#4-6`, `${BUNNY}#7-9`]);
    expect([...batches.keys()]).toEqual([...loads, `${BUNNY}#10-10`]);
    expect(readIds()).toHaveLength(10);
    const file = await parts.store.read(() => parts.store.repositories.cdn.findFile(BUNNY));
    expect(file).toMatchObject({ state: "loaded", linesDone: 10, attempts: 0 });
  });

  test("ends between two batches when it is told to, and another goes on there at once", async () => {
    const { parts, add, batches, readIds } = await open();
    const ids = [1, 2, 3, 4, 5, 6, 7];
    await add(
      BUNNY,
      ids.map((id) => toLine(id)),
    );
    const stopping = new AbortController();
    const analytics: AnalyticsStore = {
      ...parts.analytics,
      loadSessions: (key, rows) => {
        stopping.abort();
        return parts.analytics.loadSessions(key, rows);
      },
    };
    expect(await createCdnIngest({ ...parts, analytics }).run(stopping.signal)).toBe("idle");
    expect([...batches.keys()]).toEqual([`${BUNNY}#1-3`]);
    await createCdnIngest({ ...parts, holder: "next" }).run();
    expect([...batches.keys()]).toEqual([`${BUNNY}#1-3`, `${BUNNY}#4-6`, `${BUNNY}#7-7`]);
    expect(readIds()).toHaveLength(7);
  });
});
