import { readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { verifyFolder } from "../../test/audit/independent-verifier.ts";
import { createLogFixture, type LogFixture, runToEnd } from "../../test/audit/log-fixture.ts";
import { createLog } from "../http/log.ts";
import type { RelationalStore } from "../storage/ports.ts";
import { readCheckpoint } from "./checkpoint.ts";
import { exportLog } from "./export-log.ts";
import { readSigners, readVkey } from "./note.ts";
import { rotateAuditKey } from "./rotate-key.ts";
import { openLogFolder } from "./verify/log-folder.ts";
import { verifyLog } from "./verify/verify-log.ts";

let fixture: LogFixture;

beforeEach(async () => {
  fixture = await createLogFixture();
  await fixture.append(3);
  await runToEnd(fixture.createSequencer());
});
afterEach(() => fixture.close());

function rotate(store: RelationalStore = fixture.store): ReturnType<typeof rotateAuditKey> {
  const { objects, keyFile } = fixture;
  const random = (bytes: number): Uint8Array => crypto.getRandomValues(new Uint8Array(bytes));
  const { log } = createLog("silent");
  return rotateAuditKey({ store, objects, keyFile, origin: undefined, log, now: () => 1, random });
}

async function readNote(from: number): Promise<ReturnType<typeof readCheckpoint>> {
  const { auditLog } = fixture.store.repositories;
  const row = await fixture.store.read(() => auditLog.checkpointFrom(from));
  return readCheckpoint(row?.note ?? "");
}

describe("a rotation of the log's key", () => {
  test("is an entry of the log, and the checkpoint that covers it is signed by both keys", async () => {
    const running = fixture.createSequencer();
    await runToEnd(running);
    const { oldVkey, newVkey, size } = await rotate();
    expect(size).toBe(4);
    const both = [readVkey(oldVkey), readVkey(newVkey)];
    expect(readSigners((await readNote(4)).note, both)).toHaveLength(2);
    const [row] = await fixture.store.read(() => fixture.store.repositories.auditLog.leaves(3, 1));
    const details = { old_key: oldVkey, new_key: newVkey };
    expect(JSON.parse(row?.body ?? "")).toMatchObject({ action: "audit_key_rotate", details });
    // A server that was running all the while goes on with the new key alone.
    await fixture.append(1);
    await runToEnd(running);
    expect(running.health().state).toBe("signing");
    expect(readSigners((await readNote(5)).note, both)).toEqual(
      [both[1]].map(() => expect.objectContaining({ vkey: newVkey })),
    );
    const names = (await readdir(fixture.directory)).filter((name) => name.startsWith("audit-key"));
    expect(names).toEqual(["audit-key.pem", `audit-key.pem.${readVkey(oldVkey).keyId}.old`]);
    expect(((await stat(fixture.keyFile)).mode & 0o777).toString(8)).toBe("600");
  });

  test("leaves every checkpoint verifiable, by whoever knows any one of the keys", async () => {
    const { oldVkey, newVkey } = await rotate();
    await fixture.append(260);
    await runToEnd(fixture.createSequencer());
    await rotate();
    await fixture.append(1);
    await runToEnd(fixture.createSequencer());
    const directory = join(fixture.directory, "export");
    await exportLog({ ...fixture, directory, onProgress: () => {} });
    const source = await openLogFolder(directory);
    const verify = (key: string) =>
      verifyLog({ source, trustedKeys: [key], checkpoints: [], receipts: [], onProgress: () => {} });
    for (const key of [oldVkey, newVkey]) {
      expect((await verify(key)).findings).toEqual([]);
      expect(await verifyFolder(directory, { key })).toEqual([]);
    }
    // The objects alone hold as much.
    const objects = await openLogFolder(join(fixture.directory, "objects"));
    const report = await verifyLog({
      source: objects,
      trustedKeys: [oldVkey],
      checkpoints: [],
      receipts: [],
      onProgress: () => {},
    });
    expect(report.findings).toEqual([]);
    // A checkpoint that the old key alone has signed hands nothing over: anybody could name a key after it.
    const handover = join(directory, "log/checkpoints/000000000000004");
    const note = await readFile(handover, "utf8");
    await writeFile(handover, note.split("\n").slice(0, 5).join("\n").concat("\n"));
    expect((await verify(oldVkey)).findings.join()).toContain("has to hand over");
    // Without the checkpoint at which one key hands over to the next, the newer keys stand for nothing.
    await rm(handover);
    expect((await verify(oldVkey)).findings.join()).toContain("has to hand over");
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8])("that failed at its write number %i is ended by the next", async (failing) => {
    let writes = 0;
    const transaction: RelationalStore["transaction"] = async (unit) => {
      const answer = await fixture.store.transaction(unit);
      if (++writes === failing) throw new Error("failed after it was done");
      return answer;
    };
    await rotate({ ...fixture.store, transaction }).catch(() => {});
    const { newVkey } = await rotate();
    await fixture.append(1);
    const sequencer = fixture.createSequencer();
    await runToEnd(sequencer);
    expect(sequencer.health().state).toBe("signing");
    const directory = join(fixture.directory, "export");
    await exportLog({ ...fixture, directory, onProgress: () => {} });
    expect(await verifyFolder(directory, { key: newVkey })).toEqual([]);
  });
});
