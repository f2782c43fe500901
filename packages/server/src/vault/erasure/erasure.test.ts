import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readConfig } from "../../config.ts";
import { createAgentReader } from "../../consent/agent.ts";
import { eraseUnit } from "../../consent/subject-erase.ts";
import { createLog } from "../../http/log.ts";
import { createMetrics } from "../../http/metrics.ts";
import { closeStores, openStores, type Stores } from "../../open-stores.ts";
import { createRandomSource } from "../../random.ts";
import { createEventRow, createTenantRow } from "../../storage/contract/rows.ts";
import type { Retention } from "../../storage/ports.ts";
import { createObjectIngest } from "../ingest/consent-clickhouse-ingest.ts";
import { createOutboxIngest } from "../ingest/consent-outbox-ingest.ts";
import { createQueueIngest } from "../ingest/consent-sqs-ingest.ts";
import type { ConsentMessage } from "../parsers/consent-message.ts";
import { checkErasures, createEraseStatistics } from "./erase-statistics.ts";
import { createExpireStatistics } from "./expire-statistics.ts";
import { createRemoveBronze } from "./remove-bronze.ts";
import { readTombstoneKey } from "./tombstones.ts";

const NOON_MS = Date.parse("2026-03-01T12:00:00Z");
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const ERASED = "dev_erased01";

let directory: string;
let stores: Stores;
let nowMs = NOON_MS;
const open = () => openStores(readConfig({ COOKIEHUB_DATA_DIR: directory }), () => nowMs);

beforeEach(async () => {
  nowMs = NOON_MS;
  directory = await mkdtemp(join(tmpdir(), "cookiehub-erasure-"));
  stores = await open();
});
afterEach(async () => {
  await closeStores(stores);
  await rm(directory, { recursive: true, force: true });
});

let messages = 0;
function toMessage(userToken = ERASED, code = "demo0001"): string {
  const message: ConsentMessage = {
    v: 3,
    received_at: new Date(nowMs).toISOString(),
    location: null,
    agent: { browser: "", os: "", device: "other" },
    required: [],
    event: {
      ...{ event_type: "impression", event_id: `evt_${String(++messages).padStart(8, "0")}` },
      ...{ user_token: userToken, code },
    },
  };
  return JSON.stringify(message);
}

const decide = (message: string) =>
  stores.relational.transaction(() => stores.relational.repositories.outbox.add(message));

async function ingest(): Promise<void> {
  const { relational: store, queue, objects, analytics } = stores;
  const toBronze = { objects, store, batchSize: 100, flushAgeMs: 0, now: () => nowMs, onObject: () => {} };
  const tasks = [
    createOutboxIngest(toBronze),
    createQueueIngest({ ...toBronze, queue, source: "" }),
    createObjectIngest({
      ...{ store, objects, analytics, now: () => nowMs },
      log: createLog("silent").log,
      metrics: createMetrics({ isProcessIncluded: false }),
      readAgent: createAgentReader(),
      findDomainCode: async () => undefined,
    }),
  ];
  for (const task of tasks) while ((await task.run()) === "done");
}

const erase = (deviceId = ERASED) =>
  stores.relational.transaction(() =>
    eraseUnit(
      { repositories: stores.relational.repositories, now: () => nowMs, random: createRandomSource() },
      { tenant: createTenantRow({ tenantId: "demo", code: "demo0001" }), filter: { deviceId }, keyId: "key_1" },
    ),
  );

async function createErasing(analytics: Pick<Stores["analytics"], "eraseUsers"> = stores.analytics) {
  const { relational: store } = stores;
  const tombstoneKey = await readTombstoneKey(store, createRandomSource());
  return createEraseStatistics({ log: createLog("silent").log, store, analytics, tombstoneKey, now: () => nowMs });
}

async function count(code = "demo0001"): Promise<number> {
  const days = await stores.analytics.ask("consentFunnel", { codes: [code], from: "2026-03-01", to: "2026-03-02" });
  return days.reduce((sum, { impressions }) => sum + impressions, 0);
}

const listErasures = () => stores.relational.read(() => stores.relational.repositories.erasures.list("", 10));

