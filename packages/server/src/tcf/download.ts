import { type Freshness, toFreshness } from "./freshness.ts";
import { isLoopback } from "./variables.ts";

/** Why nothing was downloaded. */
export type DownloadFault = "unreachable" | "bad_status" | "bad_redirect" | "too_large";

/** The publisher of the list gave no answer that can be used. */
export class DownloadError extends Error {
  readonly code: DownloadFault;
  constructor(code: DownloadFault, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "DownloadError";
    this.code = code;
  }
}

/** What came: `bytes` undefined where the copy at hand (`etag`) is still the newest. */
export interface Download extends Freshness {
  readonly bytes: Uint8Array | undefined;
  readonly etag: string | null;
}

export interface DownloadOptions {
  /** Tag of the copy at hand. */
  readonly etag: string | null;
  readonly bytesMax: number;
  readonly timeoutMs: number;
  /** Taken where the answer does not say how long it holds, in seconds. */
  readonly standardSeconds: number;
  /** Ends the download before its time. */
  readonly signal: AbortSignal;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

const REDIRECTS_MAX = 3;
const ETAG_LENGTH_MAX = 200;

/**
 * Downloads a file of the vendor list (T71). Follows redirects to the same host alone, and never from https to http: whoever
 * answers in the publisher's stead decides who may be agreed to. Throws `DownloadError`.
 */
export async function download(url: string, options: DownloadOptions): Promise<Download> {
  const askedAtMs = options.now();
  const signal = AbortSignal.any([AbortSignal.timeout(options.timeoutMs), options.signal]);
  try {
    const response = await follow(new URL(url), options.etag, signal);
    const freshness = toFreshness(response.headers, askedAtMs, options.standardSeconds);
    if (response.status === 304 && options.etag !== null) {
      await response.body?.cancel();
      return { ...freshness, bytes: undefined, etag: options.etag };
    }
    if (response.status !== 200) {
      await response.body?.cancel();
      throw new DownloadError("bad_status", `the answer was ${response.status}`);
    }
    const etag = response.headers.get("etag");
    const bytes = await readBody(response, options.bytesMax);
    return { ...freshness, bytes, etag: etag !== null && etag.length <= ETAG_LENGTH_MAX ? etag : null };
  } catch (error) {
    if (error instanceof DownloadError) throw error;
    throw new DownloadError("unreachable", "there was no answer in time", { cause: error });
  }
}

async function follow(start: URL, etag: string | null, signal: AbortSignal): Promise<Response> {
  const headers = {
    Accept: "application/json",
    "Accept-Encoding": "gzip, deflate, br",
    ...(etag !== null && { "If-None-Match": etag }),
  };
  let url = start;
  for (let hops = 0; ; hops++) {
    const response = await fetch(url, { headers, signal, redirect: "manual", credentials: "omit" });
    if (![301, 302, 303, 307, 308].includes(response.status)) return response;
    await response.body?.cancel();
    const next = URL.parse(response.headers.get("location") ?? "", url.href);
    if (next === null || hops >= REDIRECTS_MAX || !isSamePlace(start, next)) {
      throw new DownloadError("bad_redirect", "the answer leads elsewhere");
    }
    url = next;
  }
}

function isSamePlace(start: URL, next: URL): boolean {
  const isSafe = next.protocol === "https:" || (start.protocol === "http:" && isLoopback(next.hostname));
  return isSafe && next.hostname === start.hostname && !next.username && !next.password;
}

// Counted as it is unpacked: a small answer may hold a large one.
async function readBody(response: Response, bytesMax: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of response.body ?? []) {
    length += part.length;
    if (length > bytesMax) throw new DownloadError("too_large", `the answer has more than ${bytesMax} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts);
}
