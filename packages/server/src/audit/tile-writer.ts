import type { ObjectStore } from "../storage/ports.ts";
import { toEntryBundle } from "./entry-bundle.ts";
import type { Leaf } from "./leaves.ts";
import { LogFaultError } from "./log-fault.ts";
import { putLogObject, toTileKey } from "./log-objects.ts";
import { isEqual, TILE_WIDTH, type TreeHead } from "./merkle.ts";
import { createTreeBuilder, type TreeBuilder, type TreeEdge } from "./tree-builder.ts";

export interface TileWriterParts {
  readonly objects: ObjectStore;
  /** Where the leaves begin: the end of a full tile. */
  readonly edge: TreeEdge;
  readonly leaves: readonly Leaf[];
  /** The tree that was signed last; it must turn up on the way. */
  readonly signed: TreeHead | undefined;
}

/**
 * Grows the tree by leaves and writes what becomes full on the way: bundles, their hashes, and the levels above. The
 * partial tiles above the lowest level are written too; they change once in 256 entries. What is written is a function
 * of the leaves alone, so doing it again after a crash changes nothing.
 */
export async function writeTiles({ objects, edge, leaves, signed }: TileWriterParts): Promise<TreeBuilder> {
  const builder = createTreeBuilder(edge);
  checkSigned(builder, signed);
  for (const [at, leaf] of leaves.entries()) {
    const tiles = builder.push(leaf.hash);
    checkSigned(builder, signed);
    if (tiles.length === 0) continue;
    const entries = leaves.slice(at + 1 - TILE_WIDTH, at + 1).map((one) => one.entry);
    const index = builder.size / TILE_WIDTH - 1;
    await putLogObject(objects, toTileKey({ level: "entries", index, width: TILE_WIDTH }), toEntryBundle(entries));
    for (const tile of tiles) await putLogObject(objects, toTileKey(tile), tile.hashes);
  }
  for (const tile of builder.partialTiles()) {
    const isNew = tile.width !== (edge.levels[tile.level]?.length ?? 0) || builder.size >= edge.size + TILE_WIDTH;
    if (tile.level > 0 && isNew) await putLogObject(objects, toTileKey(tile), tile.hashes);
  }
  return builder;
}

/** Writes the last, partial bundle and its hashes, so that the objects alone hold the whole log of this size. */
export async function writePartialBundle(objects: ObjectStore, size: number, leaves: readonly Leaf[]): Promise<void> {
  if (leaves.length === 0) return;
  const tile = { index: Math.floor(size / TILE_WIDTH), width: leaves.length };
  const bundle = toEntryBundle(leaves.map((leaf) => leaf.entry));
  await putLogObject(objects, toTileKey({ level: "entries", ...tile }), bundle);
  await putLogObject(objects, toTileKey({ level: 0, ...tile }), Buffer.concat(leaves.map((leaf) => leaf.hash)));
}

function checkSigned(builder: TreeBuilder, signed: TreeHead | undefined): void {
  if (signed === undefined || signed.size !== builder.size || isEqual(builder.root(), signed.root)) return;
  throw new LogFaultError(`the first ${signed.size} entries are not those whose checkpoint was signed`);
}
