import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";
import { createTestAws, type TestAws } from "../../../../test/aws/test-aws.ts";
import { createLossyProxy } from "../../../../test/clickhouse/lossy-proxy.ts";
import { useClickHouse } from "../../../../test/clickhouse/test-clickhouse.ts";
import { toDayFile } from "../../contract/analytics-exports.ts";
import { hostileEvents } from "../../contract/event-arbitraries.ts";
import { createEventRow } from "../../contract/rows.ts";
import { StorageUnavailableError } from "../../errors.ts";
import { createS3Objects } from "../../objects/s3.ts";
import type { AnalyticsStore, ExportDay, ExportFormat } from "../../ports.ts";
import { createClickHouseAnalytics } from "../clickhouse.ts";
import { toExportLine } from "../export-format.ts";

const clickhouse = useClickHouse();
const DAY = "2026-03-01";
const PREFIX = "shop/";
const SECRET = "not-to-be-told";
const FORMATS: readonly ExportFormat[] = ["csv", "ndjson"];
const toAsked = (format: ExportFormat): ExportDay => ({ code: "shop0001", day: DAY, format });

async function createCollection({ bucket }: TestAws): Promise<string> {
  const name = `exports_${randomBytes(6).toString("hex")}`;
  const url = `${bucket.endpoint}/${bucket.bucket}/${PREFIX}`;
  await clickhouse.run(
    "default",
    `CREATE NAMED COLLECTION ${name} AS url = '${url}' NOT OVERRIDABLE,
      access_key_id = 'test' NOT OVERRIDABLE, secret_access_key = '${SECRET}' NOT OVERRIDABLE`,
  );
  onTestFinished(() => clickhouse.run("default", `DROP NAMED COLLECTION ${name}`));
  return name;
}

async function open() {
  const aws = await createTestAws();
  const options = { ...clickhouse.createOptions(), exportCollection: await createCollection(aws) };
  const store = await createClickHouseAnalytics(options);
  onTestFinished(() => store.close());
  const objects = await createS3Objects({ ...aws.bucket, prefix: PREFIX });
  return {
    aws,
    options,
    store,
    async read(key: string) {
      const body = await objects.get(key);
      return body && Buffer.from(body).toString();
    },
  };
}

function write(store: AnalyticsStore, asked: ExportDay, key: string): Promise<{ readonly rows: number }> {
  if (store.exportDayTo === undefined) throw new Error("this store writes no objects");
  return store.exportDayTo(asked, key);
}

