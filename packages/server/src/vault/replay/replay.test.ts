import { readFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { createReplayWorld, toLogLine, toMessage } from "../../../test/replay-world.ts";
import { createSqliteAnalytics } from "../../storage/analytics/sqlite.ts";
import { createEventRow, createSessionRow } from "../../storage/contract/rows.ts";
import { createTestFolder } from "../../storage/contract/test-folder.ts";
import { StorageUnavailableError } from "../../storage/errors.ts";
import type { AnalyticsStore } from "../../storage/ports.ts";
import { toQueuedLine } from "../parsers/queued-message.ts";

const DAY = "2026-03-01";
const DAY_MS = Date.parse(DAY);
const OF_DAY = { period: { from: DAY, to: DAY } };
const ASKED = { codes: ["shop0001"], from: "2026-01-01", to: "2026-12-31" };

async function createStore(): Promise<AnalyticsStore> {
  const store = await createSqliteAnalytics({ file: path.join(createTestFolder(), "analytics.sqlite") });
  onTestFinished(() => store.close());
  return store;
}

/** A world whose statistics are lost after everything was loaded. */
async function createWorld() {
  const world = await createReplayWorld(await createStore());
  return Object.assign(world, {
    async loseAll() {
      const store = await createStore();
      world.use(store);
      return store;
    },
  });
}

const at = (id: string, atMs: number, code = "shop0001") => toMessage(createEventRow(id, { receivedAtMs: atMs, code }));
const countDays = async (store: AnalyticsStore) =>
  (await store.ask("consentFunnel", ASKED)).map(({ day, decisions }) => [day, decisions]);

describe("the objects that are read", () => {
  test("are those that may hold an event of the days: also what was taken long after, or waited long with an early one", async () => {
    const world = await createWorld();
    const told = (time: string) =>
      JSON.stringify({ event_type: "decision", user_token: "dev_12345678", code: "shop0001", time });
    // Taken a year later; and a batch that is named after a message of long before.
    await world.addMessages(
      [toQueuedLine(told(`${DAY}T12:00:00Z`), DAY_MS + 300 * 86_400_000)],
      DAY_MS + 300 * 86_400_000,
    );
    await world.addMessages(
      [at("old", DAY_MS - 40 * 86_400_000), at("new", DAY_MS + 1)],
      DAY_MS - 40 * 86_400_000,
      "eu",
    );
    await world.addMessages([at("other", DAY_MS - 86_400_000)], DAY_MS - 86_400_000);
    await world.load();
    const store = await world.loseAll();
    const report = await world.replay(OF_DAY);
    expect(report).toMatchObject({ objectsRead: 3, days: [{ day: DAY, kind: "events", rows: 2, added: 2 }] });
    expect(await countDays(store)).toEqual([[DAY, 2]]);
  });

  test("are not those of former days that were registered before", async () => {
    const world = await createWorld();
    await world.addMessages([at("old", DAY_MS)], DAY_MS);
    await world.load();
    // Registered in March: nothing of May can be in it.
    expect(await world.replay({ period: { from: "2026-05-01", to: "2026-05-02" } })).toMatchObject({ objectsRead: 0 });
  });

  test("are files of CDN logs of the days around, too", async () => {
    const world = await createWorld();
    for (const [index, day] of ["2026/02/28", "2026/03/01", "2026/03/03", "2026/03/20"].entries()) {
      const row = createSessionRow(`request-${index}`, { requestedAtMs: DAY_MS + index });
      await world.addLog(`bunny/7/${day}/0.log.gz`, [toLogLine(row)]);
    }
    await world.load();
    await world.loseAll();
    expect(await world.replay(OF_DAY)).toMatchObject({
      objectsRead: 3,
      days: [{ day: DAY, kind: "sessions", rows: 3, added: 3 }],
    });
  });

  test("are not those that the server has yet to load: these are left to it", async () => {
    const world = await createWorld();
    await world.addMessages([at("a", DAY_MS)], DAY_MS);
    await world.addLog("cloudfront/2026/03/01/E1.gz", ["#Version: 1.0"]);
    expect(await world.replay(OF_DAY)).toMatchObject({ objectsRead: 0, objectsWaiting: 2, days: [] });
  });

  test("are read though nobody registered them: a lost list of objects is no loss of objects", async () => {
    const world = await createWorld();
    const other = await createWorld();
    await world.addMessages([at("a", DAY_MS)], DAY_MS);
    for await (const key of world.objects.list("consent/")) {
      await other.objects.put(key, (await world.objects.get(key)) ?? new Uint8Array());
    }
    expect(await other.replay(OF_DAY)).toMatchObject({ objectsRead: 1, days: [{ added: 1 }] });
  });
});

describe("a replay", () => {
  test("loads the rows of the days, and of the tenant, that were asked for, and no others", async () => {
    const world = await createWorld();
    const times = [DAY_MS - 1, DAY_MS, DAY_MS + 86_399_999, DAY_MS + 86_400_000];
    const codes = ["shop0001", "shop0002"];
    const lines = codes.flatMap((code) => times.map((time, index) => at(`event-${index}`, time, code)));
    await world.addMessages(lines, DAY_MS - 1);
    await world.load();
    const store = await world.loseAll();
    expect((await world.replay({ ...OF_DAY, code: "shop0001" })).days).toMatchObject([{ day: DAY, rows: 2, added: 2 }]);
    expect(await countDays(store)).toEqual([[DAY, 2]]);
    expect(await store.ask("consentFunnel", { ...ASKED, codes: ["shop0002"] })).toEqual([]);
  });

  test("brings in what was refused because its domain was not known, and rows keep the ids that they would have had", async () => {
    const world = await createWorld();
    const v2 = JSON.stringify({ payload: { a: "decision", d: 7, u: "dev_12345678", s: {} } });
    const v3 = JSON.stringify({ event_type: "decision", user_token: "dev_12345678", code: "shop0001" });
    const key = await world.addMessages(
      [v3, v2].map((body) => toQueuedLine(body, DAY_MS)),
      DAY_MS,
      "aws",
    );
    await world.load();
    expect(await world.replay(OF_DAY)).toMatchObject({
      refused: 1,
      ofUnknownDomains: 1,
      days: [{ rows: 1, added: 0 }],
    });
    world.codes.set(7, "shop0001");
    expect(await world.replay(OF_DAY)).toMatchObject({ refused: 0, days: [{ rows: 2, added: 1 }] });
    expect(await world.replay(OF_DAY)).toMatchObject({ days: [{ rows: 2, added: 0 }] });
    const store = await world.loseAll();
    await world.replay(OF_DAY);
    const rows = await store.ask("rawUserEvents", { codes: ["shop0001"], userToken: "dev_12345678" });
    expect(rows.map((row) => [row.source, row.receivedAtMs])).toEqual([
      ["aws", DAY_MS],
      ["aws", DAY_MS],
    ]);
    expect(rows.map((row) => row.eventId)).toContain(
      world.events.find((object) => object.key === key)?.rows[0]?.eventId,
    );
  });

  test("loads what was given up, and lets it count as loaded when all of it was asked for", async () => {
    const world = await createWorld();
    const { ingest } = world.store.repositories;
    const key = await world.addMessages([at("a", DAY_MS), at("b", DAY_MS + 86_400_000)], DAY_MS);
    await world.store.transaction(() => ingest.markAttempt(key, "a parser's fault", 1));
    const readState = async () => (await world.store.read(() => ingest.find(key)))?.state;
    expect(await world.replay(OF_DAY)).toMatchObject({ days: [{ added: 1 }], objectsRestored: 0 });
    expect(await readState()).toBe("failed");
    expect(await world.replay({ isDryRun: true })).toMatchObject({ objectsRestored: 0 });
    expect(await world.replay()).toMatchObject({ days: [{ added: 0 }, { added: 1 }], objectsRestored: 1 });
    expect(await readState()).toBe("loaded");
  });

  test("names objects that cannot be read, and reads the others", async () => {
    const world = await createWorld();
    await world.objects.put("consent/2026/03/01/damaged.ndjson.gz", Buffer.from([0x1f, 0x8b, 8, 0, 1, 2, 3]));
    await world.objects.put("consent/nonsense", Buffer.from("{}"));
    await world.addMessages([at("a", DAY_MS)], DAY_MS);
    await world.load();
    await world.loseAll();
    const report = await world.replay(OF_DAY);
    expect(report).toMatchObject({ end: "whole", failedCount: 2, days: [{ added: 1 }] });
    expect(report.failed.map(({ key }) => key)).toEqual(["consent/nonsense", "consent/2026/03/01/damaged.ndjson.gz"]);
    expect(report.failed[0]?.reason).toContain("names no day");
  });
});

describe("a store that is away", () => {
  /** Statistics whose every call fails so many times first. */
  function createShaky(store: AnalyticsStore, failures: number): { shaky: AnalyticsStore; tries: () => number } {
    let left = failures;
    let tries = 0;
    const shake = async <Answer>(work: () => Promise<Answer>): Promise<Answer> => {
      tries += 1;
      if (left-- > 0) throw new StorageUnavailableError("away");
      return work();
    };
    const shaky: AnalyticsStore = {
      ...store,
      findMissing: (rows) => shake(() => store.findMissing(rows)),
      load: (key, rows, options) => shake(() => store.load(key, rows, options)),
      ping: () => shake(() => store.ping()),
    };
    return { shaky, tries: () => tries };
  }

  test("is asked again after growing pauses, and nothing is missing in the end", async () => {
    const world = await createWorld();
    await world.addMessages([at("a", DAY_MS)], DAY_MS);
    await world.load();
    const pauses: number[] = [];
    const { shaky } = createShaky(await world.loseAll(), 5);
    world.use(shaky);
    const report = await world.replay({ ...OF_DAY, pause: async (durationMs) => void pauses.push(durationMs) });
    expect(report).toMatchObject({ end: "whole", days: [{ added: 1 }] });
    expect(pauses).toEqual([1000, 2000, 4000, 8000, 16_000]);
  });

  test("for good ends the replay, which says so and can be started again", async () => {
    const world = await createWorld();
    await world.addMessages([at("a", DAY_MS)], DAY_MS);
    await world.load();
    const store = await world.loseAll();
    const { shaky, tries } = createShaky(store, 1000);
    world.use(shaky);
    expect(await world.replay(OF_DAY)).toMatchObject({ end: "store_away", reason: "away", settled: undefined });
    expect(tries()).toBe(9);
    world.use(store);
    expect(await world.replay(OF_DAY)).toMatchObject({ end: "whole", days: [{ added: 1 }] });
  });

  test("for the rows of one object alone is that object's fault, and it is named", async () => {
    const world = await createWorld();
    await world.addMessages([at("a", DAY_MS)], DAY_MS);
    await world.addMessages([at("b", DAY_MS + 1)], DAY_MS + 1);
    await world.load();
    const store = await world.loseAll();
    world.use({
      ...store,
      load: (key, rows, options) => {
        if (rows.some(({ eventId }) => eventId.startsWith("a"))) throw new StorageUnavailableError("too large");
        return store.load(key, rows, options);
      },
    });
    expect(await world.replay(OF_DAY)).toMatchObject({ end: "whole", failed: [{ reason: "too large" }] });
    expect(await countDays(store)).toEqual([[DAY, 1]]);
  });

  test("or whoever wants it to end, stops it between two parts", async () => {
    const world = await createWorld();
    await world.addMessages([at("a", DAY_MS)], DAY_MS);
    await world.addMessages([at("b", DAY_MS + 1)], DAY_MS + 1);
    await world.load();
    const store = await world.loseAll();
    const stopping = new AbortController();
    const report = await world.replay({
      ...{ ...OF_DAY, signal: stopping.signal },
      onProgress: ({ objectsDone }) => objectsDone === 1 && stopping.abort(),
    });
    expect(report).toMatchObject({ end: "stopped", objectsRead: 1, settled: undefined });
    expect(await countDays(store)).toEqual([[DAY, 1]]);
    expect(await world.replay(OF_DAY)).toMatchObject({ end: "whole", days: [{ rows: 2, added: 1 }] });
  });
});

test("rows are given in parts, whatever the size of an object, under keys that no other load has", async () => {
  const world = await createWorld();
  const lines = Array.from({ length: 25_000 }, (_, index) => at(`event-${index}`, DAY_MS + index));
  const key = await world.addMessages(lines, DAY_MS);
  await world.store.transaction(() => world.store.repositories.ingest.markLoaded(key, 1));
  const store = await world.loseAll();
  const sizes: number[] = [];
  world.use({
    ...store,
    load: (loadKey, rows, options) => {
      expect([loadKey, options]).toEqual([`replay/big/${key}#part-${sizes.length}`, { isReplay: true }]);
      sizes.push(rows.length);
      return store.load(loadKey, rows, options);
    },
  });
  expect((await world.replay({ ...OF_DAY, runId: "big" })).days).toMatchObject([{ rows: 25_000, added: 25_000 }]);
  expect(sizes).toEqual([10_000, 10_000, 5000]);
});

test("the messages of the test are what the server writes", async () => {
  const example = new URL("../../../../../docs/reference/consent-payloads/envelope.json", import.meta.url);
  const members = (text: string) => Object.keys(JSON.parse(text)).sort();
  expect(members(at("a", DAY_MS))).toEqual(members(await readFile(example, "utf8")));
});
