/** A range of UTC days, both of them in it. */
export interface Period {
  readonly from: string;
  readonly to: string;
}

export const DAY_MS = 86_400_000;

export const toDay = (atMs: number): string => new Date(atMs).toISOString().slice(0, 10);

export const addDays = (day: string, days: number): string => toDay(Date.parse(day) + days * DAY_MS);

/** Names the days of a period, oldest first. */
export function listDays({ from, to }: Period): string[] {
  const count = Math.floor((Date.parse(to) - Date.parse(from)) / DAY_MS) + 1;
  return Array.from({ length: Math.max(0, count) }, (_, index) => addDays(from, index));
}

/** Tells whether a time lies in a period. */
export function createPeriodCheck({ from, to }: Period): (atMs: number) => boolean {
  const fromMs = Date.parse(from);
  const beforeMs = Date.parse(to) + DAY_MS;
  return (atMs) => fromMs <= atMs && atMs < beforeMs;
}
