import { readdir, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import Database from "better-sqlite3";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createLogFixture, type LogFixture, runToEnd } from "../../test/audit/log-fixture.ts";
import type { ObjectStore, RelationalStore } from "../storage/ports.ts";
import { readCheckpoint } from "./checkpoint.ts";
import { hashLeaf } from "./merkle.ts";
import { readSigners, readVkey } from "./note.ts";
import { createTreeBuilder } from "./tree-builder.ts";

let fixture: LogFixture;

beforeEach(async () => {
  fixture = await createLogFixture();
});
afterEach(() => fixture.close());

async function readHead(size?: number): Promise<{ size: number; root: string; note: string }> {
  const { auditLog } = fixture.store.repositories;
  const row = await fixture.store.read(() =>
    size === undefined ? auditLog.latestCheckpoint() : auditLog.checkpointFrom(size),
  );
  if (!row) throw new Error("no checkpoint");
  return { size: row.treeSize, root: row.rootHash, note: row.note };
}

/** The root that the entries in the database really have. */
async function computeRoot(size: number): Promise<string> {
  const { auditLog } = fixture.store.repositories;
  const builder = createTreeBuilder();
  const rows = await fixture.store.read(() => auditLog.leaves(0, size));
  for (const row of rows) builder.push(hashLeaf(Buffer.from(row.body)));
  expect(builder.size).toBe(size);
  return Buffer.from(builder.root()).toString("hex");
}

async function listObjects(): Promise<string[]> {
  const keys: string[] = [];
  for await (const key of fixture.objects.list("log/")) keys.push(key);
  return keys;
}

/** Changes the database behind the server's back, as somebody with its file can. */
function tamper(sql: string): void {
  const database = new Database(join(fixture.directory, "cookiehub.sqlite"));
  const triggers = database.prepare("SELECT name FROM sqlite_master WHERE type = 'trigger'").pluck().all();
  for (const name of triggers) database.exec(`DROP TRIGGER ${String(name)}`);
  database.pragma("foreign_keys = OFF");
  database.exec(sql);
  database.close();
}

describe("the sequencer", () => {
  test("gives every entry a place, and signs a checkpoint of the tree of exactly these entries", async () => {
    await fixture.append(600);
    await runToEnd(fixture.createSequencer());
    const head = await readHead();
    expect(head.size).toBe(600);
    expect(head.root).toBe(await computeRoot(600));
    const { checkpoint, note } = readCheckpoint(head.note);
    expect(checkpoint).toMatchObject({ origin: "log.example", size: 600, root: Buffer.from(head.root, "hex") });
    const [vkey = ""] = Buffer.from((await fixture.objects.get("log/keys/000000000000000")) ?? [])
      .toString()
      .split("\n");
    expect(readSigners(note, [readVkey(vkey)])).toHaveLength(1);
    expect(await listObjects()).toEqual([
      "log/checkpoints/000000000000256",
      "log/checkpoints/000000000000512",
      "log/checkpoints/000000000000600",
      "log/keys/000000000000000",
      ...["log/tile/0/000", "log/tile/0/001", "log/tile/0/002.p/88"],
      ...["log/tile/1/000.p/1", "log/tile/1/000.p/2"],
      ...["log/tile/entries/000", "log/tile/entries/001", "log/tile/entries/002.p/88"],
    ]);
  });

  test("signs nothing and writes nothing while nothing happens", async () => {
    await fixture.append(3);
    const sequencer = fixture.createSequencer();
    await runToEnd(sequencer);
    const before = await listObjects();
    expect(await sequencer.task.run()).toBe("idle");
    expect((await readHead()).size).toBe(3);
    expect(await listObjects()).toEqual(before);
  });

  test("keeps the objects small: between two anchors only what is full is written", async () => {
    const sequencer = fixture.createSequencer({ anchorEveryMs: 1000 });
    for (let round = 0; round < 20; round++) {
      await fixture.append(1);
      await runToEnd(sequencer);
    }
    expect((await readHead()).size).toBe(20);
    expect((await listObjects()).filter((key) => key.startsWith("log/tile/"))).toEqual([
      "log/tile/0/000.p/1",
      "log/tile/entries/000.p/1",
    ]);
  });

  test("whichever step fails, before or after it is done, ends with one history of every entry", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom("before", "after", undefined), { maxLength: 60 }),
        fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 1, maxLength: 4 }),
        async (faults, counts) => {
          const { size: before } = await readHead().catch(() => ({ size: 0 }));
          for (const count of counts) {
            await fixture.append(count);
            const flaky = createFlaky(() => faults.shift());
            for (let run = 0; run < 12 && faults.length > 0; run++) {
              // A process that died is another process afterwards.
              const sequencer = fixture.createSequencer(flaky);
              await sequencer.task.run().catch(() => "failed");
              await sequencer.task.run().catch(() => "failed");
            }
          }
          await runToEnd(fixture.createSequencer());
          const { auditLog } = fixture.store.repositories;
          const total = before + counts.reduce((sum, count) => sum + count, 0);
          expect(await fixture.store.read(() => auditLog.size())).toBe(total);
          if (total === 0) return;
          const head = await readHead();
          expect(head.size).toBe(total);
          for (let size = 1; size <= total; ) {
            const one = await readHead(size);
            expect(one.root, `checkpoint of ${one.size}`).toBe(await computeRoot(one.size));
            size = one.size + 1;
          }
        },
      ),
      { numRuns: 12 },
    );
  });

  test("of two processes on one database, even without a lock between them, leaves one history", async () => {
    const store: RelationalStore = { ...fixture.store, exclusively: (_name, work) => work() };
    const both = [fixture.createSequencer({ store }), fixture.createSequencer({ store })];
    for (let round = 0; round < 6; round++) {
      await fixture.append(90);
      await Promise.all(both.map((sequencer) => sequencer.task.run()));
    }
    await runToEnd(fixture.createSequencer());
    expect((await readHead()).root).toBe(await computeRoot(540));
    expect(both.map((sequencer) => sequencer.health().state)).toEqual(["signing", "signing"]);
  });

  test("makes lost tiles again from the database, and signs nothing twice", async () => {
    await fixture.append(700);
    await runToEnd(fixture.createSequencer());
    const before = await listObjects();
    await rm(join(fixture.directory, "objects", "log"), { recursive: true });
    await runToEnd(fixture.createSequencer());
    await fixture.append(1);
    await runToEnd(fixture.createSequencer());
    const after = await listObjects();
    const full = (keys: string[]): string[] => keys.filter((key) => /tile\/(0|entries)\/\d{3}$/.test(key));
    expect(full(after)).toEqual(full(before));
    expect((await readHead()).root).toBe(await computeRoot(701));
  });
});