describe("an erasure", () => {
  test("reaches what is counted, and what waits in outbox and queue; who returns counts again, and so does everybody else", async () => {
    for (const message of [toMessage(), toMessage("dev_other001"), toMessage(ERASED, "demo0002")])
      await decide(message);
    await ingest();
    await decide(toMessage());
    await stores.queue.send([toMessage(), toMessage("dev_other001")]);
    nowMs += 1000;
    expect((await erase()).answer.statistics).toBe("pending");
    nowMs += 1000;
    await decide(toMessage());
    await (await createErasing()).run();
    await ingest();
    expect([await count(), await count("demo0002")]).toEqual([3, 1]);
  });

  test("is carried out once more when every load has ended that may have passed it by, and then its token is nowhere", async () => {
    await erase();
    const task = await createErasing();
    await task.run();
    nowMs += HOUR_MS - 1;
    await task.run();
    expect(await listErasures()).toMatchObject([{ userToken: ERASED, runs: 1 }]);
    nowMs += 1;
    await task.run();
    const [done, ...more] = await listErasures();
    expect(more).toEqual([]);
    expect(done).toMatchObject({ userToken: null, runs: 2, dueAtMs: null });
    const audited = await stores.relational.read(() => stores.relational.repositories.outbox.take(10));
    expect(JSON.stringify([done, audited])).not.toContain(ERASED);
  });

  test("is carried out however often a step fails, before it is done or after", async () => {
    await decide(toMessage());
    await decide(toMessage("dev_other001"));
    await ingest();
    await erase();
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom("before", "after", "no"), { maxLength: 6 }), async (faults) => {
        const left = [...faults];
        const task = await createErasing({
          eraseUsers: async (users) => {
            const fault = left.shift();
            if (fault === "before") throw new Error("before");
            await stores.analytics.eraseUsers(users);
            if (fault === "after") throw new Error("after");
          },
        });
        for (let tries = 0; tries <= faults.length; tries++) await task.run().catch(() => {});
        expect(await count()).toBe(1);
        expect(await listErasures()).toMatchObject([{ runs: 1 }]);
      }),
      { numRuns: 10 },
    );
  });

  test("holds for statistics that are made anew from bronze", async () => {
    await erase();
    await (await createErasing()).run();
    await closeStores(stores);
    for (const end of ["", "-wal", "-shm"]) await rm(join(directory, `analytics.sqlite${end}`), { force: true });
    stores = await open();
    const row = createEventRow("e", { code: "demo0001", userToken: ERASED, receivedAtMs: nowMs });
    expect(await stores.analytics.load("1", [row, { ...row, eventId: "f", receivedAtMs: nowMs + 1 }])).toEqual({
      ...{ inserted: 1, duplicates: 1 },
    });
  });

  test("that waits for over a day is somebody's trouble", async () => {
    const { relational: store } = stores;
    await checkErasures(store, nowMs);
    await erase();
    await checkErasures(store, nowMs + DAY_MS);
    await expect(checkErasures(store, nowMs + DAY_MS + 1)).rejects.toThrow("1 erasures wait");
    await (await createErasing()).run();
    // The run that makes sure, an hour later, is owed as much.
    const dueMs = nowMs + 3_600_000;
    await checkErasures(store, dueMs + DAY_MS);
    await expect(checkErasures(store, dueMs + DAY_MS + 1)).rejects.toThrow("1 erasures wait");
  });
});

describe("expire-statistics", () => {
  test("asks once a day, each tenant by its own rule, and again where a run was broken off", async () => {
    const { relational: store } = stores;
    const tenants = [
      ["shop", "shop0001", { consent_event_days: 100 }],
      ["bank", "bank0001", { session_days: 7 }],
      ["zoo", "zoo00001", undefined],
    ] as const;
    for (const [tenantId, code, retention] of tenants) {
      const row = createTenantRow({ tenantId, code });
      await store.transaction(() => store.repositories.tenants.put({ ...row, config: { ...row.config, retention } }));
    }
    const asked: Retention[] = [];
    const answers: (() => boolean)[] = [];
    const analytics = {
      expire: async (retention: Retention) => {
        asked.push(retention);
        return answers.shift()?.() ?? true;
      },
    };
    const settings = { sessionDays: 90, consentEventDays: 395 };
    const task = createExpireStatistics({ store, analytics, settings, now: () => nowMs });
    await task.run();
    await task.run();
    expect(asked).toEqual([
      { rows: "sessions", firstDay: "2025-12-01", others: [{ code: "bank0001", firstDay: "2026-02-22" }] },
      { rows: "consent_events", firstDay: "2025-01-30", others: [{ code: "shop0001", firstDay: "2025-11-21" }] },
    ]);
    nowMs += DAY_MS;
    answers.push(() => {
      throw new Error("away");
    });
    await expect(task.run()).rejects.toThrow("away");
    answers.push(() => false);
    await task.run();
    await task.run();
    expect(asked.slice(2).map(({ rows }) => rows)).toEqual(["sessions", "sessions", "sessions", "consent_events"]);
  });
});

