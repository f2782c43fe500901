import { readFile, stat } from "node:fs/promises";
import { isLoopback } from "../../tcf/variables.ts";
import { AsnDataError } from "./asn-data-error.ts";

/** Where networks and their ASN come from: a file of this machine, or a URL. A URL may hold a key: it is never logged. */
export type AsnSource =
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "url"; readonly url: string };

/** GeoLite2-ASN as MaxMind publishes it, for the holder of a licence key. */
export function toMaxMindSource(licenseKey: string): AsnSource {
  const url = new URL("https://download.maxmind.com/app/geoip_download?edition_id=GeoLite2-ASN-CSV&suffix=zip");
  url.searchParams.set("license_key", licenseKey);
  return { kind: "url", url: url.href };
}

/** Reads an address or a path. Throws an `Error` where it is an address that may not be asked. */
export function toAsnSource(text: string): AsnSource {
  if (!/^[a-z][a-z0-9+.-]+:\/\//i.test(text)) return { kind: "file", path: text };
  const url = URL.parse(text);
  if (url === null || !isSafe(url)) throw new Error("must be a path or an https address");
  return { kind: "url", url: url.href };
}

function isSafe(url: URL): boolean {
  const isPrivate = url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url.hostname));
  return isPrivate && url.username === "" && url.password === "";
}

export const ASN_BYTES_MAX = 64 * 1024 * 1024;
const REDIRECTS_MAX = 3;

export interface AsnDownloadOptions {
  readonly timeoutMs: number;
  readonly bytesMax: number;
  /** Ends the download before its time. */
  readonly signal: AbortSignal;
}

/**
 * Downloads a file. Follows redirects to other hosts, because publishers hand out files from storage of their own, but
 * never to plain http. Throws `AsnDataError`, whose message holds no address.
 */
export async function downloadAsnFile(url: string, options: AsnDownloadOptions): Promise<Uint8Array> {
  const signal = AbortSignal.any([AbortSignal.timeout(options.timeoutMs), options.signal]);
  try {
    const response = await follow(new URL(url), signal);
    if (response.status !== 200) {
      await response.body?.cancel();
      throw new AsnDataError("bad_status", `the answer was ${response.status}`);
    }
    return await readBody(response, options.bytesMax);
  } catch (error) {
    if (error instanceof AsnDataError) throw error;
    throw new AsnDataError("unreachable", "there was no answer in time", { cause: error });
  }
}

async function follow(start: URL, signal: AbortSignal): Promise<Response> {
  let url = start;
  for (let hops = 0; ; hops++) {
    const response = await fetch(url, { signal, redirect: "manual", referrerPolicy: "no-referrer" });
    if (![301, 302, 303, 307, 308].includes(response.status)) return response;
    await response.body?.cancel();
    const next = URL.parse(response.headers.get("location") ?? "", url.href);
    const isAllowed = next !== null && isSafe(next) && (next.protocol === "https:" || start.protocol === "http:");
    if (!isAllowed || hops >= REDIRECTS_MAX) throw new AsnDataError("bad_redirect", "the answer leads elsewhere");
    url = next;
  }
}

// Counted as it comes: an answer's own word on its length is not believed.
async function readBody(response: Response, bytesMax: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of response.body ?? []) {
    length += part.length;
    if (length > bytesMax) throw new AsnDataError("too_large", `the answer has more than ${bytesMax} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** What changes when a file is replaced. */
export async function readFileVersion(path: string): Promise<string> {
  try {
    const { mtimeMs, size, ino } = await stat(path);
    return `${mtimeMs} ${size} ${ino}`;
  } catch (error) {
    throw new AsnDataError("unreadable", `${path} cannot be read`, { cause: error });
  }
}

export async function readAsnPath(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new AsnDataError("unreadable", `${path} cannot be read`, { cause: error });
  }
}
