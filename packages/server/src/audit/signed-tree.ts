import type { CheckpointRow, ObjectStore, RelationalStore } from "../storage/ports.ts";
import { readCheckpoint } from "./checkpoint.ts";
import { LogFaultError } from "./log-fault.ts";
import { CHECKPOINT_PREFIX, toTileKey } from "./log-objects.ts";
import { HASH_BYTES, TILE_WIDTH, type TreeHead } from "./merkle.ts";
import { NoteError } from "./note.ts";
import { EMPTY_EDGE, type TreeEdge, toHashes } from "./tree-builder.ts";

/** Reads a checkpoint's size and root from its row. */
export function toTreeHead(row: CheckpointRow): TreeHead {
  return { size: row.treeSize, root: Buffer.from(row.rootHash, "hex") };
}

/**
 * Reads the tree's right edge, up to the last full tile of leaves, from the tiles of the last checkpoint. Where one is
 * missing the answer is the empty edge: the tiles are then written again from the first entry on.
 */
export async function readEdge(objects: ObjectStore, signedSize: number): Promise<TreeEdge> {
  const levels: Uint8Array[][] = [[]];
  for (let level = 1; TILE_WIDTH ** level <= signedSize; level++) {
    const hashes = Math.floor(signedSize / TILE_WIDTH ** level);
    const width = hashes % TILE_WIDTH;
    const key = toTileKey({ level, index: Math.floor(hashes / TILE_WIDTH), width });
    const tile = width === 0 ? new Uint8Array() : await objects.get(key);
    if (tile?.length !== width * HASH_BYTES) return EMPTY_EDGE;
    levels.push(toHashes(tile));
  }
  return { size: signedSize - (signedSize % TILE_WIDTH), levels };
}

/**
 * Finds the largest checkpoint among the objects, and holds the database to it: a database that does not know it was
 * restored from an older copy, or rewritten, and going on would sign a second history. Answers its size.
 */
export async function checkAnchors(store: RelationalStore, objects: ObjectStore): Promise<number> {
  let newest: string | undefined;
  for await (const key of objects.list(CHECKPOINT_PREFIX)) newest = key;
  const body = newest === undefined ? undefined : await objects.get(newest);
  if (body === undefined) return 0;
  const { size, root } = readAnchor(newest ?? "", body);
  const { auditLog } = store.repositories;
  const row = await store.read(() => auditLog.checkpointFrom(size));
  if (row?.treeSize === size && row.rootHash === Buffer.from(root).toString("hex")) return size;
  throw new LogFaultError(
    `the object ${newest} says that the log had ${size} entries, and the database knows no such checkpoint: it is an older copy, or it was changed`,
  );
}

/**
 * Looks for a full tile behind the last entry. Tiles are written of entries that have their places for good, so one that
 * the database cannot fill is of entries that it has lost: an older copy, too young a loss for the anchors to show.
 */
export async function checkTilesBehind(store: RelationalStore, objects: ObjectStore): Promise<void> {
  const readSize = (): Promise<number> => store.read(() => store.repositories.auditLog.size());
  const index = Math.floor((await readSize()) / TILE_WIDTH);
  const key = toTileKey({ level: 0, index, width: TILE_WIDTH });
  if ((await objects.get(key)) === undefined) return;
  // Read again: another process may have grown the log meanwhile.
  const size = await readSize();
  if (size >= (index + 1) * TILE_WIDTH) return;
  throw new LogFaultError(
    `the object ${key} is of ${(index + 1) * TILE_WIDTH} entries, and the database has ${size}: it is an older copy, or it was changed`,
  );
}

function readAnchor(key: string, body: Uint8Array): TreeHead {
  try {
    return readCheckpoint(Buffer.from(body).toString("utf8")).checkpoint;
  } catch (error) {
    if (error instanceof NoteError) throw new LogFaultError(`the object ${key}: ${error.message}`, { cause: error });
    throw error;
  }
}
