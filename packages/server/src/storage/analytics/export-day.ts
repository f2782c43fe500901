import type { EventPosition, ExportDay } from "../ports.ts";
import type { Database } from "../sqlite/connection.ts";
import { HEADINGS, toExportLine } from "./export-format.ts";
import type { ExportPage } from "./export-pages.ts";
import { toCodeEventsQuery } from "./raw-queries.ts";
import { type EventRecord, toEventRow } from "./silver-columns.ts";

/** A page keeps its thread from questions for a few milliseconds. */
const PAGE_CHARACTERS = 131_072;

/** Reads the next page of a file. Every page is a reading of its own: none holds the file of the database back. */
export function readExportPage(
  database: Database,
  { code, day, format }: ExportDay,
  after: EventPosition | null,
): ExportPage {
  const question = { codes: [code], from: day, to: day, limit: Number.POSITIVE_INFINITY, after: after ?? undefined };
  const { sql, values } = toCodeEventsQuery(code, question, "events");
  const lines = [after === null ? HEADINGS[format] : ""];
  let characters = 0;
  let last: EventPosition | null = null;
  for (const record of database.prepare<[typeof values], EventRecord>(sql).iterate(values)) {
    const line = toExportLine(toEventRow(record), format);
    lines.push(line);
    characters += line.length;
    if (characters < PAGE_CHARACTERS) continue;
    last = { receivedAtMs: record.receivedAtMs, code, eventId: record.eventId };
    break;
  }
  return { bytes: Buffer.from(lines.join("")), rows: lines.length - 1, last };
}
