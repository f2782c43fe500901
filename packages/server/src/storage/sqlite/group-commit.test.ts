import path from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { createTestFolder } from "../contract/test-folder.ts";
import { StorageUnavailableError } from "../errors.ts";
import { closeSqlite, openSqlite } from "./connection.ts";
import { createGroupCommit } from "./group-commit.ts";

function openTable(groupMax?: number) {
  const database = openSqlite({ file: path.join(createTestFolder(), "group.sqlite") });
  onTestFinished(() => closeSqlite(database));
  database.exec("CREATE TABLE lines (text TEXT NOT NULL) STRICT");
  const insert = database.prepare<[string]>("INSERT INTO lines VALUES (?)");
  const select = database.prepare<[], string>("SELECT text FROM lines ORDER BY rowid").pluck();
  const commits = createGroupCommit(database, groupMax);
  return { database, commits, add: (text: string) => insert.run(text), lines: () => select.all() };
}

describe("group commit", () => {
  test("syncs every commit to disk", () => {
    const { database } = openTable();
    expect(database.pragma("synchronous", { simple: true })).toBe(2);
    expect(database.pragma("journal_mode", { simple: true })).toBe("wal");
  });

  test("work that throws takes back what it did, and nothing of its neighbours", async () => {
    const { commits, add, lines } = openTable();
    const before = commits.run(() => add("before"));
    const failing = commits.run(() => {
      add("taken back");
      throw new Error("no");
    });
    const after = commits.run(() => add("after"));
    const outcomes = await Promise.allSettled([before, failing, after]);
    expect(outcomes.map((outcome) => outcome.status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(lines()).toEqual(["before", "after"]);
  });

  test("a piece that throws lets the others run again, once, and each is kept once", async () => {
    const { commits, add, lines } = openTable();
    const runs: string[] = [];
    const run = (text: string): Promise<unknown> =>
      commits.run(() => {
        runs.push(text);
        return add(text);
      });
    const first = run("a");
    const failing = commits.run(() => {
      throw new RangeError("mine");
    });
    await Promise.all([first, expect(failing).rejects.toThrow(new RangeError("mine")), run("b")]);
    await run("c");
    expect(lines()).toEqual(["a", "b", "c"]);
    expect(runs).toEqual(["a", "a", "b", "c"]);
  });

  test("when the engine drops the whole transaction, nobody in it is acknowledged and the next group works", async () => {
    const { database, commits, add, lines } = openTable();
    const outcomes = await Promise.allSettled([
      commits.run(() => add("lost")),
      commits.run(() => {
        database.exec("ROLLBACK");
        throw new Error("as the engine does on an I/O error");
      }),
      commits.run(() => add("never run")),
    ]);
    for (const outcome of outcomes) expect(outcome).toMatchObject({ reason: { code: "storage_unavailable" } });
    expect(lines()).toEqual([]);
    await commits.run(() => add("next"));
    expect(lines()).toEqual(["next"]);
  });

  test("when the commit fails, everybody is rejected and nothing is kept", async () => {
    const { database, commits, add, lines } = openTable();
    database.exec("CREATE TABLE parents (id INTEGER PRIMARY KEY)");
    database.exec("CREATE TABLE children (parent INTEGER REFERENCES parents (id) DEFERRABLE INITIALLY DEFERRED)");
    const outcomes = await Promise.allSettled([
      commits.run(() => add("innocent")),
      commits.run(() => database.exec("INSERT INTO children VALUES (1)")),
    ]);
    for (const outcome of outcomes) {
      expect(outcome.status === "rejected" && outcome.reason).toBeInstanceOf(StorageUnavailableError);
    }
    expect(lines()).toEqual([]);
    await commits.run(() => add("next"));
    expect(lines()).toEqual(["next"]);
  });

  test("work beyond the size of a group goes on in the next turn, in order", async () => {
    const { commits, add, lines } = openTable(3);
    const texts = Array.from({ length: 10 }, (_, number) => String(number));
    await Promise.all(texts.map((text) => commits.run(() => add(text))));
    expect(lines()).toEqual(texts);
  });

  test("ending waits for all that was taken and refuses what comes after", async () => {
    const { commits, add, lines } = openTable(2);
    const works = ["a", "b", "c", "d", "e"].map((text) => commits.run(() => add(text)));
    const ended = commits.end();
    await expect(commits.run(() => add("late"))).rejects.toBeInstanceOf(StorageUnavailableError);
    await ended;
    expect(lines()).toEqual(["a", "b", "c", "d", "e"]);
    await Promise.all(works);
  });
});
