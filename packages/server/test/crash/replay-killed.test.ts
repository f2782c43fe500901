import { createHash } from "node:crypto";
import { readdir, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { readConfig } from "../../src/config.ts";
import { closeStores, openStatisticsStores, type StatisticsStores } from "../../src/open-stores.ts";
import { createEventRow } from "../../src/storage/contract/rows.ts";
import { createTestFolder } from "../../src/storage/contract/test-folder.ts";
import { toBronzeObject } from "../../src/vault/ingest/bronze-object.ts";
import { useClickHouse } from "../clickhouse/test-clickhouse.ts";
import { toMessage } from "../replay-world.ts";
import { runSettleProcess } from "../settle-process.ts";

const clickhouse = useClickHouse();
const OBJECTS = 60;
const EVENTS = 150;
const REPEATED = 15;
/** Two days in all. */
const APART_MS = 19_000;
const DAY_MS = Date.parse("2026-03-01");
const PERIOD = ["--replay", "--from", "2026-03-01", "--to", "2026-03-02"];
const ROUNDS = 4;

/** Bronze of two days in a data directory, marked as loaded. */
async function layOut(env: Record<string, string>): Promise<void> {
  await withStores(env, async ({ objects, relational: store }) => {
    const { ingest } = store.repositories;
    for (let number = 0; number < OBJECTS; number += 1) {
      // The last ones of the object before come again.
      const first = Math.max(0, number * EVENTS - REPEATED);
      const ids = Array.from({ length: (number + 1) * EVENTS - first }, (_, index) => first + index);
      const lines = ids.map((id) => toMessage(createEventRow(`event-${id}`, { receivedAtMs: DAY_MS + id * APART_MS })));
      const { key, body } = await toBronzeObject(lines, DAY_MS + number);
      await objects.put(key, body);
      await store.transaction(() => ingest.register(key, DAY_MS + 1));
      await store.transaction(() => ingest.markLoaded(key, DAY_MS + 1));
    }
  });
}

async function withStores<Answer>(
  env: Record<string, string>,
  work: (stores: StatisticsStores) => Promise<Answer>,
): Promise<Answer> {
  const stores = await openStatisticsStores(readConfig(env), Date.now);
  try {
    return await work(stores);
  } finally {
    await closeStores(stores);
  }
}

const countDecisions = (env: Record<string, string>) =>
  withStores(env, async ({ analytics }) => {
    const days = await analytics.ask("consentFunnel", { codes: ["shop0001"], from: "2026-02-28", to: "2026-03-09" });
    return Object.fromEntries(days.map(({ day, decisions }) => [day, decisions]));
  });

/** The plain computation: ids of the objects, once each, by their day. */
function countIds(): Record<string, number> {
  const days: Record<string, number> = {};
  for (let id = 0; id < OBJECTS * EVENTS; id += 1) {
    const day = new Date(DAY_MS + id * APART_MS).toISOString().slice(0, 10);
    days[day] = (days[day] ?? 0) + 1;
  }
  return days;
}

async function hashFiles(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  const hashes = await Promise.all(
    files.sort().map(
      async (file) =>
        [
          file,
          createHash("sha256")
            .update(await readFile(file))
            .digest("hex"),
        ] as const,
    ),
  );
  return Object.fromEntries(hashes);
}

test.each(["SQLite", "ClickHouse"])(
  "a replay on %s that is killed again and again gives the figures of the unique events in the end",
  async (engine) => {
    const directory = createTestFolder();
    const env: Record<string, string> = { COOKIEHUB_DATA_DIR: directory };
    const options = clickhouse.createOptions();
    if (engine === "ClickHouse")
      Object.assign(env, { CLICKHOUSE_URL: options.url, CLICKHOUSE_DATABASE: options.database });
    onTestFinished(() => rm(directory, { recursive: true, force: true }));
    await layOut(env);
    if (engine === "ClickHouse") {
      // All of it was there; the rows are gone, and their figures, tokens and memories are not.
      expect((await runSettleProcess(env, PERIOD)).code).toBe(0);
      await clickhouse.run(options.database, "TRUNCATE TABLE consent_events");
    }

    const before = await hashFiles(directory);
    const dry = await runSettleProcess(env, [...PERIOD, "--dry-run"]);
    expect(dry).toMatchObject({ code: 0, stdout: expect.stringContaining("Nothing was written.") });
    expect(await hashFiles(directory)).toEqual(before);

    let killed = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      const afterMs = 200 * round + 50;
      const { code } = await runSettleProcess(env, PERIOD, { signal: round === 2 ? "SIGINT" : "SIGKILL", afterMs });
      if (code === null) killed += 1;
    }
    expect(killed).toBeGreaterThan(0);
    const last = await runSettleProcess(env, PERIOD);
    expect(last).toMatchObject({ code: 0, stdout: expect.stringContaining("Done:") });
    expect(await countDecisions(env)).toEqual(countIds());
    const again = await runSettleProcess(env, PERIOD);
    expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining("Done: no row was missing.") });
    expect(await countDecisions(env)).toEqual(countIds());
  },
);
