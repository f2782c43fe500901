import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { createModelAnalytics } from "../../../test/model-analytics.ts";
import { unpackExport } from "../../../test/unpack-archive.ts";
import { createLog } from "../../http/log.ts";
import { createRandomSource } from "../../random.ts";
import { createEventRow } from "../../storage/contract/rows.ts";
import { createTestFolder } from "../../storage/contract/test-folder.ts";
import { createFileObjects } from "../../storage/objects/filesystem.ts";
import type { AnalyticsStore, ExportDay, ExportRow, ObjectStore, RelationalStore } from "../../storage/ports.ts";
import { createSqliteRelational } from "../../storage/relational/sqlite.ts";
import { createExportService } from "./service.ts";
import { createExportWorker } from "./worker.ts";

const START_MS = Date.parse("2026-03-10T00:00:00Z");
const LEASE_MS = 120_000;
const KEPT_MS = 7 * 86_400_000;
const WISH = { code: "shop0001", from: "2026-03-01", to: "2026-03-03", format: "csv" } as const;
const FILES = ["shop0001-2026-03-01.csv", "shop0001-2026-03-02.csv", "shop0001-2026-03-03.csv"];
const log = createLog("silent").log;

interface Parts {
  readonly store: RelationalStore;
  readonly objects: ObjectStore;
  readonly analytics: AnalyticsStore;
}

async function open() {
  const folder = createTestFolder();
  mkdirSync(join(folder, "objects"));
  const store = await createSqliteRelational({ file: join(folder, "store.sqlite") });
  onTestFinished(() => store.close());
  const objects = await createFileObjects({ directory: join(folder, "objects") });
  const analytics = createModelAnalytics();
  // On the first day and the last one: the day between has no events.
  await analytics.load("1", [
    createEventRow("evt_1"),
    createEventRow("evt_2", { path: '/a"b' }),
    createEventRow("evt_3", { receivedAtMs: Date.parse("2026-03-03T23:59:59.999Z") }),
    createEventRow("evt_4", { code: "other001" }),
    createEventRow("evt_5", { receivedAtMs: Date.parse("2026-03-04T00:00:00Z") }),
  ]);
  const clock = { nowMs: START_MS };
  const parts: Parts = { store, objects, analytics };
  const service = createExportService({
    ...{ store, objects, log, now: () => clock.nowMs, random: createRandomSource(), onJob: () => {} },
  });
  const beats: (() => void)[] = [];
  return {
    ...parts,
    clock,
    service,
    beats,
    request: async () => (await service.request("key_1", WISH)).export_id,
    createWorker: (changed: Partial<Parts> = {}) =>
      createExportWorker({
        ...{ ...parts, ...changed, now: () => clock.nowMs },
        everyBeat: (beat) => {
          beats.push(beat);
          return () => beats.splice(beats.indexOf(beat), 1);
        },
      }),
    find: async (exportId: string) => (await store.read(() => store.repositories.exports.find(exportId))) as ExportRow,
  };
}

async function listAll(objects: ObjectStore): Promise<string[]> {
  const keys: string[] = [];
  for await (const key of objects.list("")) keys.push(key);
  return keys;
}

async function expectWhole(objects: ObjectStore, { exportId, archiveKey, byteCount, rowCount }: ExportRow) {
  const body = (await objects.get(archiveKey ?? "none")) ?? new Uint8Array();
  expect(body.byteLength).toBe(byteCount);
  const { manifest, files } = await unpackExport(body);
  expect([...files.keys()]).toEqual(FILES);
  expect(manifest).toMatchObject({ export_id: exportId, ...WISH, row_count: 3 });
  expect(manifest.files.map((file) => file.row_count)).toEqual([2, 0, 1]);
  expect(rowCount).toBe(3);
  // A day without events is a file with its heading alone.
  expect(files.get(FILES[1] ?? "")).toBe(`${manifest.columns.join(",")}\r\n`);
  expect(files.get(FILES[0] ?? "")?.split("\r\n")[2]).toContain('"/a""b"');
  return files;
}

/** The same, through an engine that writes a day into the objects by itself. */
function createEngine(objects: ObjectStore, analytics: AnalyticsStore): AnalyticsStore {
  return {
    ...analytics,
    exportDayTo: async (asked: ExportDay, key: string) => {
      let rows = 0;
      const bytes: Uint8Array[] = [];
      for await (const piece of analytics.exportDay(asked)) {
        rows += piece.rows;
        bytes.push(piece.bytes);
      }
      await objects.put(key, Buffer.concat(bytes));
      return { rows };
    },
  };
}

