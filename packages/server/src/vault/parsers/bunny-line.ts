import { type LinePlace, type ParsedCdnLine, splitUrl, toCountry, toRequestId, toText } from "./cdn-request.ts";
import { readDigits, readEpochMs } from "./log-numbers.ts";

// Status of the cache, status, time, bytes, zone, address | referrer, URL, edge, user agent | id, country.
const FIELDS = 12;
const BEFORE = 6;
const AFTER = 2;
/** More separators than a referrer and a user agent may hold. */
const FIELDS_MAX = 64;

/**
 * Reads a line of Bunny's logging API, version 1: fields between pipes, or between tabs. Nothing is escaped in it: where a
 * referrer or a user agent holds a separator, URL and edge are found by their form.
 */
export function parseBunnyLine(line: string, place: LinePlace): ParsedCdnLine {
  const fields = splitFields(line);
  if (fields.length < FIELDS) return { reason: `${fields.length} fields, expected ${FIELDS}` };
  if (fields.length > FIELDS_MAX) return { reason: `more than ${FIELDS_MAX} fields` };
  const middle = fields.length === FIELDS ? fields.slice(BEFORE, -AFTER) : joinMiddle(fields, line);
  if (!middle) return { reason: `${fields.length} fields, and no URL before an edge` };
  const [referrer = "", url = "", edge = "", userAgent = ""] = middle;
  const [, status = "", time = "", bytes = "", , ip = ""] = fields;
  const atMs = readEpochMs(time);
  if (Number.isNaN(atMs)) return { reason: "no time in milliseconds" };
  const code = readDigits(status);
  if (!(code <= 999)) return { reason: "no status" };
  const target = splitUrl(url);
  if (!target) return { reason: "no URL" };
  return {
    request: {
      id: toRequestId(toText(fields.at(-2) ?? ""), line, place),
      atMs,
      status: code,
      method: "",
      uri: target.uri,
      hostname: target.hostname,
      referrer: toText(referrer),
      userAgent: toText(userAgent),
      ip: toText(ip),
      country: toCountry(fields.at(-1) ?? ""),
      edge: toText(edge),
      scheme: target.scheme,
      bytes: readDigits(bytes) || 0,
    },
  };
}

// By whichever separator comes first: the status of the cache, before it, holds neither.
function splitFields(line: string): string[] {
  const pipe = line.indexOf("|");
  const tab = line.indexOf("\t");
  const separator = pipe < 0 || (tab >= 0 && tab < pipe) ? "\t" : "|";
  const fields: string[] = [];
  let from = 0;
  for (let to = line.indexOf(separator); to >= 0 && fields.length <= FIELDS_MAX; to = line.indexOf(separator, from)) {
    fields.push(line.slice(from, to));
    from = to + 1;
  }
  fields.push(line.slice(from));
  return fields;
}

/** Referrer, URL, edge and user agent out of more than four pieces; `undefined` where they cannot be told apart. */
function joinMiddle(fields: readonly string[], line: string): string[] | undefined {
  const separator = line[fields[0]?.length ?? 0] ?? "|";
  const last = fields.length - AFTER;
  for (let index = BEFORE + 1; index + 2 < last + 1; index++) {
    if (!isUrl(fields[index] ?? "") || !isEdge(fields[index + 1] ?? "")) continue;
    const referrer = fields.slice(BEFORE, index).join(separator);
    const userAgent = fields.slice(index + 2, last).join(separator);
    return [referrer, fields[index] ?? "", fields[index + 1] ?? "", userAgent];
  }
  return undefined;
}

function isUrl(text: string): boolean {
  return text.startsWith("https://") || text.startsWith("http://");
}

function isEdge(text: string): boolean {
  return /^[A-Z][A-Z0-9]{1,5}$/.test(text);
}
