/** The middle one of the values, the upper of two; NaN where there are none. */
export function toMedian(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** The greatest of the values: for what may never happen. */
export function toWorst(values: readonly number[]): number {
  return Math.max(...values);
}
