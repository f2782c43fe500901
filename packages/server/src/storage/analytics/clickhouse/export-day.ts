import type { EventPosition, ExportDay, ExportPiece } from "../../ports.ts";
import { HEADINGS } from "../export-format.ts";
import { type ExportPage, readExportPages } from "../export-pages.ts";
import type { Connection } from "./connection.ts";
import { LINE_SETTINGS, toLinesQuery } from "./export-lines.ts";

/** Bytes that a page is to have: few pages, and little memory. */
const PAGE_BYTES = 4_194_304;
const FIRST_PAGE_ROWS = 2000;
const PAGE_ROWS_MAX = 20_000;

/**
 * Reads a file page by page. An answer of the engine that is taken slowly would keep its query alive, and break with it; and
 * where one breaks midway, its beginning would be in the file already. A page comes whole or not at all.
 */
export function readDay(
  readBytes: Connection["readBytes"],
  asked: ExportDay,
  signal?: AbortSignal,
): AsyncIterable<ExportPiece> {
  let rowsMax = FIRST_PAGE_ROWS;

  async function readPage(after: EventPosition | null): Promise<ExportPage> {
    const { sql, values } = toLinesQuery(asked, ["received_at", "event_id"], after);
    const limited = `${sql} LIMIT {limit:UInt32} FORMAT RowBinary`;
    const answer = await readBytes(limited, { ...values, limit: rowsMax }, LINE_SETTINGS, signal);
    const { lines, last } = readRows(answer, asked.code);
    const bytes = Buffer.concat([Buffer.from(after === null ? HEADINGS[asked.format] : ""), ...lines]);
    const isLast = lines.length < rowsMax;
    rowsMax = Math.min(PAGE_ROWS_MAX, Math.ceil((lines.length * PAGE_BYTES) / Math.max(1, bytes.byteLength)));
    return { bytes, rows: lines.length, last: isLast ? null : last };
  }
  return readExportPages(readPage, signal);
}

interface Rows {
  readonly lines: readonly Buffer[];
  readonly last: EventPosition | null;
}

/** Reads rows of a time, an id and a line: eight bytes, and texts behind their lengths. */
function readRows(answer: Buffer, code: string): Rows {
  const lines: Buffer[] = [];
  let last: EventPosition | null = null;
  let place = 0;
  function readText(): Buffer {
    let length = 0;
    for (let shift = 1; ; shift *= 128) {
      const byte = answer.readUInt8(place);
      place += 1;
      length += (byte % 128) * shift;
      if (byte < 128) break;
    }
    const end = place + length;
    if (end > answer.length) throw new RangeError("half a row came");
    const text = answer.subarray(place, end);
    place = end;
    return text;
  }
  while (place < answer.length) {
    const receivedAtMs = Number(answer.readBigInt64LE(place));
    place += 8;
    const eventId = readText();
    lines.push(readText());
    if (place === answer.length) last = { receivedAtMs, code, eventId: eventId.toString() };
  }
  return { lines, last };
}
