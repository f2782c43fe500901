/**
 * A set of ids as intervals `[first, last]`, ascending, disjoint, never touching. What a stranger's string announces is kept
 * so and never expanded: 22 KB of ranges can name a quarter of a billion ids.
 */
export type IdRanges = readonly (readonly [first: number, last: number])[];

/** Makes a set of ids in any order, however often each is named. */
export function toIdRanges(ids: Iterable<number>): IdRanges {
  const ranges: [number, number][] = [];
  for (const id of [...ids].sort((one, other) => one - other)) addId(ranges, id);
  return ranges;
}

/** Adds an id that is not below any other. */
export function addId(ranges: [number, number][], id: number): void {
  const last = ranges.at(-1);
  if (last && id <= last[1] + 1) last[1] = Math.max(last[1], id);
  else ranges.push([id, id]);
}

/** Adds an interval that begins behind the last one; writers may cut one run of ids into several. */
export function addRange(ranges: [number, number][], first: number, last: number): void {
  const before = ranges.at(-1);
  if (before && first === before[1] + 1) before[1] = last;
  else ranges.push([first, last]);
}

/** Whether the set holds an id. */
export function hasId(ranges: IdRanges, id: number): boolean {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const [first, last] = ranges[middle] ?? [0, 0];
    if (id < first) high = middle;
    else if (id > last) low = middle + 1;
    else return true;
  }
  return false;
}

/** The largest id; 0 where there is none. */
export function toIdMax(ranges: IdRanges): number {
  return ranges.at(-1)?.[1] ?? 0;
}

/** How many ids the set holds. */
export function countIds(ranges: IdRanges): number {
  return ranges.reduce((sum, [first, last]) => sum + last - first + 1, 0);
}

/** Lists the ids: only for a set that is known to be small, as those of a list of vendors are. */
export function* listIds(ranges: IdRanges): Generator<number> {
  for (const [first, last] of ranges) for (let id = first; id <= last; id++) yield id;
}

/** What both sets hold. */
export function intersectIds(one: IdRanges, other: IdRanges): IdRanges {
  const both: [number, number][] = [];
  let index = 0;
  for (const [first, last] of one) {
    while ((other[index]?.[1] ?? Number.POSITIVE_INFINITY) < first) index++;
    for (let next = index; next < other.length; next++) {
      const [start, end] = other[next] ?? [0, 0];
      if (start > last) break;
      both.push([Math.max(first, start), Math.min(last, end)]);
    }
  }
  return both;
}
