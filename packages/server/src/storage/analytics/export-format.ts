import type { ConsentEventRow, ExportFormat } from "../ports.ts";
import { EVENT_COLUMNS } from "./silver-columns.ts";
import { toWellFormed } from "./well-formed.ts";

// The one description of the files of a day. ClickHouse makes the same bytes by SQL (`clickhouse/export-lines.ts`), and a
// property test holds the two together.

/** What a cell of a file can be. */
export type CellKind = "text" | "list" | "time" | "flag" | "countOrNull";

type KindOf<Value> = Value extends string
  ? "text"
  : Value extends boolean
    ? "flag"
    : Value extends readonly string[]
      ? "list"
      : Value extends null
        ? never
        : "time" | "countOrNull";

type EventField = keyof ConsentEventRow;

/** A column of a file, and the field of an event that it holds. */
export interface ExportColumn {
  readonly field: EventField;
  readonly name: string;
  readonly kind: CellKind;
}

const KINDS: { readonly [Field in EventField]: KindOf<ConsentEventRow[Field]> } = {
  ...{ eventId: "text", code: "text", receivedAtMs: "time", eventType: "text", userToken: "text" },
  ...{ hostname: "text", path: "text", country: "text", region: "text", language: "text" },
  ...{ device: "text", os: "text", browser: "text", browserContext: "text", regulation: "text" },
  ...{ policyVersion: "text", bannerVersion: "text", variant: "text", method: "text", gpc: "flag" },
  ...{ tcString: "text", gppString: "text", categoriesDisclosed: "list", categoriesConsented: "list" },
  ...{ servicesDisclosed: "list", servicesConsented: "list", vendorsDisclosed: "list", vendorsConsented: "list" },
  ...{ source: "text", timeToDecisionMs: "countOrNull" },
};

/** The columns in their order; later ones are only ever added at the end. */
export const EXPORT_COLUMNS: readonly ExportColumn[] = (Object.keys(EVENT_COLUMNS) as EventField[]).map((field) => ({
  field,
  name: field === "receivedAtMs" ? "received_at" : EVENT_COLUMNS[field],
  kind: KINDS[field],
}));

/** What stands before the rows of a file. */
export const HEADINGS: Readonly<Record<ExportFormat, string>> = {
  csv: `${EXPORT_COLUMNS.map(({ name }) => name).join(",")}\r\n`,
  ndjson: "",
};

/** Writes a row as one line, with its end. */
export function toExportLine(row: ConsentEventRow, format: ExportFormat): string {
  if (format === "csv") return `${EXPORT_COLUMNS.map(({ field, kind }) => toCell(row[field], kind)).join(",")}\r\n`;
  return `{${EXPORT_COLUMNS.map(({ field, name, kind }) => `"${name}":${toMember(row[field], kind)}`).join(",")}}\n`;
}

type CellValue = ConsentEventRow[EventField];

function toCell(value: CellValue, kind: CellKind): string {
  if (kind === "text") return toQuoted(toGuarded(toWellFormed(value as string)));
  if (kind === "list") return toQuoted(toJson(value));
  if (kind === "time") return toTime(value as number);
  return value === null ? "" : String(value);
}

function toMember(value: CellValue, kind: CellKind): string {
  return kind === "time" ? `"${toTime(value as number)}"` : toJson(value);
}

const toQuoted = (text: string): string => `"${text.includes('"') ? text.replaceAll('"', '""') : text}"`;

const toTime = (atMs: number): string => new Date(atMs).toISOString();

/**
 * What makes a spreadsheet take a cell for a formula: OWASP's list (`= + - @`, their full-width twins, tab, CR, LF), and every
 * other control character and space, which some readers skip. `'` stands there too: who takes the first `'` of a cell
 * away has the text as it was.
 * https://owasp.org/www-community/attacks/CSV_Injection
 */
const FORMULA_STARTS: ReadonlySet<string> = new Set("'=+-@\uFF1D\uFF0B\uFF0D\uFF20");

function toGuarded(text: string): string {
  const first = text.charAt(0);
  return first !== "" && (first <= " " || FORMULA_STARTS.has(first)) ? `'${text}` : text;
}

const NAMED = /[\p{Cc}\u2028\u2029]/u;
const ESCAPED = /["\\\p{Cc}\u2028\u2029]/gu;
const SHORT_NAMES: Readonly<Record<string, string>> = {
  ...{ '"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t" },
};

function toJson(value: CellValue): string {
  if (typeof value === "string") return toJsonText(value);
  if (typeof value === "object" && value !== null) return `[${value.map(toJsonText).join(",")}]`;
  return String(value);
}

function toJsonText(given: string): string {
  const text = toWellFormed(given);
  return NAMED.test(text) ? `"${text.replace(ESCAPED, toEscape)}"` : JSON.stringify(text);
}

// Line separators of Unicode end lines to some readers. ClickHouse escapes them too, names with capitals, and lets DEL and C1 be.
function toEscape(character: string): string {
  const code = character.charCodeAt(0);
  if (code >= 0x7f && code <= 0x9f) return character;
  return SHORT_NAMES[character] ?? `\\u${code.toString(16).toUpperCase().padStart(4, "0")}`;
}
