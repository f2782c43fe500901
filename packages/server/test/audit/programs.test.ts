import { spawnSync } from "node:child_process";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import Database from "better-sqlite3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createArchive } from "../../src/audit/archive.ts";
import { createLogReader } from "../../src/audit/log-reader.ts";
import { readReceipt } from "../../src/audit/receipt.ts";
import { createLogFixture, type LogFixture, runToEnd } from "./log-fixture.ts";
import { cutBack, TAMPERINGS } from "./tampering.ts";

// The programs that people run: the server's own commands, and the script of the guide, which needs python3 and openssl.
const MAIN = fileURLToPath(new URL("../../src/main.ts", import.meta.url));
const SCRIPT = fileURLToPath(new URL("../../../../docs/guides/verify_log.py", import.meta.url));
const hasPython = spawnSync("python3", ["--version"]).status === 0 && spawnSync("openssl", ["version"]).status === 0;
// Where the script cannot run, its twin `independent-verifier.ts` has checked the same; in CI it has to.
const isScriptDue = hasPython || process.env.CI !== undefined;

let work: string;
let fixture: LogFixture;
let exported: string;
let key: string;
let receiptFile: string;
let checkpointFile: string;

beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), "cookiehub-programs-"));
  fixture = await createLogFixture();
  const sequencer = fixture.createSequencer();
  const [entry] = await fixture.append(270);
  await runToEnd(sequencer);
  await fixture.append(30);
  await runToEnd(sequencer);
  const { store, objects } = fixture;
  const archive = createArchive({ store, objects, now: () => Date.UTC(2030, 0), archiveAfterDays: 1, retainDays: 9 });
  await archive.run();
  exported = join(work, "export");
  expect(run("export-audit", "--to", exported)).toMatchObject({
    status: 0,
    output: expect.stringContaining("300 entries"),
  });
  key = (await readFile(join(exported, "log/keys", "0".repeat(15)), "utf8")).trim();
  const reader = createLogReader(store, objects);
  const receipt = await readReceipt({ store, log: reader }, "demo", entry?.auditId ?? "", { deviceId: "dev_00000000" });
  receiptFile = join(work, "receipt.json");
  checkpointFile = join(work, "checkpoint");
  await writeFile(receiptFile, JSON.stringify(receipt));
  await cp(join(exported, "log/checkpoint"), checkpointFile);
}, 60_000);
afterAll(async () => {
  await fixture.close();
  await rm(work, { recursive: true, force: true });
});

function run(...args: string[]): { status: number | null; output: string } {
  return runOn(fixture.directory, ...args);
}

function runOn(directory: string, ...args: string[]): { status: number | null; output: string } {
  const env = { ...process.env, COOKIEHUB_DATA_DIR: directory, COOKIEHUB_LOG_ORIGIN: "log.example" };
  const flags = ["--conditions=@cookiehub/source", "--no-warnings", MAIN, ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, flags, { env, encoding: "utf8" });
  return { status, output: stdout + stderr };
}

function runScript(...args: string[]): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync("python3", [SCRIPT, ...args], { encoding: "utf8" });
  return { status, output: `${stdout}${stderr}` };
}

async function tamper(name: string): Promise<string> {
  const copy = join(work, `copy-${name.replace(/\W+/g, "-")}`);
  await cp(exported, copy, { recursive: true });
  let turn = 0;
  expect(
    TAMPERINGS[name]?.(join(copy, "log"), (below) => turn++ % below, await readFile(fixture.keyFile, "utf8")),
  ).toBe(true);
  return copy;
}

describe("cookiehub-server verify-audit", () => {
  test("says that a whole log holds, with everything that was brought along, and ends with 0", () => {
    const given = ["--key", key, "--checkpoint", checkpointFile, "--receipt", receiptFile];
    const { status, output } = run("verify-audit", exported, ...given);
    expect(output).toContain("300 entries, 4 checkpoints, 1 archives, 1 receipts");
    expect(output).toContain("All of it holds");
    expect(status).toBe(0);
  });

  test("says when it took the log's own word for its key", () => {
    const { status, output } = run("verify-audit", exported);
    expect(output).toContain(key);
    expect(output).toContain("taken from the folder itself");
    expect(status).toBe(0);
  });

  test("checks the objects of a running server as they are", () => {
    const { status, output } = run("verify-audit", join(fixture.directory, "objects"), "--key", key);
    expect([status, output]).toEqual([0, expect.stringContaining("All of it holds")]);
  });

  test("says in words what is wrong and where, and ends with 1", async () => {
    const { status, output } = run("verify-audit", await tamper("edited entry"), "--key", key);
    expect(output).toMatch(/tile is not that of the entries, from entry \d+ on/);
    expect(output).toContain("something was edited, removed, added or moved");
    expect(status).toBe(1);
  });

  test("asks for a folder when there is none, and says when it holds no log", () => {
    expect(run("verify-audit")).toMatchObject({ status: 2, output: expect.stringContaining("Name the folder") });
    expect(run("verify-audit", work)).toMatchObject({ status: 2, output: expect.stringMatching(/holds no log.*\n$/) });
  });

  test("says in one line what cannot be read or written, and ends with 2: 1 is for a log that does not hold", () => {
    const given = join(work, "nowhere");
    for (const [args, words] of [
      [["verify-audit", exported, "--receipt", given], /nowhere cannot be read/],
      [["verify-audit", exported, "--checkpoint", work], /cannot be read/],
      [["verify-audit", exported, "--key", "no key"], /--key takes a verifier key/],
      [["export-audit", "--to", exported], /is not empty/],
    ] as const) {
      const { status, output } = run(...args);
      expect([status, output]).toEqual([2, expect.stringMatching(words)]);
      expect(output).toMatch(/^[^\n]*\n$/);
    }
  });
});

