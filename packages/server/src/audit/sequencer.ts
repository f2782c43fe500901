import type { Logger } from "../http/log.ts";
import { StorageConflictError } from "../storage/errors.ts";
import type { CheckpointRow, ObjectStore } from "../storage/ports.ts";
import type { Unit } from "../storage/unit.ts";
import type { Task } from "../tasks/loop.ts";
import { toCheckpointText } from "./checkpoint.ts";
import { readLeaves } from "./leaves.ts";
import { writeAnchor } from "./log-anchor.ts";
import { LogFaultError } from "./log-fault.ts";
import {
  addKeyUnit,
  ForeignKeyError,
  holdCurrentKeyUnit,
  type LogIdentity,
  type LogKeyParts,
  openSigner,
} from "./log-keys.ts";
import { createLogPatrol } from "./log-patrol.ts";
import type { LogReader } from "./log-reader.ts";
import { isConsistent, readConsistencyProof, TILE_WIDTH, type TreeHead } from "./merkle.ts";
import { type NoteSigner, toSignedNote } from "./note.ts";
import { checkAnchors, checkTilesBehind, readEdge, toTreeHead } from "./signed-tree.ts";
import { writeTiles } from "./tile-writer.ts";
import { type TreeEdge, toTileEdge } from "./tree-builder.ts";

export interface SequencerParts extends LogKeyParts {
  readonly objects: ObjectStore;
  readonly reader: LogReader;
  readonly log: Logger;
  readonly now: () => number;
  /** Entries per run at most; a multiple of 256. */
  readonly batchSize?: number | undefined;
  /** How long the objects alone may lack the newest entries, in milliseconds. */
  readonly anchorEveryMs?: number | undefined;
  /** The key that follows: the next checkpoint is signed by both, and the key is in use from there on. */
  readonly successor?: NoteSigner | undefined;
}

/** How the log is: `signing`; `unsigned`, entries get their places and no checkpoint; `fault`, somebody has to look. */
export interface LogHealth {
  readonly state: "signing" | "unsigned" | "fault";
  readonly reason: string;
}

export interface Sequencer {
  readonly task: Task;
  health(): LogHealth;
}

/** What a run needs to know of those before it; made anew after any failure. */
interface Progress {
  readonly identity: LogIdentity;
  readonly signer: NoteSigner;
  readonly edge: TreeEdge;
  readonly signedSize: number;
}

const EVERY_MS = 1000;
const BATCH_SIZE = 16 * TILE_WIDTH;
const ANCHOR_EVERY_MS = 3_600_000;

/**
 * Creates the task that turns audit entries into the log: it gives places, writes tiles, and signs a checkpoint when the
 * log grew. The order in the database is the truth, and all else is a function of it, so a crash between any two steps
 * repeats steps. Nothing is signed that does not begin with what was signed before.
 */
export function createSequencer(parts: SequencerParts): Sequencer {
  const { store, now, batchSize = BATCH_SIZE, anchorEveryMs = ANCHOR_EVERY_MS } = parts;
  const { auditLog } = store.repositories;
  const patrol = createLogPatrol(store, parts.reader);
  let health: LogHealth = { state: "signing", reason: "" };
  let progress: Progress | undefined;
  // Up to where the objects alone hold the log, and when they came to.
  let anchoredSize: number | undefined;
  let anchoredAtMs = Number.NEGATIVE_INFINITY;

  async function place(): Promise<boolean> {
    if ((await store.read(() => auditLog.waiting())) === 0) return false;
    return (await store.transaction(() => auditLog.sequence(batchSize))) === batchSize;
  }

  async function publish(): Promise<boolean> {
    // In this order: another process may grow the log in between.
    const last = await store.read(() => auditLog.latestCheckpoint());
    const size = await store.read(() => auditLog.size());
    const signedSize = last?.treeSize ?? 0;
    const known = progress?.signedSize === signedSize ? progress : await start(parts, signedSize);
    if (anchoredSize === undefined) {
      anchoredSize = await checkAnchors(store, parts.objects);
      await checkTilesBehind(store, parts.objects);
    }
    progress = undefined;
    if (signedSize > size) throw new LogFaultError(`a checkpoint covers ${signedSize} entries, and there are ${size}`);
    await patrol.step(known.edge.size);
    const target = Math.min(size, known.edge.size + batchSize);
    const isGrown = size > signedSize || known.edge.size + TILE_WIDTH <= signedSize;
    const grown = isGrown ? await grow(parts, known, last, target) : known;
    const isWhole = grown.edge.size + TILE_WIDTH > grown.signedSize;
    if (isWhole && grown.signedSize > anchoredSize && now() - anchoredAtMs >= anchorEveryMs) {
      await writeAnchor(parts, grown.signedSize);
      anchoredSize = grown.signedSize;
      anchoredAtMs = now();
    }
    progress = grown;
    return target < size;
  }

  async function run(): Promise<"done" | "idle"> {
    const isMoreWaiting = await place();
    try {
      const isMoreToPublish = await publish();
      health = { state: "signing", reason: "" };
      return isMoreWaiting || isMoreToPublish ? "done" : "idle";
    } catch (error) {
      progress = undefined;
      anchoredSize = undefined;
      const reason = error instanceof Error ? error.message : String(error);
      const isNew = health.reason !== reason;
      health = { state: error instanceof LogFaultError ? "fault" : "unsigned", reason };
      if (!(error instanceof ForeignKeyError)) throw error;
      if (isNew) parts.log.error({ reason }, "the audit log is not signed");
      return isMoreWaiting ? "done" : "idle";
    }
  }

  const task: Task = {
    name: "audit-log",
    everyMs: EVERY_MS,
    run: async () => (await store.exclusively("audit-log", run)) ?? "idle",
  };
  return { task, health: () => health };
}

