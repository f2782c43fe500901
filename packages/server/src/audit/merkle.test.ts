import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  EMPTY_ROOT,
  hashLeaf,
  isConsistent,
  readConsistencyProof,
  readInclusionProof,
  readRoot,
  type TileReader,
  toInclusionRoot,
} from "./merkle.ts";
import { createTreeBuilder, type Tile, toTileEdge } from "./tree-builder.ts";

// The definitions of RFC 6962, 2.1, letter by letter, over whole lists.
const sha256 = (...parts: Uint8Array[]): Buffer =>
  parts.reduce((h, part) => h.update(part), createHash("sha256")).digest();
const toHalf = (count: number): number => 2 ** Math.floor(Math.log2(count - 1));
function mth(leaves: readonly Uint8Array[]): Buffer {
  const [first] = leaves;
  if (first === undefined) return sha256();
  if (leaves.length === 1) return Buffer.from(first);
  const half = toHalf(leaves.length);
  return sha256(Buffer.of(1), mth(leaves.slice(0, half)), mth(leaves.slice(half)));
}
function path(index: number, leaves: readonly Uint8Array[]): Buffer[] {
  if (leaves.length === 1) return [];
  const half = toHalf(leaves.length);
  const [left, right] = [leaves.slice(0, half), leaves.slice(half)];
  return index < half ? [...path(index, left), mth(right)] : [...path(index - half, right), mth(left)];
}
function subproof(size: number, leaves: readonly Uint8Array[], isWhole: boolean): Buffer[] {
  if (size === leaves.length) return isWhole ? [] : [mth(leaves)];
  const half = toHalf(leaves.length);
  const [left, right] = [leaves.slice(0, half), leaves.slice(half)];
  if (size <= half) return [...subproof(size, left, isWhole), mth(right)];
  return [...subproof(size - half, right, false), mth(left)];
}

const LEAVES = Array.from({ length: 66_601 }, (_, number) => hashLeaf(Buffer.from(`entry ${number}`)));

/** A reader that knows exactly the tiles which a tree of this size publishes. */
function createTiles(size: number): TileReader {
  const builder = createTreeBuilder();
  const tiles: Tile[] = [];
  for (const leaf of LEAVES.slice(0, size)) tiles.push(...builder.push(leaf));
  const all = new Map(
    [...tiles, ...builder.partialTiles()].map((tile) => [`${tile.level}/${tile.index}/${tile.width}`, tile]),
  );
  return async ({ level, index, width }) => {
    const tile = all.get(`${level}/${index}/${width}`);
    if (!tile) throw new Error(`no tile ${level}/${index}/${width} in a tree of ${size}`);
    return tile.hashes;
  };
}

const sizes = fc.oneof(fc.integer({ min: 1, max: 600 }), fc.constantFrom(255, 256, 257, 511, 512, 513));

describe("the tree", () => {
  test("has the published root of no entry and the root of every size", async () => {
    expect(Buffer.from(EMPTY_ROOT).toString("hex")).toBe(
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    );
    const builder = createTreeBuilder();
    expect(builder.root()).toEqual(EMPTY_ROOT);
    for (let size = 1; size <= 600; size++) {
      builder.push(LEAVES[size - 1] ?? EMPTY_ROOT);
      expect(Buffer.from(builder.root()).equals(mth(LEAVES.slice(0, size))), `size ${size}`).toBe(true);
    }
  });

  test.each([65_535, 65_536, 66_000])("has the right root and proofs across levels of tiles: %i", async (size) => {
    const leaves = LEAVES.slice(0, size);
    const readTile = createTiles(size);
    expect(Buffer.from(await readRoot(size, readTile)).equals(mth(leaves))).toBe(true);
    for (const index of [0, 255, 256, 65_534, size - 1]) {
      expect((await readInclusionProof(index, size, readTile)).map(Buffer.from)).toEqual(path(index, leaves));
    }
    for (const from of [1, 256, 300, 65_535, size]) {
      expect((await readConsistencyProof(from, size, readTile)).map(Buffer.from)).toEqual(subproof(from, leaves, true));
    }
  });

  test("proves by tiles what the definition proves by lists", async () => {
    await fc.assert(
      fc.asyncProperty(sizes, fc.nat(), fc.nat(), async (size, first, second) => {
        const leaves = LEAVES.slice(0, size);
        const readTile = createTiles(size);
        const [index, from] = [first % size, 1 + (second % size)];
        expect(Buffer.from(await readRoot(size, readTile)).equals(mth(leaves))).toBe(true);
        expect((await readInclusionProof(index, size, readTile)).map(Buffer.from)).toEqual(path(index, leaves));
        expect((await readConsistencyProof(from, size, readTile)).map(Buffer.from)).toEqual(
          subproof(from, leaves, true),
        );
      }),
      { numRuns: 150 },
    );
  });

  test("goes on from the edge of a full tile as if it had never stopped", () => {
    fc.assert(
      fc.property(sizes, fc.nat(600), (size, more) => {
        const whole = createTreeBuilder();
        for (const leaf of LEAVES.slice(0, size)) whole.push(leaf);
        const edge = toTileEdge(whole.edge());
        const resumed = createTreeBuilder(edge);
        for (const leaf of LEAVES.slice(edge.size, size + more)) resumed.push(leaf);
        for (const leaf of LEAVES.slice(size, size + more)) whole.push(leaf);
        expect(resumed.size).toBe(whole.size);
        expect(resumed.root()).toEqual(whole.root());
        expect(resumed.partialTiles()).toEqual(whole.partialTiles());
      }),
      { numRuns: 60 },
    );
  });
});

