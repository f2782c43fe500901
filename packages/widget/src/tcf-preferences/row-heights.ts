/** How high the rows of a list are, as far as they have been measured. */
export interface RowHeights<Item> {
  /** Where each row begins, and where the last one ends; pixels from the top of the list. */
  toTops(items: readonly Item[]): readonly number[];
  /** Takes a measurement. Answers whether the row is not as high as was thought. */
  take(item: Item, heightPx: number): boolean;
  /** Height of a row that has not been measured. */
  readonly rowPx: () => number;
  /** The width has changed: nothing is known any more. */
  forget(): void;
}

/** Until a row has been measured. */
const ROW_PX = 64;

/** Opens the heights of a list's rows; the first one that is measured tells of the others. */
export function createRowHeights<Item>(): RowHeights<Item> {
  const heights = new Map<Item, number>();
  let rowPx = ROW_PX;
  return {
    rowPx: () => rowPx,
    forget: () => heights.clear(),
    toTops(items) {
      let top = 0;
      const tops = [top];
      for (const item of items) {
        top += heights.get(item) ?? rowPx;
        tops.push(top);
      }
      return tops;
    },
    take(item, heightPx) {
      // What is hidden has no height.
      if (!heightPx) return false;
      const thoughtPx = heights.get(item) ?? rowPx;
      if (heights.size === 0) rowPx = heightPx;
      heights.set(item, heightPx);
      return heightPx !== thoughtPx;
    },
  };
}

/** Part of a list, in pixels from its top. */
export type Stretch = readonly [fromPx: number, toPx: number];

/** Rows are made this far above and below what is seen. */
const AHEAD_PX = 200;

/**
 * Indices of the rows that are wanted, ascending: those in sight, some around them, and the one that has the focus with its
 * neighbours, so that Tab leads on from wherever the list was scrolled to.
 */
export function toWanted(tops: readonly number[], [from, to]: Stretch, focused: number): number[] {
  const wanted: number[] = [];
  for (let index = 0; index < tops.length - 1; index++) {
    const isNear = (tops[index + 1] ?? 0) > from - AHEAD_PX && (tops[index] ?? 0) < to + AHEAD_PX;
    if (isNear || (focused >= 0 && Math.abs(index - focused) < 2)) wanted.push(index);
  }
  return wanted;
}

/** Those of the wanted rows, ascending, that are made already, and at most `max` others: the ones nearest to what is seen. */
export function toBatch(
  wanted: readonly number[],
  isMade: (index: number) => boolean,
  tops: readonly number[],
  [from, to]: Stretch,
  max: number,
): number[] {
  const toFarPx = (index: number) => Math.max(from - (tops[index + 1] ?? 0), (tops[index] ?? 0) - to, 0);
  const missing = wanted.filter((index) => !isMade(index)).sort((one, other) => toFarPx(one) - toFarPx(other));
  const later = new Set(missing.slice(max));
  return wanted.filter((index) => !later.has(index));
}

/** The row that is seen first: it stays where it is when heights above it turn out to be others. */
export const toAnchor = (tops: readonly number[], [from]: Stretch): number =>
  Math.max(tops.findIndex((top) => top > from) - 1, 0);

/** The row that a key leads to from another; `index` itself for any other key. */
export function toTarget(key: string, index: number, count: number, pageRows: number): number {
  const steps: Readonly<Record<string, number>> = { PageDown: pageRows, PageUp: -pageRows, Home: -count, End: count };
  return Math.min(Math.max(index + (steps[key] ?? 0), 0), count - 1);
}
