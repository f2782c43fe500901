import type { Statement as SqliteStatement } from "better-sqlite3";
import { SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from "kysely";
import { StorageUnavailableError } from "../errors.ts";
import type { LockRepository, RelationalStore } from "../ports.ts";
import { closeSqlite, type Database, openSqlite, type SqliteOptions } from "../sqlite/connection.ts";
import { toStorageError } from "../sqlite/errors.ts";
import { createGroupCommit } from "../sqlite/group-commit.ts";
import type { SqlRow, Statement, Unit } from "../unit.ts";
import { migrateSqlite } from "./migrations/sqlite.ts";
import { createRepositories, type QueryDialect } from "./repositories.ts";

const DIALECT: QueryDialect = {
  createAdapter: () => new SqliteAdapter(),
  createIntrospector: (db) => new SqliteIntrospector(db),
  createQueryCompiler: () => new SqliteQueryCompiler(),
};

// One writer: a unit runs whole before the next begins.
const NO_LOCKS: LockRepository = { *hold() {} };

export type SqliteRelationalOptions = Omit<SqliteOptions, "readonly">;

/**
 * Opens the relational store in one SQLite file, bringing its tables up to date.
 * Units of one event-loop turn share a commit; a point read takes some microseconds, so it runs on this thread too.
 */
export async function createSqliteRelational(options: SqliteRelationalOptions): Promise<RelationalStore> {
  const database = openSqlite(options);
  try {
    await migrateSqlite(database);
  } catch (error) {
    closeSqlite(database);
    throw error;
  }
  const commits = createGroupCommit(database);
  const engine = createEngine(database);

  return {
    repositories: createRepositories(DIALECT, NO_LOCKS),
    transaction: (unit) => commits.run(() => engine.write(unit())),
    // Groups run whole within one turn, so a read never sees an open transaction, nor a write between its statements.
    async read(unit) {
      try {
        return engine.read(unit());
      } catch (error) {
        throw toStorageError(error);
      }
    },
    exclusively: createExclusion(),
    async prepareAhead() {},
    async ping() {
      if (!database.open) throw new StorageUnavailableError("database: closed");
      try {
        database.prepare("SELECT 1").get();
      } catch (error) {
        throw toStorageError(error);
      }
    },
    async close() {
      await commits.end();
      closeSqlite(database);
    },
  };
}

// Two processes on one file are not kept apart here: what such work writes is safe without it.
function createExclusion(): RelationalStore["exclusively"] {
  const running = new Set<string>();
  return async (name, work) => {
    if (running.has(name)) return undefined;
    running.add(name);
    try {
      return await work();
    } finally {
      running.delete(name);
    }
  };
}

interface Engine {
  write<Answer>(unit: Unit<Answer>): Answer;
  read<Answer>(unit: Unit<Answer>): Answer;
}

function createEngine(database: Database): Engine {
  const statements = new Map<string, SqliteStatement<unknown[], SqlRow>>();

  function find(sql: string): SqliteStatement<unknown[], SqlRow> {
    const known = statements.get(sql);
    if (known !== undefined) return known;
    const statement = database.prepare<unknown[], SqlRow>(sql);
    statements.set(sql, statement);
    return statement;
  }

  function write({ sql, values }: Statement): readonly SqlRow[] {
    const statement = find(sql);
    if (statement.reader) return statement.all(values);
    statement.run(values);
    return [];
  }

  function read({ sql, values }: Statement): readonly SqlRow[] {
    const statement = find(sql);
    if (!statement.readonly) throw new TypeError("a unit that reads tried to write");
    return statement.all(values);
  }

  return { write: (unit) => drive(unit, write), read: (unit) => drive(unit, read) };
}

/** Runs a unit to its end. A failed statement ends it: no engine here lets a unit go on after one. */
function drive<Answer>(unit: Unit<Answer>, run: (statement: Statement) => readonly SqlRow[]): Answer {
  let step = unit.next();
  while (step.done !== true) step = unit.next(run(step.value));
  return step.value;
}
