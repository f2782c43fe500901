/**
 * Writes JSON with sorted keys and no spaces (the shape of RFC 8785 for the values used here: strings, finite numbers,
 * booleans, null, arrays, plain objects), so that equal values have equal bytes and so equal hashes.
 * Members that are `undefined` are left out, as in `JSON.stringify`.
 */
export function toCanonicalJson(value: unknown): string {
  return JSON.stringify(toSorted(value));
}

function toSorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toSorted);
  if (value === null || typeof value !== "object") return value;
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, member]) => [key, toSorted(member)]));
}
