/** An entry of a log that is written as JSON: one object a line. */
export type JsonEntry = Readonly<Record<string, unknown>>;

/** Reads a line; `undefined` where it is no object. */
export function readJsonEntry(line: string): JsonEntry | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonEntry) : undefined;
  } catch {
    return undefined;
  }
}

/** A field's text; numbers as they are written, anything else is none. */
export function readField(entry: JsonEntry, name: string): string {
  const value = Object.hasOwn(entry, name) ? entry[name] : undefined;
  if (typeof value === "string") return value;
  return typeof value === "number" ? String(value) : "";
}
