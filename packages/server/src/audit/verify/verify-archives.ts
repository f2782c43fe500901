import { hash } from "node:crypto";
import { type ArchiveManifest, readArchiveEntries, readManifest } from "../archive-format.ts";
import { ARCHIVE_PREFIX, toTileKey } from "../log-objects.ts";
import { HASH_BYTES, hashLeaf, isEqual, TILE_WIDTH } from "../merkle.ts";
import type { Findings } from "./findings.ts";
import type { LogSource } from "./log-folder.ts";
import { readStated, type StatedTree } from "./stated-trees.ts";
import type { KnownKey } from "./verify-keys.ts";

/** An archive as its manifest describes it. */
export interface FoundArchive {
  readonly key: string;
  readonly manifest: ArchiveManifest;
}

const MANIFEST = ".manifest.json";

/** Reads the manifests of a log's archives, and the trees that they state. */
export async function readArchives(
  source: LogSource,
  keys: readonly KnownKey[],
  findings: Findings,
): Promise<{ archives: FoundArchive[]; stated: StatedTree[] }> {
  const archives: FoundArchive[] = [];
  const stated: StatedTree[] = [];
  for await (const key of source.list(ARCHIVE_PREFIX)) {
    if (!key.endsWith(MANIFEST)) continue;
    const manifest = readManifest((await source.get(key)) ?? new Uint8Array());
    if (manifest === undefined) {
      findings.add(`${key}: this is no manifest.`);
      continue;
    }
    archives.push({ key, manifest });
    const tree = readStated(`${key}, checkpoint`, manifest.checkpoint, keys, findings);
    if (tree === undefined) continue;
    stated.push(tree);
    if (tree.size === manifest.tree_size && Buffer.from(tree.root).toString("hex") === manifest.root_hash) continue;
    findings.add(`${key}: it names another tree than its signed checkpoint.`);
  }
  return { archives, stated };
}

/** Holds an archive to its manifest, and every entry in it to the log, whose tiles have been checked before. */
export async function checkArchive(
  source: LogSource,
  { key, manifest }: FoundArchive,
  size: number,
  findings: Findings,
): Promise<void> {
  const body = await source.get(manifest.object);
  if (body === undefined) return findings.add(`${manifest.object}: the archive is missing.`);
  if (hash("sha256", body) !== manifest.sha256) {
    findings.add(`${manifest.object}: it is not the file that its manifest describes: it was changed.`);
  }
  const entries = await readArchiveEntries(body);
  if (entries === undefined) return findings.add(`${manifest.object}: it cannot be unpacked.`);
  if (entries.length !== manifest.count) {
    findings.add(`${manifest.object}: it holds ${entries.length} entries, and its manifest says ${manifest.count}.`);
  }
  if (manifest.first_leaf_index + manifest.count > manifest.tree_size) {
    findings.add(`${key}: its checkpoint does not cover all of its entries.`);
  }
  for (const [at, entry] of entries.entries()) {
    const place = manifest.first_leaf_index + at;
    const logged = place < size ? await readLeafHash(source, place, size) : undefined;
    if (logged !== undefined && isEqual(logged, hashLeaf(entry))) continue;
    return findings.add(`${manifest.object}: its line ${at + 1} is not entry ${place} of the log.`);
  }
  return undefined;
}

async function readLeafHash(source: LogSource, place: number, size: number): Promise<Uint8Array | undefined> {
  const index = Math.floor(place / TILE_WIDTH);
  const at = (place % TILE_WIDTH) * HASH_BYTES;
  const full = await source.get(toTileKey({ level: 0, index, width: TILE_WIDTH }));
  const width = Math.min(TILE_WIDTH, size - index * TILE_WIDTH);
  const tile = full ?? (await source.get(toTileKey({ level: 0, index, width })));
  return tile?.subarray(at, at + HASH_BYTES);
}
