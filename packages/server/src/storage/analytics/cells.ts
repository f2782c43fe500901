import { readOrAdd } from "./read-or-add.ts";

/**
 * Sums of many small groups, packed into one column: by a key, then by the number of a cell. A place has hundreds of them on
 * a day; as rows they cost ten times as much to write, and to add up over a period.
 */
export type Cells = Map<string, Map<number, number>>;

export function addToCells(cells: Cells, key: string, cell: number, amount: number): void {
  const sums = readOrAdd(cells, key, () => new Map<number, number>());
  sums.set(cell, (sums.get(cell) ?? 0) + amount);
}

/** Adds what a text of `formatCells` holds, under the keys that it has or under others. */
export function addText(cells: Cells, text: string, toKey: (key: string) => string = (key) => key): void {
  const packed: Record<string, number[]> = JSON.parse(text);
  for (const key of Object.keys(packed)) {
    const pairs = packed[key] ?? [];
    const sums = readOrAdd(cells, toKey(key), () => new Map<number, number>());
    for (let index = 0; index + 1 < pairs.length; index += 2) {
      const cell = pairs[index] ?? 0;
      sums.set(cell, (sums.get(cell) ?? 0) + (pairs[index + 1] ?? 0));
    }
  }
}

/** Writes cells as `{key: [cell, sum, cell, sum, ...]}`, without sums of zero. */
export function formatCells(cells: Cells): string {
  const packed: [string, number[]][] = [];
  for (const [key, sums] of cells) {
    const pairs: number[] = [];
    for (const [cell, amount] of sums) if (amount !== 0) pairs.push(cell, amount);
    if (pairs.length > 0) packed.push([key, pairs]);
  }
  return JSON.stringify(Object.fromEntries(packed));
}

/** What stands in a column without any sum. */
export const NO_CELLS = "{}";
