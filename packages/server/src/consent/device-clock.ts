/** The later of two readings of one device's clock, in milliseconds; `null`: it told none (0024). */
export function toLatestReading(known: number | null, statedAtMs: number | null): number | null {
  if (known === null || statedAtMs === null) return statedAtMs ?? known;
  return Math.max(known, statedAtMs);
}

/** How far a clock may be ahead of ours and still order decisions: a wrong time zone is, a wrong year tells nothing. */
const AHEAD_MAX_MS = 86_400_000;

/**
 * Reads a time that a device told; `null` for one that is further ahead than a wrong time zone. Every later decision of
 * the device would be older than that one, and never stand, once the clock is set right: then arrival orders.
 */
export function readStatedAt(statedAtMs: number | null, nowMs: number): number | null {
  return statedAtMs !== null && statedAtMs <= nowMs + AHEAD_MAX_MS ? statedAtMs : null;
}
