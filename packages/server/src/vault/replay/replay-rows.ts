import type { ConsentEventRow, SessionRow } from "../../storage/ports.ts";
import { readLines } from "../ingest/bronze-lines.ts";
import { toSource } from "../ingest/clickhouse-ingest.ts";
import type { FindDomainCode } from "../ingest/domain-codes.ts";
import { readParts, toPartRows } from "../ingest/object-parts.ts";
import { type CdnSource, createCdnParser } from "../parsers/cdn-lines.ts";
import type { CdnRequest } from "../parsers/cdn-request.ts";
import type { ReadAgent } from "../parsers/foreign-event.ts";
import type { BuiltRow } from "../rows/session-row.ts";

const PART_ROWS = 10_000;
/** Where few lines are rows, a part ends all the same: between parts a replay can be stopped. */
const PART_LINES_MAX = 200_000;

/** What rows are made with; the same as at the first load, as far as it still is. */
export interface RowMakers {
  readonly readAgent: ReadAgent;
  readonly findDomainCode: FindDomainCode;
  readonly createRows: (source: CdnSource) => (request: CdnRequest) => BuiltRow;
}

/** Rows of a part of an object. */
export interface ReplayPart<Row> {
  /** Those that were asked for. */
  readonly rows: readonly Row[];
  /** Rows beside these, which were not asked for. */
  readonly others: number;
  /** Lines that are no row, for a reason that would stand in `rejected/`. */
  readonly refused: number;
  /** Of these, events of domains that nobody has. */
  readonly ofUnknownDomains: number;
}

/** Whether a row is asked for. */
export type IsAsked = (code: string, atMs: number) => boolean;

export async function* readEventParts(
  key: string,
  body: Uint8Array,
  { readAgent, findDomainCode }: RowMakers,
  isAsked: IsAsked,
): AsyncGenerator<ReplayPart<ConsentEventRow>> {
  for await (const part of readParts(key, body, readAgent)) {
    const { rows, rejected, ofUnknownDomains } = await toPartRows(part, findDomainCode);
    const asked = rows.filter(({ code, receivedAtMs }) => isAsked(code, receivedAtMs));
    yield { rows: asked, others: rows.length - asked.length, refused: rejected.length, ofUnknownDomains };
  }
}

export async function* readSessionParts(
  key: string,
  body: Uint8Array,
  { createRows }: RowMakers,
  isAsked: IsAsked,
): AsyncGenerator<ReplayPart<SessionRow>> {
  const source = toSource(key);
  const parse = createCdnParser(source, key);
  const toRow = createRows(source);
  let part = startPart();
  let lineCount = 0;
  for await (const lines of readLines(body)) {
    for (const { text, number } of lines) {
      lineCount += 1;
      const parsed = parse(text, number);
      if (parsed === undefined) continue;
      if ("reason" in parsed) {
        part.refused += 1;
        continue;
      }
      const built = toRow(parsed.request);
      if (!("row" in built)) continue;
      if (isAsked(built.row.code, built.row.requestedAtMs)) part.rows.push(built.row);
      else part.others += 1;
    }
    if (part.rows.length < PART_ROWS && lineCount < PART_LINES_MAX) continue;
    yield part;
    part = startPart();
    lineCount = 0;
  }
  yield part;
}

const startPart = () => ({ rows: [] as SessionRow[], others: 0, refused: 0, ofUnknownDomains: 0 });