describe("a proof", () => {
  test("of inclusion leads to the root, and with anything changed to none", async () => {
    await fc.assert(
      fc.asyncProperty(sizes, fc.nat(), fc.nat(), async (size, first, fault) => {
        const index = first % size;
        const leaf = LEAVES[index] ?? EMPTY_ROOT;
        const root = mth(LEAVES.slice(0, size));
        const proof = await readInclusionProof(index, size, createTiles(size));
        const isProved = (...args: Parameters<typeof toInclusionRoot>): boolean => {
          const found = toInclusionRoot(...args);
          return found !== undefined && root.equals(found);
        };
        expect(isProved(leaf, index, size, proof)).toBe(true);
        expect(isProved(LEAVES[index + 1] ?? EMPTY_ROOT, index, size, proof)).toBe(false);
        expect(isProved(leaf, index, size, [...proof, root])).toBe(false);
        if (proof.length === 0) return;
        const at = fault % proof.length;
        expect(isProved(leaf, index, size, proof.with(at, leaf))).toBe(false);
        expect(isProved(leaf, index, size, proof.toSpliced(at, 1))).toBe(false);
        expect(isProved(leaf, (index + 1) % size, size, proof)).toBe(false);
      }),
      { numRuns: 150 },
    );
    expect(toInclusionRoot(EMPTY_ROOT, 3, 3, [])).toBeUndefined();
    expect(toInclusionRoot(EMPTY_ROOT, -1, 3, [])).toBeUndefined();
  });

  test("of consistency holds for the two trees it is about, and for no others", async () => {
    await fc.assert(
      fc.asyncProperty(sizes, fc.nat(), fc.nat(), async (size, first, fault) => {
        const from = 1 + (first % size);
        const earlier = { size: from, root: mth(LEAVES.slice(0, from)) };
        const later = { size, root: mth(LEAVES.slice(0, size)) };
        const proof = await readConsistencyProof(from, size, createTiles(size));
        expect(isConsistent(earlier, later, proof)).toBe(true);
        const forged = sha256(Buffer.from("forged"));
        expect(isConsistent({ size: from, root: forged }, later, proof)).toBe(false);
        expect(isConsistent(earlier, { size, root: mth(LEAVES.slice(1, size + 1)) }, proof)).toBe(false);
        expect(isConsistent(earlier, later, [...proof, forged])).toBe(false);
        if (proof.length === 0) return;
        expect(isConsistent(earlier, later, proof.with(fault % proof.length, forged))).toBe(false);
        expect(isConsistent(later, earlier, proof)).toBe(false);
      }),
      { numRuns: 150 },
    );
    expect(isConsistent({ size: 0, root: EMPTY_ROOT }, { size: 5, root: mth(LEAVES.slice(0, 5)) }, [])).toBe(true);
  });

  test("is refused for a leaf or a size that the tree has not", () => {
    expect(() => readInclusionProof(5, 5, createTiles(5))).toThrow(RangeError);
    expect(() => readConsistencyProof(6, 5, createTiles(5))).toThrow(RangeError);
  });
});
