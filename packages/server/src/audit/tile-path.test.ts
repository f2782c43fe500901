import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { EntryBundleError, fromEntryBundle, toEntryBundle } from "./entry-bundle.ts";
import { fromTilePath, listTilePaths, toTileEnd, toTilePath } from "./tile-path.ts";

describe("the path of a tile", () => {
  test.each([
    [{ level: 0, index: 0, width: 256 }, "0/000"],
    [{ level: 1, index: 1_234_067, width: 256 }, "1/x001/x234/067"],
    [{ level: 0, index: 273, width: 112 }, "0/273.p/112"],
    [{ level: "entries", index: 1000, width: 1 }, "entries/x001/000.p/1"],
  ] as const)("of %j is %s (C2SP tlog-tiles)", (tile, path) => {
    expect(toTilePath(tile)).toBe(path);
    expect(fromTilePath(path)).toEqual(tile);
  });

  test("comes back from its text, whatever the tile", () => {
    const level = fc.oneof(fc.constant("entries" as const), fc.integer({ min: 0, max: 5 }));
    const tiles = fc.record({
      level,
      index: fc.integer({ min: 0, max: 2 ** 40 }),
      width: fc.integer({ min: 1, max: 256 }),
    });
    fc.assert(
      fc.property(tiles, (tile) => {
        expect(fromTilePath(toTilePath(tile))).toEqual(tile);
      }),
    );
  });

  test.each([
    "",
    "0",
    "6/000",
    "0/00",
    "0/0000",
    "0/x000/001",
    "0/001.p/0",
    "0/001.p/256",
    "0/001.p/01",
    "0/001/",
    "../0/000",
    "0/x1/000",
    "entries/../000",
    "0/000.p/",
    "-1/000",
  ])("is not %j", (path) => expect(fromTilePath(path)).toBeUndefined());

  test("says how far the log must reach for it", () => {
    expect(toTileEnd({ level: "entries", index: 2, width: 3 })).toBe(515);
    expect(toTileEnd({ level: 1, index: 0, width: 2 })).toBe(512);
  });

  test("is listed for every tile of a size, and for no other", () => {
    const paths = [...listTilePaths(600)].map(toTilePath);
    expect(paths).toEqual([
      ...["entries/000", "entries/001", "entries/002.p/88"],
      ...["0/000", "0/001", "0/002.p/88", "1/000.p/2"],
    ]);
    expect([...listTilePaths(0)]).toEqual([]);
  });
});

describe("a bundle of entries", () => {
  test("gives back every entry", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 400 }), { maxLength: 20 }), (entries) => {
        const read = fromEntryBundle(toEntryBundle(entries), entries.length);
        expect(read.map((entry) => [...entry])).toEqual(entries.map((entry) => [...entry]));
      }),
    );
  });

  test("that ends early, runs on, or was cut is refused, whatever it holds", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.nat(5), (bytes, count) => {
        try {
          expect(Buffer.from(toEntryBundle(fromEntryBundle(bytes, count)))).toEqual(Buffer.from(bytes));
        } catch (error) {
          expect(error).toBeInstanceOf(EntryBundleError);
        }
      }),
    );
    const bundle = toEntryBundle([Buffer.from("one"), Buffer.from("two")]);
    for (const cut of [bundle.subarray(0, -1), bundle.subarray(0, 6), bundle.subarray(0, 5)]) {
      expect(() => fromEntryBundle(cut, 2)).toThrow(EntryBundleError);
    }
    expect(() => fromEntryBundle(bundle, 3)).toThrow(EntryBundleError);
  });

  test("takes an entry of 65,535 bytes and refuses a longer one", () => {
    expect(fromEntryBundle(toEntryBundle([new Uint8Array(65_535)]), 1)[0]).toHaveLength(65_535);
    expect(() => toEntryBundle([new Uint8Array(65_536)])).toThrow(EntryBundleError);
  });
});
