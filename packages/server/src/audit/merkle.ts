import { hash } from "node:crypto";

/** Bytes of one hash, hashes of a full tile, and how many levels of the tree a tile spans (C2SP tlog-tiles). */
export const HASH_BYTES = 32;
export const TILE_WIDTH = 256;
const TILE_HEIGHT = 8;

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

/** Root of the tree without leaves (RFC 6962, 2.1). */
export const EMPTY_ROOT: Uint8Array = sha256(new Uint8Array());

/** A tile: `width` hashes of complete subtrees with 256^level leaves each, the first of them number `index * 256`. */
export interface TileName {
  readonly level: number;
  readonly index: number;
  readonly width: number;
}

/** Reads a tile's hashes, one after the other: `width * 32` bytes. */
export type TileReader = (tile: TileName) => Promise<Uint8Array>;

/** Leaves `from` up to, not including, `to`. */
interface LeafRange {
  readonly from: number;
  readonly to: number;
}

/** Hashes an entry as a leaf: SHA-256(0x00, entry) (RFC 6962, 2.1). */
export function hashLeaf(entry: Uint8Array): Uint8Array {
  return sha256(Buffer.concat([LEAF, entry]));
}

/** Hashes two subtrees into the one above them: SHA-256(0x01, left, right) (RFC 6962, 2.1). */
export function hashNode(left: Uint8Array, right: Uint8Array): Uint8Array {
  return sha256(Buffer.concat([NODE, left, right]));
}

/** Reads the root of the tree of a size from its tiles. */
export async function readRoot(size: number, readTile: TileReader): Promise<Uint8Array> {
  return size === 0 ? EMPTY_ROOT : readRange({ from: 0, to: size }, size, readTile);
}

/** Reads the hashes that prove a leaf's place in the tree of a size, from the leaf upwards (RFC 6962, 2.1.1). */
export function readInclusionProof(index: number, size: number, readTile: TileReader): Promise<Uint8Array[]> {
  if (!(index >= 0 && index < size)) throw new RangeError(`leaf ${index} is not in a tree of ${size}`);
  return readRanges(toInclusionRanges(index, { from: 0, to: size }), size, readTile);
}

/** Reads the hashes that prove that the tree of a size begins with the tree of a smaller one (RFC 6962, 2.1.2). */
export function readConsistencyProof(from: number, to: number, readTile: TileReader): Promise<Uint8Array[]> {
  if (!(from >= 0 && from <= to)) throw new RangeError(`a tree of ${to} does not begin with one of ${from}`);
  const ranges = from === 0 || from === to ? [] : toConsistencyRanges(from, { from: 0, to }, true);
  return readRanges(ranges, to, readTile);
}

/** Computes the root that an inclusion proof leads to; `undefined` when the proof has not the length it must have. */
export function toInclusionRoot(
  leafHash: Uint8Array,
  index: number,
  size: number,
  proof: readonly Uint8Array[],
): Uint8Array | undefined {
  if (!(index >= 0 && index < size)) return undefined;
  if (size === 1) return proof.length === 0 ? leafHash : undefined;
  const sibling = proof.at(-1);
  if (sibling === undefined) return undefined;
  const half = splitSize(size);
  const isLeft = index < half;
  const own = toInclusionRoot(leafHash, isLeft ? index : index - half, isLeft ? half : size - half, proof.slice(0, -1));
  if (own === undefined) return undefined;
  return isLeft ? hashNode(own, sibling) : hashNode(sibling, own);
}

/** A tree by its size and root. */
export interface TreeHead {
  readonly size: number;
  readonly root: Uint8Array;
}

/** Whether a proof shows that the later tree begins with the earlier one. */
export function isConsistent(earlier: TreeHead, later: TreeHead, proof: readonly Uint8Array[]): boolean {
  if (earlier.size === 0 || earlier.size === later.size) {
    const isSame = earlier.size === 0 ? isEqual(earlier.root, EMPTY_ROOT) : isEqual(earlier.root, later.root);
    return proof.length === 0 && isSame;
  }
  if (earlier.size > later.size) return false;
  const roots = toConsistencyRoots(earlier, later.size, true, proof);
  return roots !== undefined && isEqual(roots[0], earlier.root) && isEqual(roots[1], later.root);
}

export function isEqual(left: Uint8Array, right: Uint8Array): boolean {
  return Buffer.compare(left, right) === 0;
}

