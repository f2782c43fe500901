import { EMPTY_ROOT, HASH_BYTES, hashNode, hashTile, TILE_WIDTH, type TileName } from "./merkle.ts";

/** A tile with its hashes, `width * 32` bytes. */
export interface Tile extends TileName {
  readonly hashes: Uint8Array;
}

/** The right edge of a tree: the hashes of the last, partial tile of each level. All that growing it takes. */
export interface TreeEdge {
  readonly size: number;
  readonly levels: ReadonlyArray<readonly Uint8Array[]>;
}

export const EMPTY_EDGE: TreeEdge = { size: 0, levels: [] };

/** Grows a tree leaf by leaf. */
export interface TreeBuilder {
  readonly size: number;
  /** Adds a leaf; answers the tiles that it filled, lowest first (mostly none). */
  push(leafHash: Uint8Array): Tile[];
  root(): Uint8Array;
  /** The partial tiles of this size, lowest first. */
  partialTiles(): Tile[];
  edge(): TreeEdge;
}

/** Creates a builder that goes on from an edge. */
export function createTreeBuilder(edge: TreeEdge = EMPTY_EDGE): TreeBuilder {
  const levels = edge.levels.map((hashes) => [...hashes]);
  let size = edge.size;

  function add(level: number, added: Uint8Array): Tile[] {
    const hashes = levels[level] ?? [];
    levels[level] = hashes;
    hashes.push(added);
    if (hashes.length < TILE_WIDTH) return [];
    levels[level] = [];
    const index = Math.floor((size - 1) / TILE_WIDTH ** (level + 1));
    const tile = toTile(level, index, hashes);
    return [tile, ...add(level + 1, hashTile(tile.hashes))];
  }

  return {
    get size() {
      return size;
    },
    push: (leafHash) => {
      size++;
      return add(0, leafHash);
    },
    root: () => toRoot(levels),
    partialTiles: () =>
      levels.flatMap((hashes, level) =>
        hashes.length === 0 ? [] : [toTile(level, Math.floor(size / TILE_WIDTH ** (level + 1)), hashes)],
      ),
    edge: () => ({ size, levels: levels.map((hashes) => [...hashes]) }),
  };
}

/** The edge at the last full tile of leaves: entries after it are few, and are read again from where they are kept. */
export function toTileEdge(edge: TreeEdge): TreeEdge {
  return { size: edge.size - (edge.size % TILE_WIDTH), levels: [[], ...edge.levels.slice(1)] };
}

function toTile(level: number, index: number, hashes: readonly Uint8Array[]): Tile {
  return { level, index, width: hashes.length, hashes: Buffer.concat(hashes) };
}

// The partial tiles hold, from the lowest level up, exactly the complete subtrees that the size is made of; the root
// joins them from the smallest to the largest.
function toRoot(levels: ReadonlyArray<readonly Uint8Array[]>): Uint8Array {
  let root: Uint8Array | undefined;
  for (const hashes of levels) {
    let end = hashes.length;
    for (let width = 1; end > 0; width *= 2) {
      if (end % (width * 2) === 0) continue;
      const subtree = hashTile(Buffer.concat(hashes.slice(end - width, end)));
      root = root === undefined ? subtree : hashNode(subtree, root);
      end -= width;
    }
  }
  return root ?? EMPTY_ROOT;
}

/** Cuts a tile into its hashes. */
export function toHashes(tile: Uint8Array): Uint8Array[] {
  return Array.from({ length: tile.length / HASH_BYTES }, (_, at) =>
    tile.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES),
  );
}
