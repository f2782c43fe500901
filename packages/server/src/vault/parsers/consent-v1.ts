import { tenantCodeSchema } from "@cookiehub/schemas";
import { parse } from "csv-parse/sync";
import { domainIdSchema, foreignEventSchema, type ReadAgent, toForeignEvent } from "./foreign-event.ts";
import { createEventIds, type MessagePlace, type ParsedEvent, toReason } from "./parsed-event.ts";

const HEADER_CHARACTERS_MAX = 4096;
const LIST_SEPARATOR = "|";

const lineSchema = foreignEventSchema.extend({
  code: tenantCodeSchema.optional(),
  domain_id: domainIdSchema.optional(),
});

type Kind = "text" | "list" | "number" | "flag" | "time" | "agent";

/** Every column there is, by how its cells are read. */
export const COLUMNS: ReadonlyMap<string, Kind> = new Map(
  Object.entries({
    text: [
      ...["event_type", "event_id", "user_token", "code", "hostname", "path", "location", "language", "regulation"],
      ...["policy_version", "banner_version", "variant", "consent_method", "tc_string", "gpp_string", "user_agent"],
    ],
    list: [
      ...["categories_disclosed", "categories_consented", "services_disclosed", "services_consented"],
      ...["vendors_disclosed", "vendors_consented", "required"],
    ],
    number: ["domain_id", "time_to_decision_ms"],
    flag: ["gpc"],
    time: ["time"],
    agent: ["browser", "os", "device", "browser_context"],
  } satisfies Record<Kind, string[]>).flatMap(([kind, names]) => names.map((name) => [name, kind as Kind] as const)),
);
const FLAGS: ReadonlyMap<string, boolean> = new Map([
  ["true", true],
  ["1", true],
  ["false", false],
  ["0", false],
]);
const REQUIRED_COLUMNS = ["event_type", "user_token"];
const OWNER_COLUMNS = ["code", "domain_id"];

/** One line of a V1 text, with its place. */
export interface CsvLine {
  readonly text: string;
  readonly place: MessagePlace;
}

/** Reads the lines below a header, each to what it is. */
export type ReadCsvLines = (lines: readonly CsvLine[], readAgent: ReadAgent) => ParsedEvent[];

/** Whether a line is the header of V1: column names, `event_type` among them. */
export function isV1Header(line: string): boolean {
  return line.length <= HEADER_CHARACTERS_MAX && /^[\w",]*$/.test(line) && /(?:^|,)"?event_type"?(?:,|$)/.test(line);
}

/**
 * Creates the reader of the lines below a header: flat CSV, where a record is a line and lists are parted by `|`. Lines go
 * to the parser together, because a call costs as much as several lines; those that would damage others are refused before.
 */
export function createV1Reader(header: string): ReadCsvLines {
  const columns = hasMatchedQuotes(header) ? (parseLines([header])[0] ?? []) : [];
  const fault = toHeaderFault(columns);
  if (fault !== undefined) return (lines) => lines.map(({ text }) => ({ reason: fault, text }));

  function readCells(cells: readonly string[], { text, place }: CsvLine, readAgent: ReadAgent): ParsedEvent {
    if (cells.length !== columns.length) {
      return { reason: `has ${cells.length} cells, and the header has ${columns.length}`, text };
    }
    const parsed = lineSchema.safeParse(toMembers(columns, cells));
    if (!parsed.success) return { reason: toReason(parsed.error), text };
    const { code, domain_id: domainId } = parsed.data;
    const owner = code !== undefined ? { code } : domainId !== undefined && { domainId };
    if (!owner || (code !== undefined && domainId !== undefined)) {
      return { reason: "names not exactly one of code and domain_id", text };
    }
    const made = toForeignEvent(parsed.data, owner, { place, readAgent, makeId: () => createEventIds(text, place)(0) });
    return "reason" in made ? { ...made, text } : made;
  }

  return (lines, readAgent) => {
    const good = lines.map(({ text }) => hasMatchedQuotes(text));
    const records = parseLines(lines.flatMap(({ text }, index) => (good[index] ? [text] : []))).values();
    return lines.map((line, index): ParsedEvent => {
      const cells = good[index] ? records.next().value : undefined;
      return cells
        ? readCells(cells, line, readAgent)
        : { reason: "not a line of CSV: quotes do not match", text: line.text };
    });
  };
}

/** The cells of each line. Every line has to be one record: with matched quotes it is. */
function parseLines(lines: readonly string[]): string[][] {
  return parse(lines.join("\n"), { record_delimiter: "\n", relax_column_count: true });
}

/** Whether every quote of a line opens or closes a cell, or is doubled inside one. */
function hasMatchedQuotes(line: string): boolean {
  if (!line.includes('"')) return true;
  let state: "start" | "plain" | "quoted" | "closed" = "start";
  for (const letter of line) {
    const isQuote = letter === '"';
    if (state === "quoted") state = isQuote ? "closed" : "quoted";
    else if (isQuote && state === "plain") return false;
    // Behind a closing quote another one reopens the cell: the two are one that stands in it.
    else if (isQuote) state = "quoted";
    else if (letter === ",") state = "start";
    else if (state === "closed") return false;
    else state = "plain";
  }
  return state !== "quoted";
}

function toHeaderFault(columns: readonly string[]): string | undefined {
  const unknown = columns.find((name) => !COLUMNS.has(name));
  if (unknown !== undefined) return `header: there is no column ${JSON.stringify(unknown.slice(0, 64))}`;
  if (new Set(columns).size !== columns.length) return "header: a column stands there twice";
  const missing = REQUIRED_COLUMNS.find((name) => !columns.includes(name));
  if (missing !== undefined) return `header: the column ${missing} is missing`;
  if (!OWNER_COLUMNS.some((name) => columns.includes(name))) return "header: one of code and domain_id is missing";
  return undefined;
}

// An empty cell says nothing. What does not read as its kind stays text, for the schema to refuse with its place.
function toMembers(columns: readonly string[], cells: readonly string[]): Record<string, unknown> {
  const members: Record<string, unknown> = {};
  const agent: Record<string, string> = {};
  for (const [index, name] of columns.entries()) {
    const cell = cells[index] ?? "";
    if (cell === "") continue;
    if (COLUMNS.get(name) === "agent") agent[name] = cell;
    else members[name] = toMember(COLUMNS.get(name), cell);
  }
  return Object.keys(agent).length > 0 ? { ...members, agent } : members;
}

function toMember(kind: Kind | undefined, cell: string): unknown {
  if (kind === "list") return cell.split(LIST_SEPARATOR);
  if (kind === "number" || kind === "time") return /^\d{1,16}$/.test(cell) ? Number(cell) : cell;
  if (kind === "flag") return FLAGS.get(cell) ?? cell;
  return cell;
}
