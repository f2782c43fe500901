import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from "kysely";
import { expect, test } from "vitest";
import { prepare } from "./prepare.ts";
import type { Tables } from "./tables.ts";

const queries = new Kysely<Tables>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
    createDriver: () => new DummyDriver(),
  },
});

const find = prepare<{ limit: number; key: string }>((parameter) =>
  queries
    .selectFrom("ingest_objects")
    .select("key")
    .where("key", ">", parameter("key"))
    .where("state", "=", "pending")
    .where("last_error", "!=", parameter("key"))
    .limit(parameter("limit")),
);

test("a prepared statement puts each value where its name stands, and keeps constants", () => {
  const statement = find.bind({ limit: 5, key: "a' OR 1=1" });
  expect(statement.values).toEqual(["a' OR 1=1", "pending", "a' OR 1=1", 5]);
  expect(statement.sql).toContain(`"key" > $1`);
  expect(statement.sql).not.toContain("OR 1=1");
});

test("a prepared statement is compiled once", () => {
  expect(find.bind({ limit: 1, key: "a" }).sql).toBe(find.bind({ limit: 2, key: "b" }).sql);
});

test("a missing value is refused before it reaches the database", () => {
  expect(() => find.bind({ limit: 1 } as never)).toThrow("no value for the parameter key");
});