async function start(parts: SequencerParts, signedSize: number): Promise<Progress> {
  const { identity, signer } = await openSigner(parts);
  return { identity, signer, edge: await readEdge(parts.objects, signedSize), signedSize };
}

async function grow(
  parts: SequencerParts,
  progress: Progress,
  last: CheckpointRow | undefined,
  target: number,
): Promise<Progress> {
  const { store, objects } = parts;
  const leaves = await readLeaves(store, progress.edge.size, target);
  const signed = last === undefined ? undefined : toTreeHead(last);
  const builder = await writeTiles({ objects, edge: progress.edge, leaves, signed });
  const edge = toTileEdge(builder.edge());
  // The objects were lost and are being made again: what is signed already is not signed once more.
  if (builder.size <= progress.signedSize) return { ...progress, edge };
  const head: TreeHead = { size: builder.size, root: builder.root() };
  await checkConsistency(parts.reader, signed, head);
  await store.transaction(() => keepCheckpointUnit(parts, progress, head)).catch(toFault);
  return { ...progress, edge, signedSize: head.size };
}

// Read back as anybody else would read it: from the published tiles, by proof.
async function checkConsistency(reader: LogReader, signed: TreeHead | undefined, head: TreeHead): Promise<void> {
  if (signed === undefined) return;
  const proof = await readConsistencyProof(signed.size, head.size, reader.readTile);
  if (isConsistent(signed, head, proof)) return;
  throw new LogFaultError(
    `the tiles do not show that ${head.size} entries begin with the ${signed.size} signed before`,
  );
}

function* keepCheckpointUnit(
  { store, now, successor }: SequencerParts,
  { identity, signer }: Progress,
  head: TreeHead,
): Unit<void> {
  const { auditLog } = store.repositories;
  const vkey = yield* holdCurrentKeyUnit(store.repositories);
  if (vkey !== signer.verifier.vkey) throw new ForeignKeyError("the log's key was replaced meanwhile");
  const signers = successor === undefined ? [signer] : [signer, successor];
  const row = toCheckpointRow(identity.origin, head, signers, now());
  yield* auditLog.putCheckpoint(row);
  if (successor === undefined) return;
  const kept = yield* auditLog.checkpointFrom(head.size);
  if (kept?.note !== row.note) throw new ForeignKeyError("another process signed this size first");
  yield* addKeyUnit(store.repositories, identity.keys, { vkey: successor.verifier.vkey, fromSize: head.size });
}

/** Signs a checkpoint. */
export function toCheckpointRow(
  origin: string,
  head: TreeHead,
  signers: readonly NoteSigner[],
  atMs: number,
): CheckpointRow {
  const note = toSignedNote(toCheckpointText({ origin, ...head }), signers);
  return { treeSize: head.size, rootHash: Buffer.from(head.root).toString("hex"), note, atMs };
}

function toFault(error: unknown): never {
  if (!(error instanceof StorageConflictError)) throw error;
  throw new LogFaultError(`${error.message}: two histories of one log`, { cause: error });
}
