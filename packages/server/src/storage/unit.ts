/** A value that every relational engine here can bind. */
export type SqlValue = string | number | bigint | null | Uint8Array;

/** One row as the engine hands it over. */
export type SqlRow = Readonly<Record<string, unknown>>;

/** One statement, ready to run: SQL in the dialect of its engine, and the values bound to it. */
export interface Statement {
  readonly sql: string;
  readonly values: readonly SqlValue[];
}

/**
 * Work on the relational store, written as a generator: it yields statements and receives their rows.
 * It does no I/O itself, so one repository serves an engine that answers at once (SQLite, inside a group commit) and
 * one that answers later (PostgreSQL, over a connection). A unit may be run again from its start (a serialization
 * failure), so it must not have effects of its own.
 */
export type Unit<Answer> = Generator<Statement, Answer, readonly SqlRow[]>;
