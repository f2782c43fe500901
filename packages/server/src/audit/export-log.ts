import { mkdir, readdir, rm } from "node:fs/promises";
import path from "node:path";
import { createFileObjects } from "../storage/objects/filesystem.ts";
import type { CheckpointRow, ObjectStore, RelationalStore } from "../storage/ports.ts";
import { AuditCommandError } from "./command-error.ts";
import { readLeaves } from "./leaves.ts";
import { LogFaultError } from "./log-fault.ts";
import { readIdentityUnit } from "./log-keys.ts";
import { ARCHIVE_PREFIX, CHECKPOINT_KEY, putLogObject, toCheckpointKey, toKeyKey } from "./log-objects.ts";
import { TILE_WIDTH } from "./merkle.ts";
import { writePartialBundle, writeTiles } from "./tile-writer.ts";
import { EMPTY_EDGE, type TreeEdge, toTileEdge } from "./tree-builder.ts";

export interface ExportParts {
  readonly store: RelationalStore;
  readonly objects: ObjectStore;
  /** A folder that does not exist yet, or is empty. */
  readonly directory: string;
  readonly onProgress: (done: number, total: number) => void;
}

const BATCH_SIZE = 16 * TILE_WIDTH;

/**
 * Writes everything that checking the log takes into a folder: entries and tiles made anew from the database, all
 * checkpoints and keys, the archives as they are. An entry that is not what was hashed once stops it. Answers the size.
 */
export async function exportLog({ store, objects, directory, onProgress }: ExportParts): Promise<number> {
  await mkdir(directory, { recursive: true });
  if ((await readdir(directory)).length > 0)
    throw new AuditCommandError(`${directory} is not empty: an export needs a new folder.`);
  const target = await createFileObjects({ directory });
  const last = await store.read(() => store.repositories.auditLog.latestCheckpoint());
  if (last === undefined)
    throw new AuditCommandError("The log has no checkpoint yet: start the server, and try again in a minute.");
  await writeEntries(store, target, last.treeSize, onProgress);
  await writeKeys(store, target, last.treeSize);
  await writeCheckpoints(store, target, last);
  for await (const key of objects.list(ARCHIVE_PREFIX)) {
    await putLogObject(target, key, (await objects.get(key)) ?? new Uint8Array());
  }
  await rm(path.join(directory, "+incoming"), { recursive: true, force: true });
  return last.treeSize;
}

async function writeEntries(
  store: RelationalStore,
  target: ObjectStore,
  size: number,
  onProgress: ExportParts["onProgress"],
): Promise<void> {
  let edge: TreeEdge = EMPTY_EDGE;
  do {
    const leaves = await readLeaves(store, edge.size, Math.min(size, edge.size + BATCH_SIZE));
    const builder = await writeTiles({ objects: target, edge, leaves, signed: undefined });
    edge = toTileEdge(builder.edge());
    onProgress(builder.size, size);
  } while (edge.size + TILE_WIDTH <= size);
  await writePartialBundle(target, size, await readLeaves(store, edge.size, size));
}

async function writeKeys(store: RelationalStore, target: ObjectStore, size: number): Promise<void> {
  const identity = await store.read(() => readIdentityUnit(store.repositories));
  if (identity === undefined) throw new LogFaultError("the database knows no key of the log");
  // A key that came into use meanwhile has signed nothing that is exported here.
  for (const { vkey, fromSize } of identity.keys.filter((key) => key.fromSize <= size)) {
    await putLogObject(target, toKeyKey(fromSize), Buffer.from(`${vkey}\n`));
  }
}

async function writeCheckpoints(store: RelationalStore, target: ObjectStore, last: CheckpointRow): Promise<void> {
  const { auditLog } = store.repositories;
  for (let from = 1; from <= last.treeSize; ) {
    const row = await store.read(() => auditLog.checkpointFrom(from));
    if (row === undefined) break;
    await putLogObject(target, toCheckpointKey(row.treeSize), Buffer.from(row.note));
    from = row.treeSize + 1;
  }
  await putLogObject(target, CHECKPOINT_KEY, Buffer.from(last.note));
}