describe("the worker of exports", () => {
  test("makes one file a day and a manifest that tells the truth of each, and then has nothing to do", async () => {
    const { request, createWorker, find, objects } = await open();
    const id = await request();
    const worker = createWorker();
    expect([await worker.run(), await worker.run()]).toEqual(["done", "idle"]);
    const job = await find(id);
    expect(job).toMatchObject({ status: 4, attempts: 1, finishedAtMs: START_MS, expiresAtMs: START_MS + KEPT_MS });
    await expectWhole(objects, job);
    expect(await listAll(objects)).toEqual([job.archiveKey]);
  });

  test("lets an engine that can write the days itself, with the same archive, and leaves none of them behind", async () => {
    const { request, createWorker, find, objects, analytics } = await open();
    const ids = [await request()];
    await createWorker().run();
    ids.push(await request());
    await createWorker({ analytics: createEngine(objects, analytics) }).run();
    const [own, engine] = await Promise.all(ids.map(find));
    if (!own || !engine) throw new Error("no jobs");
    expect(await expectWhole(objects, engine)).toEqual(await expectWhole(objects, own));
    expect(await listAll(objects)).toEqual([own.archiveKey, engine.archiveKey].sort());
  });

  test("of many workers one does a job, and several jobs are done once each", async () => {
    const { service, createWorker, find, objects } = await open();
    const days = ["2026-03-01", "2026-03-02", "2026-03-03"];
    const ids = await Promise.all(
      days.map(async (from) => (await service.request("key_1", { ...WISH, from })).export_id),
    );
    await Promise.all(Array.from({ length: 6 }, () => createWorker().run()));
    for (const job of await Promise.all(ids.map(find))) expect(job).toMatchObject({ status: 4, claims: 1 });
    expect(await listAll(objects)).toHaveLength(3);
  });

  test("tries three times with growing pauses, says why, and then gives the job up", async () => {
    const { request, createWorker, find, clock, objects, analytics } = await open();
    const id = await request();
    const broken: AnalyticsStore = {
      ...analytics,
      exportDay: async function* () {
        yield { bytes: Buffer.from("half"), rows: 1 };
        throw new Error("no\0disk");
      },
    };
    for (const [attempt, pauseMs] of [60_000, 300_000, 0].entries()) {
      await expect(createWorker({ analytics: broken }).run()).rejects.toThrow("disk");
      expect(await find(id)).toMatchObject({
        attempts: attempt + 1,
        lastError: "nodisk",
        status: attempt === 2 ? 9 : 0,
      });
      clock.nowMs += Math.max(0, pauseMs - 1);
      expect(await createWorker().run()).toBe("idle");
      clock.nowMs += 1;
    }
    expect(await listAll(objects)).toEqual([]);
    clock.nowMs += KEPT_MS;
    expect(await createWorker().run()).toBe("done");
    expect(await createWorker().run()).toBe("idle");
  });

  test("gives a job back that it has to leave, and that does not count against it", async () => {
    const { request, createWorker, find, objects, analytics } = await open();
    const id = await request();
    const stopping = new AbortController();
    const slow: AnalyticsStore = {
      ...analytics,
      exportDay: async function* (asked, signal) {
        stopping.abort(new Error("SIGTERM"));
        yield* analytics.exportDay(asked, signal);
      },
    };
    await createWorker({ analytics: slow }).run(stopping.signal);
    expect(await find(id)).toMatchObject({ status: 0, attempts: 0, claims: 1 });
    await createWorker().run();
    await expectWhole(objects, await find(id));
  });

  test("keeps its lease while it works, and stops when another has taken the job over", async () => {
    const { request, createWorker, find, clock, objects, beats, analytics } = await open();
    const id = await request();
    const slow: AnalyticsStore = {
      ...analytics,
      exportDay: async function* (asked, signal) {
        clock.nowMs += LEASE_MS - 1;
        for (const beat of beats) beat();
        await new Promise(setImmediate);
        yield* analytics.exportDay(asked, signal);
      },
    };
    await createWorker({ analytics: slow }).run();
    expect(await find(id)).toMatchObject({ status: 4, claims: 1 });

    const second = await request();
    let isTaken = false;
    const overtaken: AnalyticsStore = {
      ...analytics,
      exportDay: async function* (asked, signal) {
        const own = beats.slice();
        if (!isTaken) {
          isTaken = true;
          clock.nowMs += LEASE_MS;
          await createWorker().run();
          for (const beat of own) beat();
          await new Promise(setImmediate);
        }
        yield* analytics.exportDay(asked, signal);
      },
    };
    await expect(createWorker({ analytics: overtaken }).run()).rejects.toThrow("taken the export over");
    const job = await find(second);
    expect(job).toMatchObject({ status: 4, claims: 2, archiveKey: `exports/${second}/2.zip`, lastError: null });
    await expectWhole(objects, job);
  });

  test("ends what has expired, whatever attempt left it, and nothing else", async () => {
    const { request, createWorker, find, clock, objects } = await open();
    const id = await request();
    await createWorker().run();
    clock.nowMs += 1000;
    await request();
    await createWorker().run();
    await objects.put(`exports/${id}/9.zip`, Buffer.from("of a worker that died"));
    await objects.put("consent/1", Buffer.from("bronze"));
    clock.nowMs = START_MS + KEPT_MS;
    await createWorker().run();
    expect((await listAll(objects)).filter((key) => key.includes(id))).toEqual([]);
    expect(await listAll(objects)).toHaveLength(2);
    expect(await find(id)).toMatchObject({ status: 4 });
  });
});