describe("a log that somebody has changed", () => {
  async function expectFault(message: RegExp): Promise<void> {
    const before = await readHead();
    await fixture.append(1);
    const sequencer = fixture.createSequencer();
    // The patrol looks at one old tile a run.
    const runs = Array.from({ length: 4 }, () => () => sequencer.task.run());
    let failure: unknown;
    for (const run of runs) await run().catch((error: unknown) => (failure ??= error));
    expect(failure).toMatchObject({ code: "audit_log_fault", message: expect.stringMatching(message) });
    expect(sequencer.health()).toMatchObject({ state: "fault", reason: expect.stringMatching(message) });
    const isSigned = (await readHead()).size > before.size;
    // Another process finds it as well, at once.
    const other = fixture.createSequencer();
    await expect(other.task.run()).rejects.toMatchObject({ code: "audit_log_fault" });
    await fixture.append(1);
    await expect(other.task.run()).rejects.toMatchObject({ code: "audit_log_fault" });
    expect((await readHead()).size).toBe(before.size + (isSigned ? 1 : 0));
  }

  beforeEach(async () => {
    await fixture.append(600);
    await runToEnd(fixture.createSequencer());
  });

  test("stops at an entry whose text was edited", async () => {
    tamper("UPDATE audit_entries SET body = replace(body, 'custom', 'accept_all') WHERE seq = 590");
    await expectFault(/place 589 .* was changed/);
  });

  test("stops at an old entry whose text was edited and hashed again", async () => {
    const body = '{"forged":true}';
    const hash = Buffer.from(hashLeaf(Buffer.from(body))).toString("hex");
    tamper(`UPDATE audit_entries SET body = '${body}', leaf_hash = '${hash}' WHERE seq = 300`);
    await expectFault(/entries 256 to 511 are not those published/);
  });

  test("stops at a young entry whose text was edited and hashed again", async () => {
    const body = '{"forged":true}';
    const hash = Buffer.from(hashLeaf(Buffer.from(body))).toString("hex");
    tamper(`UPDATE audit_entries SET body = '${body}', leaf_hash = '${hash}' WHERE seq = 590`);
    await expectFault(/first 600 entries are not those/);
  });

  test("stops at a deleted entry", async () => {
    tamper("DELETE FROM audit_entries WHERE seq = 10; DELETE FROM audit_leaves WHERE seq = 10");
    await expectFault(/entries are missing|no entry at place/);
  });

  test("stops at entries that changed places", async () => {
    tamper(`UPDATE audit_leaves SET seq = -1 WHERE leaf_index = 520; UPDATE audit_leaves SET seq = 521 WHERE leaf_index = 521;
      UPDATE audit_leaves SET seq = -2 WHERE leaf_index = 521; UPDATE audit_leaves SET seq = 522 WHERE leaf_index = 520;
      UPDATE audit_leaves SET seq = 521 WHERE leaf_index = 521`);
    await expectFault(/first 600 entries are not those/);
  });

  test("stops when its end was cut off, checkpoints and all: the objects remember more", async () => {
    tamper("DELETE FROM audit_leaves WHERE leaf_index >= 500; DELETE FROM audit_checkpoints WHERE tree_size > 512");
    const sequencer = fixture.createSequencer();
    await fixture.append(40);
    await expect(sequencer.task.run()).rejects.toThrow("the database knows no such checkpoint");
    expect(sequencer.health().state).toBe("fault");
  });

  test("stops at an older copy of the database, restored before an anchor could show it, and signs no second history", async () => {
    const before = fixture.createSequencer({ anchorEveryMs: 3_600_000 });
    await fixture.append(1);
    await runToEnd(before);
    await fixture.append(200);
    await runToEnd(before);
    tamper("DELETE FROM audit_leaves WHERE leaf_index >= 700; DELETE FROM audit_checkpoints WHERE tree_size > 601");
    const sequencer = fixture.createSequencer();
    await fixture.append(1);
    await expect(sequencer.task.run()).rejects.toThrow("is of 768 entries, and the database has 701");
    expect(sequencer.health().state).toBe("fault");
    expect((await readHead()).size).toBe(601);
  });

  test("stops at a tile that was changed", async () => {
    const file = join(fixture.directory, "objects/log/tile/1/000.p/2");
    await writeFile(file, Buffer.alloc(64, 7));
    await expectFault(/first 600 entries are not those|is not what the database says/);
  });

  test("signs again when the fault has been mended", async () => {
    tamper("UPDATE audit_entries SET body = body || ' ' WHERE seq = 20");
    const sequencer = fixture.createSequencer();
    await expect(sequencer.task.run()).rejects.toThrow("place 19");
    await expect(sequencer.task.run()).rejects.toThrow("place 19");
    tamper("UPDATE audit_entries SET body = trim(body) WHERE seq = 20");
    await fixture.append(1);
    await runToEnd(sequencer);
    expect(sequencer.health().state).toBe("signing");
    expect((await readHead()).size).toBe(601);
  });
});

