const DAY_MS = 86_400_000;

/** Lists the UTC days of a period, both ends included. */
export function toDays(from: string, to: string): string[] {
  const days: string[] = [];
  for (let at = Date.parse(from); at <= Date.parse(to); at += DAY_MS)
    days.push(new Date(at).toISOString().slice(0, 10));
  return days;
}

/** Divides and rounds to four digits; nothing of nothing is 0. */
export function round4(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.round((part / whole) * 10_000) / 10_000;
}
