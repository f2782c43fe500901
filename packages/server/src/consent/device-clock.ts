/** The later of two readings of one device's clock, in milliseconds; `null`: it told none (0024). */
export function toLatestReading(known: number | null, statedAtMs: number | null): number | null {
  if (known === null || statedAtMs === null) return statedAtMs ?? known;
  return Math.max(known, statedAtMs);
}
