import type { ObjectStore, RelationalStore } from "../storage/ports.ts";
import { readLeaves } from "./leaves.ts";
import { LogFaultError } from "./log-fault.ts";
import { type LogIdentity, readIdentityUnit } from "./log-keys.ts";
import { putLogObject, toCheckpointKey, toKeyKey } from "./log-objects.ts";
import { TILE_WIDTH } from "./merkle.ts";
import { writePartialBundle } from "./tile-writer.ts";

export interface AnchorParts {
  readonly store: RelationalStore;
  readonly objects: ObjectStore;
}

/**
 * Makes the objects complete up to the newest checkpoint, which is of `size` entries: the partial bundle, the keys, and
 * the checkpoint itself, last. From then on they prove the log without the database.
 */
export async function writeAnchor(parts: AnchorParts, size: number): Promise<void> {
  const { store, objects } = parts;
  const identity = await store.read(() => readIdentityUnit(store.repositories));
  if (identity === undefined) throw new LogFaultError("the database knows no key of the log");
  await writeKeys(parts, identity);
  await writePartialBundle(objects, size, await readLeaves(store, size - (size % TILE_WIDTH), size));
  await writeCheckpoint(parts, size);
}

/** Writes the log's keys, and the checkpoints at which one followed another. */
async function writeKeys(parts: AnchorParts, { keys }: LogIdentity): Promise<void> {
  for (const { vkey, fromSize } of keys) {
    if (fromSize > 0) await writeCheckpoint(parts, fromSize);
    await putLogObject(parts.objects, toKeyKey(fromSize), Buffer.from(`${vkey}\n`));
  }
}

async function writeCheckpoint({ store, objects }: AnchorParts, size: number): Promise<void> {
  const row = await store.read(() => store.repositories.auditLog.checkpointFrom(size));
  if (row?.treeSize !== size) throw new LogFaultError(`the database has no checkpoint of ${size} entries`);
  await putLogObject(objects, toCheckpointKey(size), Buffer.from(row.note));
}
