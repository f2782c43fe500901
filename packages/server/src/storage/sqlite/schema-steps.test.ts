import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createTestFolder } from "../contract/test-folder.ts";
import { closeSqlite, openSqlite } from "./connection.ts";
import { applySchemaSteps } from "./schema-steps.ts";

const ONE = "CREATE TABLE one (a)";
const TWO = "CREATE TABLE two (a); CREATE INDEX two_a ON two (a)";

function openEmpty() {
  const database = openSqlite({ file: path.join(createTestFolder(), "steps.sqlite") });
  onTestFinished(() => closeSqlite(database));
  const names = database.prepare<[], string>("SELECT name FROM sqlite_schema ORDER BY name").pluck();
  return { database, names: () => names.all() };
}

test("each schema step runs once, in order, from whichever release the file is", () => {
  const { database, names } = openEmpty();
  applySchemaSteps(database, [ONE]);
  applySchemaSteps(database, [ONE, TWO]);
  applySchemaSteps(database, [ONE, TWO]);
  expect(names()).toEqual(["one", "two", "two_a"]);
});

test("a schema step that fails leaves the file as it was", () => {
  const { database, names } = openEmpty();
  expect(() => applySchemaSteps(database, [ONE, "CREATE NONSENSE"])).toThrow("syntax error");
  expect(names()).toEqual([]);
  applySchemaSteps(database, [ONE]);
  expect(names()).toEqual(["one"]);
});

test("a file from a newer release is refused", () => {
  const { database } = openEmpty();
  applySchemaSteps(database, [ONE, TWO]);
  expect(() => applySchemaSteps(database, [ONE])).toThrow("newer release");
});
