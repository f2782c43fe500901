import type { ClickHouseSettings } from "@clickhouse/client";
import type { EventPosition, ExportDay, ExportFormat } from "../../ports.ts";
import { DAY_MS } from "../day.ts";
import { type CellKind, EXPORT_COLUMNS } from "../export-format.ts";
import type { Values } from "./connection.ts";
import { toTime } from "./silver-rows.ts";

// The lines of `export-format.ts`, made by the engine: a property test holds the two together, byte by byte.

/** What the lines rely on. */
export const LINE_SETTINGS = { output_format_json_escape_forward_slashes: 0 } satisfies ClickHouseSettings;

const TIME = "concat(replaceOne(toString(received_at), ' ', 'T'), 'Z')";

const CELLS: Readonly<Record<CellKind, (column: string) => string>> = {
  text: (column) => toQuoted(toGuarded(column)),
  list: (column) => toQuoted(`toJSONString(${column})`),
  time: () => TIME,
  flag: (column) => `if(${column}, 'true', 'false')`,
  countOrNull: (column) => `ifNull(toString(${column}), '')`,
};

const MEMBERS: Readonly<Record<CellKind, (column: string) => string>> = {
  text: (column) => `toJSONString(${column})`,
  list: (column) => `toJSONString(${column})`,
  time: () => `concat('"', ${TIME}, '"')`,
  flag: CELLS.flag,
  countOrNull: (column) => `ifNull(toString(${column}), 'null')`,
};

const LINES: Readonly<Record<ExportFormat, string>> = {
  csv: `concat(${EXPORT_COLUMNS.map(({ name, kind }) => CELLS[kind](name)).join(", ',', ")}, '\\r\\n')`,
  ndjson: `concat('{', ${EXPORT_COLUMNS.map(({ name, kind }) => `'"${name}":', ${MEMBERS[kind](name)}`).join(", ',', ")}, '}\\n')`,
};

/** The lines of a file after a place in it, in order, each behind other columns of its event. */
export function toLinesQuery(
  asked: ExportDay,
  columns: readonly string[],
  after: EventPosition | null,
): { sql: string; values: Values } {
  const conditions = [
    "code = {code:String}",
    "received_at >= {from:DateTime64(3, 'UTC')}",
    "received_at < {before:DateTime64(3, 'UTC')}",
    ...(after ? ["(received_at, event_id) > ({from:DateTime64(3, 'UTC')}, {afterId:String})"] : []),
  ];
  const dayMs = Date.parse(asked.day);
  return {
    sql: `SELECT ${[...columns, LINES[asked.format]].join(", ")} FROM consent_events FINAL
      WHERE ${conditions.join(" AND ")} ORDER BY code, received_at, event_id`,
    values: {
      code: asked.code,
      from: toTime(after?.receivedAtMs ?? dayMs),
      before: toTime(dayMs + DAY_MS),
      ...(after && { afterId: after.eventId }),
    },
  };
}

function toQuoted(text: string): string {
  return `concat('"', replaceAll(${text}, '"', '""'), '"')`;
}

// Bytes up to that of the space, and the starts of formulas; the full-width ones have three bytes.
function toGuarded(column: string): string {
  const isStart = [
    `(${column} < '!' AND ${column} != '')`,
    `substring(${column}, 1, 1) IN ('\\'', '=', '+', '-', '@')`,
    `substring(${column}, 1, 3) IN ('\uFF1D', '\uFF0B', '\uFF0D', '\uFF20')`,
  ];
  return `if(${isStart.join(" OR ")}, concat('\\'', ${column}), ${column})`;
}
