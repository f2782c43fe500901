import fc from "fast-check";
import { expect, test } from "vitest";
import { HEADINGS, toExportLine } from "../analytics/export-format.ts";
import { StorageUnavailableError } from "../errors.ts";
import type { AnalyticsStore, ExportDay, ExportFormat } from "../ports.ts";
import { type LoadedObject, readUniqueEvents } from "./analytics-model.ts";
import { hostileEvents } from "./event-arbitraries.ts";
import { createEventRow } from "./rows.ts";

const DAY = "2026-03-01";
const FORMATS: readonly ExportFormat[] = ["csv", "ndjson"];
const DRAWN = "drawn000";
const HOSTILE_RUNS = 20;

/** A file, and how many rows its pieces say they are. */
interface ExportedFile {
  readonly text: string;
  readonly rows: number;
}

/** Reads a whole file of a day. */
async function readDayFile(store: AnalyticsStore, asked: ExportDay): Promise<ExportedFile> {
  const pieces: Uint8Array[] = [];
  let rows = 0;
  for await (const piece of store.exportDay(asked)) {
    pieces.push(piece.bytes);
    rows += piece.rows;
    expect(piece.bytes.at(-1)).toBe(0x0a);
  }
  return { text: Buffer.concat(pieces).toString(), rows };
}

/** What the file of a day is to hold. */
export function toDayFile(objects: readonly LoadedObject[], { code, day, format }: ExportDay): ExportedFile {
  const rows = readUniqueEvents(objects, { codes: [code], from: day, to: day });
  rows.sort(
    (one, other) =>
      one.receivedAtMs - other.receivedAtMs || Buffer.from(one.eventId).compare(Buffer.from(other.eventId)),
  );
  return { text: HEADINGS[format] + rows.map((row) => toExportLine(row, format)).join(""), rows: rows.length };
}

/** Compares the files of settled days with what they are to hold. */
export async function expectDayFiles(
  store: AnalyticsStore,
  objects: readonly LoadedObject[],
  code: string,
  days: readonly string[],
): Promise<void> {
  for (const day of days) {
    for (const format of FORMATS) {
      const asked = { code, day, format };
      expect(await readDayFile(store, asked)).toEqual(toDayFile(objects, asked));
    }
  }
}

/** Days leave a store as files of their unique events, and every store makes the same bytes of them. */
export function testDayFiles(open: () => Promise<AnalyticsStore>): void {
  let runCount = 0;

  test("no text of an event changes what the file says of the others", async () => {
    const store = await open();
    await fc.assert(
      fc.asyncProperty(fc.array(hostileEvents(DRAWN), { maxLength: 60, size: "max" }), async (drawn) => {
        const own = `x${String(++runCount).padStart(7, "0")}`;
        const rows = drawn.map((row, index) => ({
          ...row,
          code: own,
          eventId: `${row.eventId} ${index}`,
        }));
        await store.load(own, rows);
        await expectDayFiles(store, [{ key: own, rows }], own, [DAY]);
      }),
      { numRuns: HOSTILE_RUNS },
    );
  }, 600_000);

  test("a day without events is a heading, and another tenant's events are in no file but its own", async () => {
    const store = await open();
    await store.load("1", [createEventRow("e1"), createEventRow("e2", { code: "shop0002" })]);
    const ask = (code: string, format: ExportFormat) => readDayFile(store, { code, day: DAY, format });
    expect(await ask("shop0003", "csv")).toEqual({ text: HEADINGS.csv, rows: 0 });
    expect(await ask("shop0003", "ndjson")).toEqual({ text: "", rows: 0 });
    expect((await ask("shop0001", "ndjson")).text).toMatch(/^\{"event_id":"e1",[^\n]*\}\n$/);
    expect((await ask("shop0002", "csv")).rows).toBe(1);
  });

  test("a large day comes in pieces, also where many events share a moment", async () => {
    const store = await open();
    const rows = Array.from({ length: 12_000 }, (_, index) =>
      createEventRow(`event-${index}`, { receivedAtMs: Date.parse(DAY) + (index % 9) * 1000 }),
    );
    const objects = [{ key: "big", rows }];
    await store.load("big", rows);
    const asked: ExportDay = { code: "shop0001", day: DAY, format: "csv" };
    let pieces = 0;
    for await (const { bytes } of store.exportDay(asked)) {
      pieces += 1;
      expect(bytes.byteLength).toBeLessThan(8_000_000);
    }
    expect(pieces).toBeGreaterThan(1);
    expect(await readDayFile(store, asked)).toEqual({
      text:
        HEADINGS.csv +
        [...rows]
          .sort((one, other) => one.receivedAtMs - other.receivedAtMs || (one.eventId < other.eventId ? -1 : 1))
          .map((row) => toExportLine(row, "csv"))
          .join(""),
      rows: objects[0]?.rows.length,
    });
    await expectToStop(store, asked);
  });

  test("a file that nobody waits for any more is given up, and a closed store makes none", async () => {
    const store = await open();
    await store.load("1", [createEventRow("e1")]);
    const asked: ExportDay = { code: "shop0001", day: DAY, format: "csv" };
    const reason = new Error("nobody waits");
    const pieces = store.exportDay(asked, AbortSignal.abort(reason))[Symbol.asyncIterator]();
    await expect(pieces.next()).rejects.toBe(reason);
    await store.close();
    await expect(readDayFile(store, asked)).rejects.toBeInstanceOf(StorageUnavailableError);
  });
}

async function expectToStop(store: AnalyticsStore, asked: ExportDay): Promise<void> {
  const controller = new AbortController();
  const reason = new Error("nobody waits");
  const pieces = store.exportDay(asked, controller.signal)[Symbol.asyncIterator]();
  expect((await pieces.next()).done).toBe(false);
  controller.abort(reason);
  await expect(pieces.next()).rejects.toBe(reason);
}
