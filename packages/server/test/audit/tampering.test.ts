import { cp, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createArchive } from "../../src/audit/archive.ts";
import { exportLog } from "../../src/audit/export-log.ts";
import { createLogReader } from "../../src/audit/log-reader.ts";
import { readReceipt } from "../../src/audit/receipt.ts";
import { openLogFolder } from "../../src/audit/verify/log-folder.ts";
import { verifyLog } from "../../src/audit/verify/verify-log.ts";
import type { AuditRow } from "../../src/storage/ports.ts";
import { verifyFolder } from "./independent-verifier.ts";
import { createLogFixture, runToEnd } from "./log-fixture.ts";
import { cutBack, TAMPERINGS } from "./tampering.ts";

/** An exported log, and what an honest outsider kept of it. */
interface Exported {
  readonly directory: string;
  readonly key: string;
  readonly keyPem: string;
  /** An early checkpoint, and the newest. */
  readonly checkpoints: readonly string[];
  readonly receipt: string;
}

let work: string;

beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), "cookiehub-tamper-"));
});
afterAll(() => rm(work, { recursive: true, force: true }));

let exports = 0;

/** Makes a log that grew in these steps, with an archive and a receipt of one entry. */
async function exportGrown(steps: readonly number[], receiptOf: number): Promise<Exported> {
  const fixture = await createLogFixture();
  try {
    const entries: AuditRow[] = [];
    const sequencer = fixture.createSequencer();
    for (const step of steps) {
      entries.push(...(await fixture.append(step)));
      await runToEnd(sequencer);
    }
    const { store, objects } = fixture;
    const archive = createArchive({ store, objects, now: () => Date.UTC(2030, 0), archiveAfterDays: 1, retainDays: 9 });
    while ((await archive.run()) === "done");
    const directory = join(work, `log-${exports++}`);
    await exportLog({ store, objects, directory, onProgress: () => {} });
    const { auditId = "" } = entries[receiptOf % entries.length] ?? {};
    const { deviceId } = (await store.read(() => store.repositories.audit.find(auditId, entries[0]?.atMs ?? 0)))
      ?.subject ?? { deviceId: "" };
    const receipt = await readReceipt({ store, log: createLogReader(store, objects) }, "demo", auditId, { deviceId });
    const first = await store.read(() => store.repositories.auditLog.checkpointFrom(1));
    const last = await store.read(() => store.repositories.auditLog.latestCheckpoint());
    return {
      directory,
      key: (await readFile(join(directory, "log/keys", "0".repeat(15)), "utf8")).trim(),
      keyPem: await readFile(fixture.keyFile, "utf8"),
      checkpoints: [first?.note ?? "", last?.note ?? ""],
      receipt: JSON.stringify(receipt),
    };
  } finally {
    await fixture.close();
  }
}

/** What each verifier has to say. */
async function verifyBoth(
  directory: string,
  known: { key: string; checkpoints?: readonly string[]; receipts?: readonly string[] },
): Promise<{ own: readonly string[]; independent: readonly string[] }> {
  const named = (texts: readonly string[] = []) => texts.map((text, at) => ({ name: `given ${at}`, text }));
  const report = await verifyLog({
    source: await openLogFolder(directory),
    trustedKeys: [known.key],
    checkpoints: named(known.checkpoints),
    receipts: named(known.receipts),
    onProgress: () => {},
  });
  return { own: report.findings, independent: await verifyFolder(directory, known) };
}

async function expectCaught(verdict: ReturnType<typeof verifyBoth>, name: string): Promise<void> {
  const { own, independent } = await verdict;
  expect(own.length, `${name}: verify-audit has to see it`).toBeGreaterThan(0);
  expect(independent.length, `${name}: the independent verifier has to see it`).toBeGreaterThan(0);
}

const steps = fc.array(fc.integer({ min: 1, max: 260 }), { minLength: 1, maxLength: 3 });

