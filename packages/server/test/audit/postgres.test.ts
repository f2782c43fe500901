import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { exportLog } from "../../src/audit/export-log.ts";
import { createTestPostgres } from "../test-postgres.ts";
import { verifyFolder } from "./independent-verifier.ts";
import { createLogFixture, runToEnd } from "./log-fixture.ts";

test("two processes on one PostgreSQL, writing and sequencing at once, leave one log that verifies", {
  timeout: 120_000,
}, async () => {
  const { openStore } = await createTestPostgres();
  const [one, two] = [await openStore(), await openStore()];
  const fixture = await createLogFixture();
  onTestFinished(fixture.close);
  const sequencers = [one, two].map((store) => fixture.createSequencer({ store }));
  for (let round = 0; round < 5; round++) {
    const writing = [one, two].map((store) => fixture.append(70, undefined, store));
    await Promise.all([...writing, ...sequencers.map((sequencer) => sequencer.task.run())]);
  }
  for (const sequencer of sequencers) await runToEnd(sequencer);
  expect(sequencers.map((sequencer) => sequencer.health().state)).toEqual(["signing", "signing"]);
  const directory = join(fixture.directory, "export");
  expect(await exportLog({ store: one, objects: fixture.objects, directory, onProgress: () => {} })).toBe(700);
  const key = (await readFile(join(directory, "log/keys", "0".repeat(15)), "utf8")).trim();
  expect(await verifyFolder(directory, { key })).toEqual([]);
});