describe("the log's key", () => {
  test("is made on the first start, readable by its owner alone, and used ever after", async () => {
    await fixture.append(1);
    await runToEnd(fixture.createSequencer());
    expect(((await stat(fixture.keyFile)).mode & 0o777).toString(8)).toBe("600");
    expect((await readdir(fixture.directory)).filter((name) => name.startsWith("audit-key"))).toHaveLength(1);
    await fixture.append(1);
    await runToEnd(fixture.createSequencer());
    expect((await readHead()).size).toBe(2);
  });

  test.each([
    ["another key", { keyFile: "other.pem" }, /there is none/],
    ["another name", { origin: "other.example" }, /a log keeps its name/],
  ])("with %s a process gives places and signs nothing", async (_name, changes, reason) => {
    await fixture.append(1);
    await runToEnd(fixture.createSequencer());
    await fixture.append(2);
    const foreign = fixture.createSequencer(
      "keyFile" in changes ? { keyFile: join(fixture.directory, changes.keyFile) } : changes,
    );
    await runToEnd(foreign);
    expect(foreign.health()).toMatchObject({ state: "unsigned", reason: expect.stringMatching(reason) });
    const { auditLog } = fixture.store.repositories;
    expect(await fixture.store.read(() => auditLog.waiting())).toBe(0);
    expect((await readHead()).size).toBe(1);
    await runToEnd(fixture.createSequencer());
    expect((await readHead()).size).toBe(3);
  });
});

/** Makes every call of the stores fail at times, before it is done or (worse) after. */
function createFlaky(fail: () => "before" | "after" | undefined): { store: RelationalStore; objects: ObjectStore } {
  const wrap = <Port extends object>(port: Port, names: readonly string[]): Port =>
    new Proxy(port, {
      get(target, name) {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== "function" || !names.includes(String(name))) return member;
        return async (...args: unknown[]) => {
          const when = fail();
          if (when === "before") throw new Error("failed before");
          const answer: unknown = await Reflect.apply(member, target, args);
          if (when === "after") throw new Error("timed out after success");
          return answer;
        };
      },
    });
  return { store: wrap(fixture.store, ["transaction", "read"]), objects: wrap(fixture.objects, ["put", "get"]) };
}
