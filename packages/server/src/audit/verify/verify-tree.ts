import { EntryBundleError, fromEntryBundle } from "../entry-bundle.ts";
import { toTileKey } from "../log-objects.ts";
import { HASH_BYTES, hashLeaf, isEqual, TILE_WIDTH } from "../merkle.ts";
import { fromTilePath } from "../tile-path.ts";
import { createTreeBuilder, type Tile } from "../tree-builder.ts";
import type { Findings } from "./findings.ts";
import type { LogSource } from "./log-folder.ts";
import type { StatedTree } from "./stated-trees.ts";

export interface TreeCheck {
  readonly source: LogSource;
  readonly stated: readonly StatedTree[];
  readonly findings: Findings;
  /** Called now and then with how many of how many entries were hashed. */
  readonly onProgress: (done: number, total: number) => void;
}

const TILE_PREFIX = "log/tile/";

/**
 * Hashes every entry from the first to the last and holds all that was signed and published to the result: the tiles, and
 * the root of every stated tree on the way. Each is then a beginning of the next, so they are consistent. Answers how
 * many entries there are.
 */
export async function checkTree({ source, stated, findings, onProgress }: TreeCheck): Promise<number> {
  const total = Math.max(0, ...stated.map(({ size }) => size));
  const due = new Map<number, StatedTree[]>();
  for (const tree of stated) due.set(tree.size, [...(due.get(tree.size) ?? []), tree]);
  const builder = createTreeBuilder();
  while (builder.size < total && builder.size % TILE_WIDTH === 0) {
    const entries = await readEntries(source, builder.size, [...due.keys()], findings);
    if (entries === undefined) break;
    for (const entry of entries) {
      for (const tile of builder.push(hashLeaf(entry))) await checkTile(source, tile, findings);
      checkRoots(due.get(builder.size) ?? [], builder.root, findings);
    }
    onProgress(builder.size, total);
  }
  if (builder.size < total) {
    const beyond = stated.filter(({ size }) => size > builder.size);
    for (const { name, size } of beyond) {
      findings.add(`${name}: it states ${size} entries, and only ${builder.size} can be read: the end is missing.`);
    }
    return builder.size;
  }
  for (const tile of builder.partialTiles()) await checkTile(source, tile, findings);
  await checkPartialTiles(source, builder.size, findings);
  return builder.size;
}

// Of partial bundles the longest that a stated tree ends with: each begins with the shorter ones.
async function readEntries(
  source: LogSource,
  from: number,
  sizes: readonly number[],
  findings: Findings,
): Promise<Uint8Array[] | undefined> {
  const index = from / TILE_WIDTH;
  const widths = sizes.map((size) => Math.min(TILE_WIDTH, size - from)).filter((width) => width > 0);
  const longest = Math.max(...widths);
  for (const width of new Set([TILE_WIDTH, ...widths.sort((a, b) => b - a)])) {
    const bundle = await source.get(toTileKey({ level: "entries", index, width }));
    if (bundle === undefined) continue;
    try {
      return fromEntryBundle(bundle, width).slice(0, longest);
    } catch (error) {
      if (!(error instanceof EntryBundleError)) throw error;
      const last = from + width - 1;
      findings.add(`Entries ${from} to ${last} cannot be read: their bundle is damaged: ${error.message}.`);
      return undefined;
    }
  }
  const name = toTileKey({ level: "entries", index, width: longest });
  findings.add(`Entries ${from} to ${from + longest - 1} are missing: there is no file ${name}.`);
  return undefined;
}

function checkRoots(due: readonly StatedTree[], root: () => Uint8Array, findings: Findings): void {
  for (const tree of due) {
    if (isEqual(tree.root, root())) continue;
    findings.add(
      `${tree.name}: the entries do not have the root that it states: among the first ${tree.size} something was edited, removed, added or moved.`,
    );
  }
}

async function checkTile(source: LogSource, tile: Tile, findings: Findings): Promise<void> {
  const key = toTileKey(tile);
  const full = toTileKey({ ...tile, width: TILE_WIDTH });
  const stored = (await source.get(key)) ?? (await source.get(full))?.subarray(0, tile.hashes.length);
  if (stored === undefined) return findings.add(`${key}: the tile is missing.`);
  if (isEqual(stored, tile.hashes)) return undefined;
  const places = Array.from({ length: tile.width }, (_, at) => at);
  const toHash = (hashes: Uint8Array, at: number): Uint8Array =>
    hashes.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES);
  const first = places.find((at) => !isEqual(toHash(stored, at), toHash(tile.hashes, at))) ?? tile.width;
  const leaf = (tile.index * TILE_WIDTH + first) * TILE_WIDTH ** tile.level;
  return findings.add(`${key}: the tile is not that of the entries, from entry ${leaf} on.`);
}

// Partial tiles and bundles of earlier sizes prove nothing that the full ones do not, but nobody should find them false.
async function checkPartialTiles(source: LogSource, size: number, findings: Findings): Promise<void> {
  for await (const key of source.list(TILE_PREFIX)) {
    const tile = fromTilePath(key.slice(TILE_PREFIX.length));
    if (tile === undefined) findings.add(`${key}: this is no tile's name.`);
    if (tile === undefined || tile.width === TILE_WIDTH) continue;
    const last = Math.floor(size / TILE_WIDTH ** (tile.level === "entries" ? 0 : tile.level)) - tile.index * TILE_WIDTH;
    const whole =
      (await source.get(toTileKey({ ...tile, width: TILE_WIDTH }))) ??
      (last > 0 && last < TILE_WIDTH ? await source.get(toTileKey({ ...tile, width: last })) : undefined);
    const part = await source.get(key);
    if (whole === undefined || part === undefined || isEqual(part, whole.subarray(0, part.length))) continue;
    findings.add(`${key}: the partial tile is not the beginning of the later one.`);
  }
}
