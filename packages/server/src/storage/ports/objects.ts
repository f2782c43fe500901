/**
 * Bronze, exports, archives.
 * Guarantee: write-once. `put` is atomic and durable: a key holds all of one body or does not exist, and what it holds
 * never changes. Keys are relative paths of `A-Z a-z 0-9 . _ = -` and `/`, at most 1,024 characters, without empty,
 * `.` or `..` segments; any other key rejects with `ObjectKeyError`.
 */
export interface ObjectStore {
  /** Answers `exists`, and changes nothing, when the key is taken. */
  put(key: string, body: Uint8Array): Promise<"created" | "exists">;
  get(key: string): Promise<Uint8Array | undefined>;
  /** Keys that start with a prefix (any text of a key's letters, or `""`), ascending by character code. */
  list(prefix: string): AsyncIterable<string>;
  ping(): Promise<void>;
}