function toConsistencyRoots(
  earlier: TreeHead,
  size: number,
  isWhole: boolean,
  proof: readonly Uint8Array[],
): [Uint8Array, Uint8Array] | undefined {
  const last = proof.at(-1);
  if (earlier.size === size) {
    if (isWhole) return proof.length === 0 ? [earlier.root, earlier.root] : undefined;
    return proof.length === 1 && last !== undefined ? [last, last] : undefined;
  }
  if (last === undefined) return undefined;
  const half = splitSize(size);
  const rest = proof.slice(0, -1);
  if (earlier.size <= half) {
    const roots = toConsistencyRoots(earlier, half, isWhole, rest);
    return roots && [roots[0], hashNode(roots[1], last)];
  }
  const roots = toConsistencyRoots({ ...earlier, size: earlier.size - half }, size - half, false, rest);
  return roots && [hashNode(last, roots[0]), hashNode(last, roots[1])];
}

// PATH(m, D[n]) of RFC 6962, 2.1.1.
function toInclusionRanges(index: number, { from, to }: LeafRange): LeafRange[] {
  if (to - from === 1) return [];
  const middle = from + splitSize(to - from);
  const left = { from, to: middle };
  const right = { from: middle, to };
  return index < middle ? [...toInclusionRanges(index, left), right] : [...toInclusionRanges(index, right), left];
}

// SUBPROOF(m, D[n], b) of RFC 6962, 2.1.2; `end` is where the smaller tree ends.
function toConsistencyRanges(end: number, range: LeafRange, isWhole: boolean): LeafRange[] {
  const { from, to } = range;
  if (end === to) return isWhole ? [] : [range];
  const middle = from + splitSize(to - from);
  const left = { from, to: middle };
  const right = { from: middle, to };
  if (end <= middle) return [...toConsistencyRanges(end, left, isWhole), right];
  return [...toConsistencyRanges(end, right, false), left];
}

async function readRanges(ranges: readonly LeafRange[], size: number, readTile: TileReader): Promise<Uint8Array[]> {
  const read: Uint8Array[] = [];
  const readOnce = rememberTiles(readTile);
  for (const range of ranges) read.push(await readRange(range, size, readOnce));
  return read;
}

// A proof takes several hashes from one tile, and the last tile is made anew whenever it is read.
function rememberTiles(readTile: TileReader): TileReader {
  const tiles = new Map<string, Uint8Array>();
  return async (tile) => {
    const name = `${tile.level}/${tile.index}`;
    const known = tiles.get(name) ?? (await readTile(tile));
    tiles.set(name, known);
    return known;
  };
}

/** Hashes a range as a subtree: its complete parts are read, the others put together. */
async function readRange(range: LeafRange, size: number, readTile: TileReader): Promise<Uint8Array> {
  const count = range.to - range.from;
  const half = splitSize(count);
  if (count === 1 || half * 2 === count) return readComplete(range.from, count, size, readTile);
  const middle = range.from + half;
  const left = await readComplete(range.from, half, size, readTile);
  return hashNode(left, await readRange({ from: middle, to: range.to }, size, readTile));
}

/** Hashes a complete, aligned subtree from the one tile that holds its nodes. */
async function readComplete(from: number, count: number, size: number, readTile: TileReader): Promise<Uint8Array> {
  let level = 0;
  let leavesPerHash = 1;
  while (leavesPerHash * TILE_WIDTH <= count) {
    leavesPerHash *= TILE_WIDTH;
    level++;
  }
  const first = from / leavesPerHash;
  const index = Math.floor(first / TILE_WIDTH);
  const width = Math.min(TILE_WIDTH, Math.floor(size / leavesPerHash) - index * TILE_WIDTH);
  const tile = await readTile({ level, index, width });
  if (tile.length !== width * HASH_BYTES) throw new RangeError(`tile ${level}/${index} has not ${width} hashes`);
  const begin = (first - index * TILE_WIDTH) * HASH_BYTES;
  return hashTile(tile.subarray(begin, begin + (count / leavesPerHash) * HASH_BYTES));
}

/** Hashes the hashes of a tile, or a power of two of them, into the node above them. */
export function hashTile(hashes: Uint8Array): Uint8Array {
  let row: Uint8Array[] = [];
  for (let at = 0; at < hashes.length; at += HASH_BYTES) row.push(hashes.subarray(at, at + HASH_BYTES));
  for (let height = 0; height < TILE_HEIGHT && row.length > 1; height++) {
    const above: Uint8Array[] = [];
    for (let at = 0; at + 1 < row.length; at += 2)
      above.push(hashNode(row[at] ?? EMPTY_ROOT, row[at + 1] ?? EMPTY_ROOT));
    row = above;
  }
  return row[0] ?? EMPTY_ROOT;
}

/** The largest power of two below a size. */
function splitSize(size: number): number {
  let half = 1;
  while (half * 2 < size) half *= 2;
  return half;
}

function sha256(bytes: Uint8Array): Uint8Array {
  return hash("sha256", bytes, "buffer");
}