describe("whatever happens between two steps", () => {
  /** Counts the calls to the outside, and lets one of them go wrong. */
  function interfere(parts: Parts, at: number, when: "before" | "after", mode: "dies" | "fails") {
    const steps = { count: 0, isDead: false };
    const step = async <Answer>(work: () => Promise<Answer>): Promise<Answer> => {
      const isHere = steps.count++ === at;
      if (steps.isDead || (isHere && when === "before")) {
        steps.isDead = mode === "dies";
        throw new Error("interrupted");
      }
      const answer = await work();
      if (!isHere) return answer;
      steps.isDead = mode === "dies";
      throw new Error("interrupted");
    };
    const { store, objects, analytics } = parts;
    const changed: Parts = {
      store: {
        ...store,
        transaction: (unit) => step(() => store.transaction(unit)),
        read: (unit) => step(() => store.read(unit)),
      },
      objects: {
        ...objects,
        putStream: (key, body) => step(() => objects.putStream(key, body)),
        getStream: (key) => step(() => objects.getStream(key)),
        remove: (key) => step(() => objects.remove(key)),
      },
      analytics: {
        ...analytics,
        exportDay: async function* (asked, signal) {
          for await (const piece of analytics.exportDay(asked, signal)) yield await step(async () => piece);
        },
        ...(analytics.exportDayTo && {
          exportDayTo: (asked: ExportDay, key: string) =>
            step(async () => (await analytics.exportDayTo?.(asked, key)) ?? { rows: 0 }),
        }),
      },
    };
    return { changed, steps };
  }

  test.each([
    ["dies", "before", false],
    ["dies", "after", false],
    ["dies", "before", true],
    ["dies", "after", true],
    ["fails", "before", false],
    ["fails", "after", false],
    ["fails", "after", true],
  ] as const)(
    "the job is ready once and whole, where a worker %s %s a step (the engine writes: %s)",
    async (mode, when, isEngine) => {
      let reached = 0;
      for (let at = 0; ; at++) {
        const { store, objects, analytics, clock, request, createWorker, find } = await open();
        const id = await request();
        const real: Parts = { store, objects, analytics: isEngine ? createEngine(objects, analytics) : analytics };
        const { changed, steps } = interfere(real, at, when, mode);
        const worker = createWorker(changed);
        await worker.run().catch(() => {});
        // Another one takes over once the lease, or the pause, is over; there is none to wait for where the job is ready.
        for (let turn = 0; turn < 4; turn++) {
          clock.nowMs += LEASE_MS;
          await createWorker({ analytics: real.analytics }).run();
        }
        const job = await find(id);
        expect([at, job.status]).toEqual([at, 4]);
        await expectWhole(objects, job);
        clock.nowMs += KEPT_MS;
        await createWorker().run();
        expect(await listAll(objects)).toEqual([]);
        if (steps.count <= at) break;
        reached = at + 1;
      }
      // Claim, six or more pieces of three days, the archive, the end.
      expect(reached).toBeGreaterThan(5);
    },
  );
});
