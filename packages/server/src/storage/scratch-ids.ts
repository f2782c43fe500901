import SqliteDatabase from "better-sqlite3";

/** An id with its time; ids of two kinds or codes are two. */
export interface TimedId {
  readonly code: string;
  readonly id: string;
  readonly atMs: number;
}

/** How many ids there are of a kind on a UTC day. */
export interface IdDay {
  readonly kind: string;
  readonly day: string;
  readonly count: number;
}

/** Remembers ids and the least time of each. Nothing of it is left when it is closed, or when the process ends. */
export interface ScratchIds {
  add(kind: string, ids: readonly TimedId[]): void;
  /** Ascending by day, then kind. */
  countDays(): IdDay[];
  close(): void;
}

const CACHE_KIB = 65_536;

/** Opens it in a nameless file of the system's temporary folder, so that memory does not grow with the ids. */
export function createScratchIds(): ScratchIds {
  // An empty name: the engine makes a file that has none, and no other process sees it.
  const database = new SqliteDatabase("");
  database.pragma("journal_mode = OFF");
  database.pragma("synchronous = OFF");
  database.pragma(`cache_size = -${CACHE_KIB}`);
  database.exec(
    `CREATE TABLE ids (kind TEXT NOT NULL, code TEXT NOT NULL, id TEXT NOT NULL, at_ms INTEGER NOT NULL,
      PRIMARY KEY (kind, code, id)) STRICT, WITHOUT ROWID`,
  );
  const put = database.prepare<[string, string, string, number]>(
    `INSERT INTO ids (kind, code, id, at_ms) VALUES (?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET at_ms = min(at_ms, excluded.at_ms)`,
  );
  const count = database.prepare<[], IdDay>(
    "SELECT kind, date(at_ms / 1000, 'unixepoch') AS day, count(*) AS count FROM ids GROUP BY day, kind ORDER BY day, kind",
  );
  const add = database.transaction((kind: string, ids: readonly TimedId[]) => {
    for (const { code, id, atMs } of ids) put.run(kind, code, id, atMs);
  });
  return { add, countDays: () => count.all(), close: () => void database.close() };
}
