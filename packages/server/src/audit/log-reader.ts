import type { ObjectStore, RelationalStore } from "../storage/ports.ts";
import { toEntryBundle } from "./entry-bundle.ts";
import { readLeaves } from "./leaves.ts";
import { toTileKey } from "./log-objects.ts";
import { HASH_BYTES, TILE_WIDTH, type TileReader } from "./merkle.ts";
import type { TilePath } from "./tile-path.ts";

const TILES_REMEMBERED_MAX = 256;

/** Reads the log's tiles and bundles. */
export interface LogReader {
  /** `undefined` where the log does not reach yet. */
  read(tile: TilePath): Promise<Uint8Array | undefined>;
  /** The same for proofs; rejects where the log does not reach. */
  readonly readTile: TileReader;
}

/**
 * Creates the reader. Full tiles, and partial ones above the lowest level, are objects; the last partial bundle and its
 * hashes change with every decision, so they are made from the database's at most 255 rows when somebody asks.
 */
export function createLogReader(store: RelationalStore, objects: ObjectStore): LogReader {
  const remembered = new Map<string, Uint8Array>();

  async function readFull(tile: TilePath): Promise<Uint8Array | undefined> {
    const key = toTileKey({ ...tile, width: TILE_WIDTH });
    const known = remembered.get(key);
    if (known !== undefined) return known;
    const body = await objects.get(key);
    if (body === undefined || tile.level === "entries") return body;
    remembered.set(key, body);
    const [oldest] = remembered.size > TILES_REMEMBERED_MAX ? remembered.keys() : [];
    if (oldest !== undefined) remembered.delete(oldest);
    return body;
  }

  async function readPartial(tile: TilePath): Promise<Uint8Array | undefined> {
    if (tile.level === "entries" || tile.level === 0) return readRows(store, tile);
    const body = await objects.get(toTileKey(tile));
    // A partial tile begins the full one.
    return body ?? (await readFull(tile))?.subarray(0, tile.width * HASH_BYTES);
  }

  async function read(tile: TilePath): Promise<Uint8Array | undefined> {
    if (tile.width < TILE_WIDTH) return readPartial(tile);
    const full = await readFull(tile);
    return full ?? (tile.level === "entries" || tile.level === 0 ? readRows(store, tile) : undefined);
  }

  return {
    read,
    readTile: async (tile) => {
      const body = await read(tile);
      if (body === undefined) throw new RangeError(`the log has no tile ${toTileKey(tile)}`);
      return body;
    },
  };
}

async function readRows(store: RelationalStore, { level, index, width }: TilePath): Promise<Uint8Array | undefined> {
  const from = index * TILE_WIDTH;
  const size = await store.read(() => store.repositories.auditLog.size());
  if (from + width > size) return undefined;
  const leaves = await readLeaves(store, from, from + width);
  if (level === "entries") return toEntryBundle(leaves.map((leaf) => leaf.entry));
  return Buffer.concat(leaves.map((leaf) => leaf.hash));
}
