export const DAY_MS = 86_400_000;

const KNOWN_DAYS_MAX = 1_000;
const knownDays = new Map<number, string>();

/** Names the UTC day of a time; throws where it is none. */
export function toDay(atMs: number): string {
  const number = Math.floor(atMs / DAY_MS);
  const known = knownDays.get(number);
  if (known !== undefined) return known;
  const day = new Date(atMs).toISOString().slice(0, 10);
  if (knownDays.size >= KNOWN_DAYS_MAX) knownDays.clear();
  knownDays.set(number, day);
  return day;
}
