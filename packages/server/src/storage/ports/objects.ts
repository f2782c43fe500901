/**
 * Bronze, exports, archives.
 * Guarantee: write-once. `put` is atomic and durable: a key holds all of one body or does not exist, and what it holds
 * never changes. Keys are relative paths of `A-Z a-z 0-9 . _ = -` and `/`, at most 1,024 characters, without empty,
 * `.` or `..` segments; any other key rejects with `ObjectKeyError`.
 */
export interface ObjectStore {
  /** Answers `exists`, and changes nothing, when the key is taken. */
  put(key: string, body: Uint8Array): Promise<"created" | "exists">;
  /**
   * The same of a body of any length, of which no more than some MiB are held at a time. It is read as it is written; when it
   * fails, the call rejects with its own fault and leaves nothing.
   */
  putStream(key: string, body: AsyncIterable<Uint8Array>): Promise<"created" | "exists">;
  get(key: string): Promise<Uint8Array | undefined>;
  /** A body of any length, which is read as it is asked for: until then nothing is open. Rejects rather than end early. */
  getStream(key: string): Promise<AsyncIterable<Uint8Array> | undefined>;
  /** Makes an address that gives whoever has it the object, as a file to be saved, for so long. Only where a service can. */
  createDownloadUrl?(key: string, options: DownloadUrlOptions): Promise<string>;
  /** Ends an object that was kept for a time; one that is not there is no fault. */
  remove(key: string): Promise<void>;
  /** Keys that start with a prefix (any text of a key's letters, or `""`), ascending by character code. */
  list(prefix: string): AsyncIterable<string>;
  ping(): Promise<void>;
}

export interface DownloadUrlOptions {
  readonly expiresInS: number;
  /** Of `A-Z a-z 0-9 . _ -`; stands in the address. */
  readonly fileName: string;
}
