import type { EventPosition, ExportDay, ExportPiece } from "../../ports.ts";
import { HEADINGS } from "../export-format.ts";
import type { Connection } from "./connection.ts";
import { LINE_SETTINGS, toLinesQuery } from "./export-lines.ts";

/** Bytes that a page is to have: few pages, and each of them soon fetched. */
const PAGE_BYTES = 4_194_304;
const FIRST_PAGE_ROWS = 2000;
const PAGE_ROWS_MAX = 20_000;

/**
 * Reads a file page by page. The engine has a page whole before it sends any of it, and would have to keep a whole day so; and it
 * ends a query whose answer is taken slowly, as that of a page seldom is.
 */
export async function* readDay(
  stream: Connection["stream"],
  asked: ExportDay,
  signal?: AbortSignal,
): AsyncGenerator<ExportPiece> {
  signal?.throwIfAborted();
  const heading = Buffer.from(HEADINGS[asked.format]);
  if (heading.byteLength > 0) yield { bytes: heading, rows: 0 };
  let after: EventPosition | null = null;
  let limit = FIRST_PAGE_ROWS;
  for (let isLast = false; !isLast; ) {
    let [rows, bytes] = [0, 0];
    const { sql, values } = toLinesQuery(asked, ["received_at", "event_id"], after);
    const page = stream(`${sql} LIMIT {limit:UInt32} FORMAT RowBinary`, { ...values, limit }, LINE_SETTINGS, signal);
    for await (const { last, ...piece } of readPieces(page)) {
      signal?.throwIfAborted();
      yield piece;
      after = { ...last, code: asked.code };
      rows += piece.rows;
      bytes += piece.bytes.byteLength;
    }
    isLast = rows < limit;
    limit = Math.min(PAGE_ROWS_MAX, Math.ceil((rows * PAGE_BYTES) / Math.max(1, bytes)));
  }
}

type Place = Omit<EventPosition, "code">;

/** Reads the rows that are whole in what has come so far, and keeps the rest for the next. */
async function* readPieces(chunks: AsyncIterable<Buffer>): AsyncGenerator<ExportPiece & { readonly last: Place }> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const lines: Buffer[] = [];
    let last: Row | undefined;
    for (let row = readRow(rest, 0); row !== undefined; row = readRow(rest, row.end)) {
      lines.push(row.line);
      last = row;
    }
    if (last === undefined) continue;
    rest = rest.subarray(last.end);
    const { receivedAtMs, eventId } = last;
    yield { bytes: Buffer.concat(lines), rows: lines.length, last: { receivedAtMs, eventId: eventId.toString() } };
  }
  if (rest.length > 0) throw new RangeError("ClickHouse: half a row came");
}

interface Row {
  readonly receivedAtMs: number;
  readonly eventId: Buffer;
  readonly line: Buffer;
  readonly end: number;
}

/** A row is a time of eight bytes, an id and a line, these two behind their lengths; undefined where it is not whole. */
function readRow(bytes: Buffer, start: number): Row | undefined {
  if (start + 8 > bytes.length) return undefined;
  const eventId = readText(bytes, start + 8);
  const line = eventId && readText(bytes, eventId.end);
  if (eventId === undefined || line === undefined) return undefined;
  const receivedAtMs = Number(bytes.readBigInt64LE(start));
  return { receivedAtMs, eventId: eventId.text, line: line.text, end: line.end };
}

/** Its length stands before a text in groups of seven bits, the lowest first. */
function readText(bytes: Buffer, start: number): { readonly text: Buffer; readonly end: number } | undefined {
  let length = 0;
  let place = start;
  for (let unit = 1; ; unit *= 128) {
    const byte = bytes[place];
    if (byte === undefined) return undefined;
    place += 1;
    length += (byte % 128) * unit;
    if (byte < 128) break;
  }
  const end = place + length;
  return end > bytes.length ? undefined : { text: bytes.subarray(place, end), end };
}