describe("cookiehub-server export-audit", () => {
  test("says in words which entry is not what was hashed, ends with 1, and asks to keep everything as it is", async () => {
    const broken = await createLogFixture();
    await broken.append(3);
    await runToEnd(broken.createSequencer());
    await broken.store.close();
    const database = new Database(join(broken.directory, "cookiehub.sqlite"));
    database.exec(
      "DROP TRIGGER audit_entries_refuse_update; UPDATE audit_entries SET body = body || ' ' WHERE seq = 2",
    );
    database.close();
    const { status, output } = runOn(broken.directory, "export-audit", "--to", join(work, "broken"));
    expect([status, output]).toEqual([
      1,
      expect.stringMatching(/^This log does not hold: the entry at place 1 .*\nKeep a copy/),
    ]);
    expect(output).not.toContain("    at ");
    await rm(broken.directory, { recursive: true, force: true });
  });
});

describe("cookiehub-server rotate-audit-key", () => {
  test("names both keys, and the log holds for whoever knows the old one", async () => {
    const { status, output } = run("rotate-audit-key");
    expect([status, output]).toEqual([0, expect.stringContaining(key)]);
    const directory = join(work, "rotated");
    expect(run("export-audit", "--to", directory).status).toBe(0);
    expect(run("verify-audit", directory, "--key", key)).toMatchObject({ status: 0 });
    if (isScriptDue) expect(runScript(directory, "--key", key)).toMatchObject({ status: 0 });
  }, 60_000);
});

describe.runIf(isScriptDue)("the script of the guide", () => {
  test("says that a whole log holds", () => {
    const given = ["--key", key, "--checkpoint", checkpointFile, "--receipt", receiptFile];
    const { status, output } = runScript(exported, ...given);
    expect([status, output]).toEqual([0, "The log holds: 300 entries under 5 signed checkpoints.\n"]);
  });

  test.each(Object.keys(TAMPERINGS))("sees: %s", async (name) => {
    const copy = await tamper(name);
    const { status, output } = runScript(copy, "--key", key);
    expect([status, output]).toEqual([1, expect.stringContaining("WRONG")]);
  });

  test("sees a receipt that says in words what its entry does not say", async () => {
    const receipt = JSON.parse(await readFile(receiptFile, "utf8")) as Record<"decision" | "shown", object>;
    const { decision, shown } = receipt;
    const edits: Record<string, object> = {
      categories: { ...receipt, decision: { ...decision, categories: { essential: true, marketing: true } } },
      policy_version: { ...receipt, shown: { ...shown, policy_version: "9" } },
      config_hash: { ...receipt, shown: { ...shown, config_hash: "other" } },
      leaf_hash: { ...receipt, decision: { ...decision, leaf_hash: "00" } },
    };
    const edited = join(work, "words.json");
    for (const [word, value] of Object.entries(edits)) {
      await writeFile(edited, JSON.stringify(value));
      const { status, output } = runScript(exported, "--key", key, "--receipt", edited);
      expect([status, output]).toEqual([1, expect.stringContaining(`what it says about ${word} is not`)]);
    }
  });

  test("ends with 2, in one line, where it cannot check", () => {
    for (const args of [
      [join(work, "nowhere"), "--key", key],
      [exported, "--key", "no key"],
      [exported, "--key", key, "--receipt", checkpointFile],
    ]) {
      expect(runScript(...args)).toMatchObject({ status: 2, output: expect.stringMatching(/^This could not .*\n$/) });
    }
  });

  test("sees an edited receipt, and by a kept checkpoint that the end was cut off", async () => {
    const edited = join(work, "edited.json");
    await writeFile(edited, (await readFile(receiptFile, "utf8")).replaceAll("gdpr", "ccpa"));
    expect(runScript(exported, "--key", key, "--receipt", edited).status).toBe(1);
    const small = await createLogFixture();
    const sequencer = small.createSequencer();
    await small.append(5);
    await runToEnd(sequencer);
    await small.append(4);
    await runToEnd(sequencer);
    const directory = join(small.directory, "objects");
    const kept = join(work, "kept");
    const vkey = (await readFile(join(directory, "log/keys", "0".repeat(15)), "utf8")).trim();
    await cp(join(directory, "log/checkpoints/000000000000009"), kept);
    cutBack(join(directory, "log"), 9, 5);
    expect(runScript(directory, "--key", vkey).output).toContain("holds: 5 entries");
    expect(runScript(directory, "--key", vkey, "--checkpoint", kept).output).toContain(
      "entries from 5 to 8 are missing",
    );
    await small.close();
  });
});
