/** How long an answer may be used, by its own headers (RFC 9111). */
export interface Freshness {
  /** Until when, in milliseconds since 1970. */
  readonly validUntilMs: number;
  /** Whether the answer said so; else a standard was taken. */
  readonly isStated: boolean;
}

/**
 * Reads until when an answer is fresh: `max-age` of its `Cache-Control` from when it was asked for, less the `Age` that it
 * had when it came (T71: never longer, never shorter). `no-store` and `no-cache` are no time at all.
 */
export function toFreshness(headers: Pick<Headers, "get">, askedAtMs: number, standardSeconds: number): Freshness {
  const directives = (headers.get("cache-control") ?? "").toLowerCase().split(/\s*,\s*/);
  if (directives.some((one) => /^\s*no-(?:store|cache)\b/.test(one)))
    return { validUntilMs: askedAtMs, isStated: true };
  const stated = directives.map((one) => /^\s*max-age\s*=\s*"?(\d{1,10})"?\s*$/.exec(one)?.[1]).find(Boolean);
  if (stated === undefined) return { validUntilMs: askedAtMs + standardSeconds * 1000, isStated: false };
  const age = /^\s*(\d{1,10})\s*$/.exec(headers.get("age") ?? "")?.[1] ?? "0";
  return { validUntilMs: askedAtMs + Math.max(0, Number(stated) - Number(age)) * 1000, isStated: true };
}
