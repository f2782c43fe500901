import { readCheckpoint } from "../checkpoint.ts";
import { CHECKPOINT_KEY, CHECKPOINT_PREFIX, toCheckpointKey } from "../log-objects.ts";
import { isEqual, type TreeHead } from "../merkle.ts";
import { NoteError, readSigners } from "../note.ts";
import type { Findings } from "./findings.ts";
import type { LogSource } from "./log-folder.ts";
import type { KnownKey } from "./verify-keys.ts";

/** A tree that somebody stated under a signature, and where that stands. */
export interface StatedTree extends TreeHead {
  readonly name: string;
}

/** Reads a checkpoint and checks its signatures; `undefined`, and a finding, when it cannot be believed. */
export function readStated(
  name: string,
  text: string,
  keys: readonly KnownKey[],
  findings: Findings,
): StatedTree | undefined {
  try {
    const { checkpoint, note } = readCheckpoint(text);
    const due = keys.filter(({ fromSize, toSize }) => fromSize <= checkpoint.size && checkpoint.size <= toSize);
    const signers = readSigners(
      note,
      due.map(({ verifier }) => verifier),
    );
    if (due.some(({ verifier }) => verifier.name !== checkpoint.origin)) {
      findings.add(`${name}: it is a checkpoint of another log, ${checkpoint.origin}.`);
    }
    if (signers.length === 0)
      findings.add(`${name}: no key that was good for ${checkpoint.size} entries has signed it.`);
    if (signers.length > 0 || due.length === 0) return { name, size: checkpoint.size, root: checkpoint.root };
  } catch (error) {
    if (!(error instanceof NoteError)) throw error;
    findings.add(`${name}: ${error.message}.`);
  }
  return undefined;
}

/** Reads every checkpoint of a log; those at which one key followed another have to be signed by both. */
export async function readCheckpoints(
  source: LogSource,
  keys: readonly KnownKey[],
  findings: Findings,
): Promise<StatedTree[]> {
  const stated: StatedTree[] = [];
  const read = async (key: string): Promise<void> => {
    const text = Buffer.from((await source.get(key)) ?? []).toString();
    const one = readStated(key, text, keys, findings);
    if (!one) return;
    if (key !== CHECKPOINT_KEY && key !== toCheckpointKey(one.size)) {
      findings.add(`${key}: it states ${one.size} entries, which is not what its file is named after.`);
    }
    stated.push(one);
  };
  for await (const key of source.list(CHECKPOINT_PREFIX)) await read(key);
  if ((await source.get(CHECKPOINT_KEY)) !== undefined) await read(CHECKPOINT_KEY);
  await checkHandovers(source, keys, findings);
  return stated;
}

async function checkHandovers(source: LogSource, keys: readonly KnownKey[], findings: Findings): Promise<void> {
  for (const [at, { verifier, toSize }] of keys.entries()) {
    const next = keys[at + 1];
    if (next === undefined) continue;
    const key = toCheckpointKey(toSize);
    const pair = [verifier, next.verifier];
    try {
      const { note } = readCheckpoint(Buffer.from((await source.get(key)) ?? []).toString());
      if (readSigners(note, pair).length === 2) continue;
    } catch (error) {
      if (!(error instanceof NoteError)) throw error;
    }
    findings.add(
      `${key}: the key ${verifier.keyId} has to hand over to ${next.verifier.keyId} here, and not both have signed it.`,
    );
  }
}

/** Finds trees of one size with different roots: a log that told two people two stories. */
export function checkForks(stated: readonly StatedTree[], findings: Findings): void {
  const bySize = new Map<number, StatedTree>();
  for (const tree of stated) {
    const other = bySize.get(tree.size);
    bySize.set(tree.size, other ?? tree);
    if (other === undefined || isEqual(other.root, tree.root)) continue;
    findings.add(
      `${other.name} and ${tree.name} state different roots of ${tree.size} entries, both signed: the log was forked.`,
    );
  }
}
