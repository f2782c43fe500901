import type { Unit } from "../storage/unit.ts";
import { toAuditId } from "./audit-id.ts";
import { toAdministrativeEntry } from "./entry.ts";
import { ForeignKeyError, openSigner, toCurrentKey } from "./log-keys.ts";
import { createLogReader } from "./log-reader.ts";
import { createNoteSigner, type NoteSigner } from "./note.ts";
import { createSequencer, type SequencerParts } from "./sequencer.ts";
import { readOrCreateKeyFile, toNextKeyFile } from "./signing-key.ts";

export type RotateParts = Omit<SequencerParts, "reader" | "successor" | "anchorEveryMs"> & {
  readonly random: (bytes: number) => Uint8Array;
};

const ATTEMPTS_MAX = 20;

/**
 * Gives the log a new key, while servers may run: the change is an entry of the log, and the checkpoint that covers it
 * is signed by both keys. Repeating it after a crash ends the rotation that was begun. Answers both keys.
 */
export async function rotateAuditKey(parts: RotateParts): Promise<{ oldVkey: string; newVkey: string; size: number }> {
  const { identity, signer } = await openSigner(parts);
  const { origin } = identity;
  const successor = createNoteSigner(origin, await readOrCreateKeyFile(toNextKeyFile(parts.keyFile)));
  const newVkey = successor.verifier.vkey;
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    await runToEnd(parts, undefined);
    await parts.store.transaction(() => announceUnit(parts, signer, successor));
    await runToEnd(parts, successor);
    const { identity: changed } = await openSigner(parts);
    const current = toCurrentKey(changed);
    if (current.vkey !== newVkey) continue;
    // The file is in its place by now: opening the signer moved it.
    return { oldVkey: signer.verifier.vkey, newVkey, size: current.fromSize };
  }
  throw new ForeignKeyError("another process signed first every time: try again when the servers are less busy");
}

function* announceUnit({ store, random, now }: RotateParts, signer: NoteSigner, successor: NoteSigner): Unit<void> {
  const atMs = now();
  const entry = toAdministrativeEntry({
    auditId: toAuditId(atMs, random(10)),
    tenantId: "",
    atMs,
    action: "audit_key_rotate",
    details: { old_key: signer.verifier.vkey, new_key: successor.verifier.vkey },
  });
  yield* store.repositories.audit.append(entry, null);
}

async function runToEnd(parts: RotateParts, successor: NoteSigner | undefined): Promise<void> {
  const { store, objects } = parts;
  const reader = createLogReader(store, objects);
  const sequencer = createSequencer({ ...parts, reader, successor, anchorEveryMs: 0 });
  // With a successor one checkpoint is enough, and after it the key at hand is the old one.
  while ((await sequencer.task.run()) === "done" && successor === undefined);
  const { state, reason } = sequencer.health();
  if (state === "fault" || (state === "unsigned" && successor === undefined)) throw new ForeignKeyError(reason);
}