describe("an exported log", () => {
  test("holds, whatever its size, and every lie about it is caught by both verifiers", {
    timeout: 240_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(steps, fc.array(fc.nat(), { minLength: 6, maxLength: 6 }), async (sizes, picks) => {
        const log = await exportGrown(sizes, picks[0] ?? 0);
        const { key, checkpoints } = log;
        const honest = { key, checkpoints, receipts: [log.receipt] };
        expect(await verifyBoth(log.directory, honest)).toEqual({ own: [], independent: [] });
        for (const [name, tamper] of Object.entries(TAMPERINGS)) {
          const copy = `${log.directory}-copy`;
          await cp(log.directory, copy, { recursive: true });
          let turn = 0;
          const pick = (below: number): number => (picks[turn++ % picks.length] ?? 0) % Math.max(1, below);
          // Without anything kept elsewhere but the key.
          if (tamper(join(copy, "log"), pick, log.keyPem)) await expectCaught(verifyBoth(copy, { key }), name);
          await rm(copy, { recursive: true });
        }
        await rm(log.directory, { recursive: true });
      }),
      {
        numRuns: 8,
        examples: [
          [[256], [0, 1, 2, 3, 4, 5]],
          [[1], [0, 0, 0, 0, 0, 0]],
          [
            [255, 2, 343],
            [7, 300, 5, 11, 13, 1],
          ],
        ],
      },
    );
  });

  test("that was cut off, checkpoints and all, is caught by a checkpoint that somebody kept", async () => {
    const { directory, key, checkpoints } = await exportGrown([5, 4], 0);
    cutBack(join(directory, "log"), 9, 5);
    expect(await verifyBoth(directory, { key })).toEqual({ own: [], independent: [] });
    await expectCaught(verifyBoth(directory, { key, checkpoints: [checkpoints[1] ?? ""] }), "cut off");
  });

  test("catches a receipt that was edited anywhere", async () => {
    const log = await exportGrown([300], 270);
    const { key } = log;
    const receipt = JSON.parse(log.receipt) as Record<string, unknown>;
    const proof = receipt.proof as Record<string, unknown> & { inclusion: string[] };
    const personal = receipt.personal as { salt: string; fields: string };
    const other = "00".repeat(32);
    const edits: Record<string, object> = {
      entry: { ...receipt, entry: String(receipt.entry).replace("gdpr", "ccpa") },
      "leaf hash": { ...receipt, leaf_hash: other },
      proof: { ...receipt, proof: { ...proof, inclusion: proof.inclusion.with(0, other) } },
      place: { ...receipt, proof: { ...proof, leaf_index: 3 } },
      size: { ...receipt, proof: { ...proof, tree_size: 299 } },
      person: { ...receipt, personal: { ...personal, fields: personal.fields.replace("shop.example", "x.example") } },
      checkpoint: { ...receipt, proof: { ...proof, checkpoint: String(proof.checkpoint).replace("300", "301") } },
    };
    for (const [name, edited] of Object.entries(edits)) {
      await expectCaught(verifyBoth(log.directory, { key, receipts: [JSON.stringify(edited)] }), name);
    }
  });

  test("catches a receipt that says in words what its entry does not say", async () => {
    const log = await exportGrown([3], 1);
    const receipt = JSON.parse(log.receipt) as Record<"decision" | "shown", object>;
    const { decision, shown } = receipt;
    const edits: Record<string, object> = {
      tenant_id: { ...receipt, tenant_id: "other" },
      categories: {
        ...receipt,
        decision: { ...decision, categories: { essential: true, analytics: false, marketing: true } },
      },
      regulation: { ...receipt, decision: { ...decision, regulation: "ccpa" } },
      leaf_hash: { ...receipt, decision: { ...decision, leaf_hash: "00".repeat(32) } },
      policy_version: { ...receipt, shown: { ...shown, policy_version: "9" } },
      config_hash: { ...receipt, shown: { ...shown, config_hash: "other" } },
      variant: { ...receipt, shown: { ...shown, variant: "layout.box" } },
    };
    // Which words there are is for verify-audit and the script of the guide to know.
    for (const [word, edited] of Object.entries(edits)) {
      const { own } = await verifyBoth(log.directory, { key: log.key, receipts: [JSON.stringify(edited)] });
      expect(own, word).toHaveLength(1);
    }
  });
});
