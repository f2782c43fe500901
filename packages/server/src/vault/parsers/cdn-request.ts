import { createHash } from "node:crypto";

/** One request as a CDN's log tells it, whichever CDN and format. Texts that a line does not tell are `""`. */
export interface CdnRequest {
  /** The CDN's own id of the request, else one made of the line and its place. */
  readonly id: string;
  /** When the CDN answered. */
  readonly atMs: number;
  /** 0: the visitor was gone before there was an answer. */
  readonly status: number;
  /** `GET`; Bunny does not tell. */
  readonly method: string;
  /** Path and query as they were sent. */
  readonly uri: string;
  /** Host that the request was sent to. */
  readonly hostname: string;
  readonly referrer: string;
  readonly userAgent: string;
  /** As the CDN writes it, perhaps cut already. */
  readonly ip: string;
  /** As the CDN says: two letters, or `""`. */
  readonly country: string;
  /** The place that answered: `FR`, `FRA56-P4`. */
  readonly edge: string;
  readonly scheme: "http" | "https" | "";
  /** Sent to the visitor. */
  readonly bytes: number;
}

/** What a line is: a request, not one (and why), or nothing that is counted (an empty line, a header). */
export type ParsedCdnLine = { readonly request: CdnRequest } | { readonly reason: string } | undefined;

/** Where a line stands: its object, and its number in there, from 1. */
export interface LinePlace {
  readonly fileKey: string;
  readonly lineNumber: number;
}

const ID_LENGTH_MAX = 200;

/** The CDN's id where it is one, else one that a second reading of the same object finds again. */
export function toRequestId(given: string, line: string, { fileKey, lineNumber }: LinePlace): string {
  if (given !== "" && given.length <= ID_LENGTH_MAX) return given;
  return createHash("sha256").update(`${fileKey}#${lineNumber}\n${line}`).digest("hex").slice(0, 32);
}

/** A field's text; logs write `-` for none. */
export function toText(field: string): string {
  return field === "-" ? "" : field;
}

/** Two letters in upper case; anything else is no country. */
export function toCountry(field: string): string {
  if (field.length !== 2 || field === "--") return "";
  return isLetter(field.charCodeAt(0)) && isLetter(field.charCodeAt(1)) ? field.toUpperCase() : "";
}

function isLetter(code: number): boolean {
  const upper = code & ~32;
  return upper >= 65 && upper <= 90;
}

/** `http` or `https`, in any case; `""` for anything else. */
export function toScheme(field: string): CdnRequest["scheme"] {
  if (field === "https" || field === "http") return field;
  // Longer words are not worth a copy in lower case.
  const plain = field.length <= 5 ? field.toLowerCase() : "";
  return plain === "https" || plain === "http" ? plain : "";
}

/** Splits an address into scheme, host and the rest: what was asked for. `undefined` where it is none of the web. */
export function splitUrl(
  url: string,
): { readonly scheme: "http" | "https"; readonly hostname: string; readonly uri: string } | undefined {
  const colon = url.indexOf("://");
  if (colon < 4 || colon > 5) return undefined;
  const scheme = toScheme(url.slice(0, colon));
  if (scheme === "") return undefined;
  const start = colon + 3;
  let end = start;
  for (; end < url.length; end++) {
    const code = url.charCodeAt(end);
    if (code === 47 || code === 63 || code === 35) break; // / ? #
  }
  const rest = url.slice(end);
  return { scheme, hostname: url.slice(start, end), uri: rest.startsWith("/") ? rest : `/${rest}` };
}
