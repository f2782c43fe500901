import { TILE_WIDTH } from "./merkle.ts";

/** A tile of hashes by its level, or a bundle of entries; `width` is 256 for a full one. */
export interface TilePath {
  readonly level: number | "entries";
  readonly index: number;
  readonly width: number;
}

// Six levels hold 2^48 entries.
const LEVEL_MAX = 5;
const PATTERN = /^(?:([0-5])|entries)\/((?:x\d{3}\/){0,4}\d{3})(?:\.p\/([1-9]\d{0,2}))?$/;

/** Writes the path below `tile/`: `0/x001/234`, `entries/000.p/17` (C2SP tlog-tiles). */
export function toTilePath({ level, index, width }: TilePath): string {
  const groups: string[] = [];
  for (let rest = index; rest > 0 || groups.length === 0; rest = Math.floor(rest / 1000)) {
    groups.unshift(`${groups.length === 0 ? "" : "x"}${String(rest % 1000).padStart(3, "0")}`);
  }
  return `${level}/${groups.join("/")}${width === TILE_WIDTH ? "" : `.p/${width}`}`;
}

/** Reads such a path; `undefined` for any text that `toTilePath` would not write. */
export function fromTilePath(text: string): TilePath | undefined {
  const match = PATTERN.exec(text);
  if (!match) return undefined;
  const [, level, groups = "", width] = match;
  const path: TilePath = {
    level: level === undefined ? "entries" : Number(level),
    index: Number(groups.replace(/[x/]/g, "")),
    width: width === undefined ? TILE_WIDTH : Number(width),
  };
  return path.width <= TILE_WIDTH && toTilePath(path) === text ? path : undefined;
}

/** The size a log must have to hold a tile whole. */
export function toTileEnd({ level, index, width }: TilePath): number {
  return (index * TILE_WIDTH + width) * TILE_WIDTH ** (level === "entries" ? 0 : level);
}

/** Lists the tiles and bundles that a log of a size is made of, partial ones last in each level. */
export function* listTilePaths(size: number): Generator<TilePath> {
  for (const level of ["entries", 0, 1, 2, 3, 4, LEVEL_MAX] as const) {
    const hashes = Math.floor(size / TILE_WIDTH ** (level === "entries" ? 0 : level));
    for (let index = 0; index * TILE_WIDTH < hashes; index++) {
      yield { level, index, width: Math.min(TILE_WIDTH, hashes - index * TILE_WIDTH) };
    }
  }
}
