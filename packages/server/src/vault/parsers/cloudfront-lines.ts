import {
  type CdnRequest,
  type LinePlace,
  type ParsedCdnLine,
  toCountry,
  toRequestId,
  toScheme,
  toText,
} from "./cdn-request.ts";
import { readField, readJsonEntry } from "./json-line.ts";
import { createTimeReader, readDigits, readEpochMs } from "./log-numbers.ts";
import { decodePercent } from "./percent-decoding.ts";

// What is read of a line; where each stands the file's header says.
const NAMES = [
  "date",
  "time",
  "timestamp(ms)",
  "x-edge-location",
  "sc-bytes",
  "c-ip",
  "cs-method",
  "cs(Host)",
  "x-host-header",
  "cs-uri-stem",
  "cs-uri-query",
  "sc-status",
  "cs(Referer)",
  "cs(User-Agent)",
  "x-edge-request-id",
  "cs-protocol",
  "c-country",
] as const;
type Name = (typeof NAMES)[number];
const SLOTS = new Map<string, number>(NAMES.map((name, slot) => [name, slot]));
const COLUMNS_MAX = 256;
const HEADER = "#Fields:";

/** Gives the text of a field of the line at hand; `""`: not told. */
type ReadName = (name: Name) => string;

/** Which slot each column of a file goes to (-1: not read), or why its lines cannot be read. */
type Columns = { readonly slots: readonly number[] } | { readonly fault: string };

/**
 * Creates the reader of one CloudFront log, standard logging v1 or v2: W3C lines, whose order the `#Fields:` line of the
 * file says, or JSON lines. Whoever goes on inside a file has to give it the lines that start with `#` first.
 */
export function createCloudFrontParser(): (line: string, place: LinePlace) => ParsedCdnLine {
  const times = createTimeReader();
  const values = NAMES.map(() => "");
  let columns: Columns = { fault: "before the #Fields line" };

  function parseColumns(line: string, place: LinePlace): ParsedCdnLine {
    if ("fault" in columns) return { reason: columns.fault };
    const found = fillValues(line, columns.slots, values);
    const named = columns.slots.length;
    if (found !== named)
      return { reason: `${found > named ? "more than " : ""}${Math.min(found, named)} fields, #Fields names ${named}` };
    return toParsed((name) => values[SLOTS.get(name) ?? -1] ?? "", line, place);
  }

  function parseJson(line: string, place: LinePlace): ParsedCdnLine {
    const entry = readJsonEntry(line);
    if (!entry) return { reason: "not a JSON object" };
    return toParsed((name) => toText(readField(entry, name)), line, place);
  }

  function toParsed(read: ReadName, line: string, place: LinePlace): ParsedCdnLine {
    const precise = read("timestamp(ms)");
    const atMs = precise === "" ? times.readDayAndTime(read("date"), read("time")) : readEpochMs(precise);
    if (Number.isNaN(atMs)) return { reason: "no date and time" };
    const status = readDigits(read("sc-status"));
    if (!(status <= 999)) return { reason: "sc-status: no status" };
    if (read("cs-uri-stem") === "") return { reason: "no cs-uri-stem" };
    return { request: toRequest(read, atMs, status, toRequestId(read("x-edge-request-id"), line, place)) };
  }

  return (line, place) => {
    switch (line.charCodeAt(0)) {
      case 35: // #
        if (line.startsWith(HEADER)) columns = readColumns(line);
        return undefined;
      case 123: // {
        return parseJson(line, place);
      default:
        return parseColumns(line, place);
    }
  };
}

function toRequest(read: ReadName, atMs: number, status: number, id: string): CdnRequest {
  const query = read("cs-uri-query");
  const stem = decodePercent(read("cs-uri-stem"));
  return {
    id,
    atMs,
    status,
    method: read("cs-method"),
    uri: query === "" ? stem : `${stem}?${decodePercent(query)}`,
    hostname: read("x-host-header") || read("cs(Host)"),
    referrer: decodePercent(read("cs(Referer)")),
    userAgent: decodeAgent(read("cs(User-Agent)")),
    ip: read("c-ip"),
    country: toCountry(read("c-country")),
    edge: read("x-edge-location"),
    scheme: toScheme(read("cs-protocol")),
    bytes: readDigits(read("sc-bytes")) || 0,
  };
}

// Some logs encode user agents twice. None is made with escapes of its own, so what still has one for a space is such.
function decodeAgent(text: string): string {
  const once = decodePercent(text);
  return once.includes("%20") ? decodePercent(once) : once;
}

function readColumns(header: string): Columns {
  const names = header
    .slice(HEADER.length)
    .split(/[ \t]+/, COLUMNS_MAX + 2)
    .filter((name) => name !== "");
  if (names.length > COLUMNS_MAX) return { fault: `#Fields names more than ${COLUMNS_MAX} fields` };
  const slots = names.map((name, index) => (names.indexOf(name) === index ? (SLOTS.get(name) ?? -1) : -1));
  const isTimed = names.includes("timestamp(ms)") || (names.includes("date") && names.includes("time"));
  if (!isTimed) return { fault: "#Fields names no date and time" };
  for (const name of ["cs-uri-stem", "sc-status"]) {
    if (!names.includes(name)) return { fault: `#Fields names no ${name}` };
  }
  return { slots };
}

/** Puts the fields of a line where they belong; answers how many there are, at most one more than there should be. */
function fillValues(line: string, slots: readonly number[], values: string[]): number {
  values.fill("");
  let from = 0;
  for (let column = 0; column < slots.length; column++) {
    const found = line.indexOf("\t", from);
    const to = found < 0 ? line.length : found;
    const slot = slots[column] ?? -1;
    if (slot >= 0 && !(to === from + 1 && line.charCodeAt(from) === 45)) values[slot] = line.slice(from, to);
    if (found < 0) return column + 1;
    from = to + 1;
  }
  return slots.length + 1;
}