describe("remove-bronze", () => {
  const settings = { bronzeCdnDays: 14, bronzeConsentDays: 100 };
  const listKeys = async () => {
    const keys: string[] = [];
    for await (const key of stores.objects.list("")) keys.push(key);
    return keys;
  };

  async function fill(): Promise<void> {
    const { relational: store, objects } = stores;
    const { ingest: ledger, cdn } = store.repositories;
    const events = ["consent/2026/03/01/1.ndjson.gz", "consent/2026/03/01/waits.ndjson.gz"];
    const files = ["bunny/7/2026/03/01/1.log.gz", "cloudfront/2026/03/01/E.gz", "cloudfront/2026/03/01/waits.gz"];
    const rejected = [
      ...["rejected/consent/2026/03/01/1.ndjson.part-0.ndjson", "rejected/consent/2026/03/01/10.ndjson.part-0.ndjson"],
      "rejected/cloudfront/2026/03/01/E/1-9.ndjson",
    ];
    for (const key of [...events, ...files, ...rejected, "log/tile/0"]) await objects.put(key, Buffer.from("x"));
    for (const key of [...events, "log/tile/0"]) await store.transaction(() => ledger.register(key, nowMs));
    for (const key of files) await store.transaction(() => cdn.registerFile(key, nowMs));
    for (const key of [...events, "log/tile/0"].filter((one) => !one.includes("waits")))
      await store.transaction(() => ledger.markLoaded(key, nowMs));
    for (const key of files.filter((one) => !one.includes("waits")))
      await store.transaction(() => cdn.markLoaded(key, nowMs));
  }

  test("takes loaded objects after their time, each kind its own, with what was rejected of them, and nothing else", async () => {
    await fill();
    const { relational: store, objects } = stores;
    const task = createRemoveBronze({ store, objects, settings, now: () => nowMs });
    nowMs += 14 * DAY_MS;
    await task.run();
    expect(await listKeys()).toHaveLength(9);
    nowMs += 1;
    await task.run();
    const events = ["consent/2026/03/01/1.ndjson.gz", "consent/2026/03/01/waits.ndjson.gz"];
    const rejected = [
      ...["rejected/consent/2026/03/01/1.ndjson.part-0.ndjson", "rejected/consent/2026/03/01/10.ndjson.part-0.ndjson"],
    ];
    expect(await listKeys()).toEqual(["cloudfront/2026/03/01/waits.gz", ...events, "log/tile/0", ...rejected]);
    nowMs += 100 * DAY_MS;
    await task.run();
    expect(await listKeys()).toEqual([
      ...["cloudfront/2026/03/01/waits.gz", "consent/2026/03/01/waits.ndjson.gz", "log/tile/0"],
      "rejected/consent/2026/03/01/10.ndjson.part-0.ndjson",
    ]);
  });

  test("goes on where a removal failed, and removes nothing where it is kept for good", async () => {
    await fill();
    const { relational: store, objects } = stores;
    const now = () => nowMs + 1000 * DAY_MS;
    await createRemoveBronze({ store, objects, settings: { bronzeCdnDays: 0, bronzeConsentDays: 0 }, now }).run();
    expect(await listKeys()).toHaveLength(9);
    let calls = 0;
    const flaky = {
      list: objects.list,
      remove: async (key: string) => {
        if (++calls % 2 === 1) throw new Error("away");
        await objects.remove(key);
        if (calls % 4 === 0) throw new Error("no answer");
      },
    };
    const task = createRemoveBronze({ store, objects: flaky, settings, now });
    for (let tries = 0; tries < 20; tries++) await task.run().catch(() => {});
    expect(await listKeys()).toHaveLength(4);
    expect(await store.read(() => store.repositories.ingest.loadedBefore(now(), 9))).toEqual([]);
    expect(await store.read(() => store.repositories.cdn.loadedFilesBefore(now(), 9))).toEqual([]);
  });
});
