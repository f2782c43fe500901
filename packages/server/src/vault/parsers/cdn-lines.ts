import { parseBunnyEntry } from "./bunny-entry.ts";
import { parseBunnyLine } from "./bunny-line.ts";
import type { ParsedCdnLine } from "./cdn-request.ts";
import { createCloudFrontParser } from "./cloudfront-lines.ts";
import { createTimeReader } from "./log-numbers.ts";

/** Whose log it is; stands in every row. */
export type CdnSource = "bunny" | "cloudfront";

/** Reads one line of a log; lines are numbered from 1. Never throws, and takes no longer than the line is long. */
export type CdnLineParser = (line: string, lineNumber: number) => ParsedCdnLine;

/** Longest line that is read, in UTF-16 units: CloudFront takes headers of 20 KB and URLs of 8 KB, and writes three for one. */
export const LINE_LENGTH_MAX = 131_072;

/**
 * Creates the reader of one object of a CDN's log, of whatever format its lines have. It knows the header of its file:
 * every object needs one of its own, and one that is gone on with needs the lines that start with `#` again.
 */
export function createCdnParser(source: CdnSource, fileKey: string): CdnLineParser {
  const times = createTimeReader();
  const parseCloudFront = createCloudFrontParser();
  return (line, lineNumber) => {
    if (line.length > LINE_LENGTH_MAX) return { reason: `longer than ${LINE_LENGTH_MAX} characters` };
    const plain = line.endsWith("\r") ? line.slice(0, -1) : line;
    if (plain === "") return undefined;
    const place = { fileKey, lineNumber };
    if (source === "cloudfront") return parseCloudFront(plain, place);
    return plain.startsWith("{") ? parseBunnyEntry(plain, place, times) : parseBunnyLine(plain, place);
  };
}