describe("a day that ClickHouse writes to S3", () => {
  test("is the same file, whatever its texts are, and its rows are those that stand in it", async () => {
    const { store, read } = await open();
    let runCount = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(hostileEvents("drawn000"), { maxLength: 60, size: "max" }), async (drawn) => {
        const code = `x${String(++runCount).padStart(7, "0")}`;
        const rows = drawn.map((row, index) => ({ ...row, code, eventId: `${row.eventId} ${index}` }));
        await store.load(code, rows);
        for (const format of FORMATS) {
          const asked = { code, day: DAY, format };
          const key = `exports/${code}-${DAY}.${format}`;
          const { rows: written } = await write(store, asked, key);
          expect({ text: await read(key), rows: written }).toEqual(toDayFile([{ key: code, rows }], asked));
        }
      }),
      { numRuns: 10 },
    );
  }, 120_000);

  test("is there also where it has no events", async () => {
    const { store, read } = await open();
    for (const format of FORMATS) {
      const expected = toDayFile([], toAsked(format));
      expect((await write(store, toAsked(format), `none.${format}`)).rows).toBe(0);
      expect(await read(`none.${format}`)).toBe(expected.text);
    }
  });

  test("keeps its rows in order over many pieces", async () => {
    const { store, read } = await open();
    const rows = Array.from({ length: 60_000 }, (_, index) =>
      createEventRow(`event-${index}`, { receivedAtMs: Date.parse(DAY) + ((index * 7919) % 86_400) * 1000 }),
    );
    await store.load("1", rows.slice(0, 30_000));
    await store.load("2", rows.slice(30_000));
    expect(await write(store, toAsked("ndjson"), "many.ndjson")).toEqual({ rows: rows.length });
    rows.sort(
      (one, other) =>
        one.receivedAtMs - other.receivedAtMs || Buffer.from(one.eventId).compare(Buffer.from(other.eventId)),
    );
    // Not `toBe`: what differs would be a text of 30 MB.
    expect((await read("many.ndjson")) === rows.map((row) => toExportLine(row, "ndjson")).join("")).toBe(true);
  }, 120_000);

  test("is written once: a second call changes nothing, and answers what stands there", async () => {
    const { store, read } = await open();
    for (const format of FORMATS) {
      const key = `exports/once.${format}`;
      await store.load(`1 ${format}`, [createEventRow(`first of ${format}`)]);
      const { rows } = await write(store, toAsked(format), key);
      const text = await read(key);
      await store.load(`2 ${format}`, [createEventRow(`second of ${format}`)]);
      expect(await write(store, toAsked(format), key)).toEqual({ rows });
      expect(await read(key)).toBe(text);
    }
  });

  test("is there once also where an answer is lost: that of S3 to the server, and that of the server", async () => {
    const { aws, options, store, read } = await open();
    await store.load("1", [createEventRow("e1")]);
    let isLost = false;
    aws.front.setFaults(({ operation }) => {
      if (operation !== "PUT" || isLost) return undefined;
      isLost = true;
      return "lose";
    });
    expect(await write(store, toAsked("csv"), "lost.csv")).toEqual({ rows: 1 });
    expect(isLost).toBe(true);
    const proxy = await createLossyProxy(options.url);
    onTestFinished(() => proxy.close());
    const far = await createClickHouseAnalytics({ ...options, url: proxy.url });
    onTestFinished(() => far.close());
    // The heading travels as a setting, in the address.
    proxy.loseAnswerOf("event_id,code");
    await expect(write(far, toAsked("csv"), "again.csv")).rejects.toBeInstanceOf(StorageUnavailableError);
    expect(await write(far, toAsked("csv"), "again.csv")).toEqual({ rows: 1 });
    expect([proxy.lostCount(), await read("again.csv")]).toEqual([1, await read("lost.csv")]);
  });

  test("leaves nothing behind while S3 is away, and is written when it is back", async () => {
    const { aws, store, read } = await open();
    await store.load("1", [createEventRow("e1")]);
    aws.front.setFaults((call) => (call.operation === "PUT" ? "refuse" : undefined));
    await expect(write(store, toAsked("csv"), "away.csv")).rejects.toBeInstanceOf(StorageUnavailableError);
    aws.front.setFaults(() => undefined);
    expect(await read("away.csv")).toBeUndefined();
    expect(await write(store, toAsked("csv"), "away.csv")).toEqual({ rows: 1 });
  }, 120_000);

  test("says no credential, neither in errors nor in what the server keeps of the statement", async () => {
    const { aws, options, store } = await open();
    aws.front.setFaults(() => "refuse");
    const error = await write(store, toAsked("csv"), "told.csv").catch((thrown: unknown) => thrown);
    expect(String(error)).not.toContain(SECRET);
    expect(JSON.stringify(error)).not.toContain(SECRET);
    const shown = await clickhouse.ask(options.database, "SELECT query FROM system.processes");
    expect(JSON.stringify(shown)).not.toContain(SECRET);
  });

  test("is refused at the start where the collection is not there, and not offered where none is named", async () => {
    const exportCollection = "nobody_made_this";
    const opening = createClickHouseAnalytics({ ...clickhouse.createOptions(), exportCollection });
    await expect(opening).rejects.toMatchObject({
      code: "clickhouse_setup",
      message: expect.stringContaining("no named collection nobody_made_this"),
    });
    const store = await clickhouse.openStore();
    onTestFinished(() => store.close());
    expect(store.exportDayTo).toBeUndefined();
  });
});
