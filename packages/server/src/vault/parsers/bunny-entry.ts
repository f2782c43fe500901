import {
  type LinePlace,
  type ParsedCdnLine,
  splitUrl,
  toCountry,
  toRequestId,
  toScheme,
  toText,
} from "./cdn-request.ts";
import { readField, readJsonEntry } from "./json-line.ts";
import { readDigits, type TimeReader } from "./log-numbers.ts";

/** Reads an entry of `data` of Bunny's logging API, version 2: a JSON object on a line of its own. */
export function parseBunnyEntry(line: string, place: LinePlace, times: TimeReader): ParsedCdnLine {
  const entry = readJsonEntry(line);
  if (!entry) return { reason: "not a JSON object" };
  const atMs = times.readIso(readField(entry, "timestamp"));
  if (Number.isNaN(atMs)) return { reason: "timestamp: not ISO 8601 in UTC" };
  const status = readDigits(readField(entry, "statusCode"));
  if (!(status <= 999)) return { reason: "statusCode: no status" };
  const url = splitUrl(readField(entry, "url"));
  const uri = url?.uri ?? readField(entry, "path");
  if (uri === "") return { reason: "neither url nor path" };
  return {
    request: {
      id: toRequestId(toText(readField(entry, "requestId")), line, place),
      atMs,
      status,
      method: "",
      uri,
      hostname: toText(readField(entry, "host")) || (url?.hostname ?? ""),
      referrer: toText(readField(entry, "referer")),
      userAgent: toText(readField(entry, "userAgent")),
      ip: toText(readField(entry, "remoteIp")),
      country: toCountry(readField(entry, "countryCode")),
      edge: toText(readField(entry, "edgeLocation")),
      scheme: toScheme(readField(entry, "scheme")) || (url?.scheme ?? ""),
      bytes: readDigits(readField(entry, "bytesSent")) || 0,
    },
  };
}
