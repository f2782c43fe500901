import { hash } from "node:crypto";
import type { CheckpointRow, ObjectStore, RelationalStore } from "../storage/ports.ts";
import type { Task } from "../tasks/loop.ts";
import { type ArchiveManifest, readArchiveEntries, readManifest, toArchive, toManifestText } from "./archive-format.ts";
import { readCheckpoint } from "./checkpoint.ts";
import { type Leaf, readLeaves } from "./leaves.ts";
import { LogFaultError } from "./log-fault.ts";
import { ARCHIVE_PREFIX, toSizeText } from "./log-objects.ts";
import { isEqual } from "./merkle.ts";

export interface ArchiveParts {
  readonly store: RelationalStore;
  readonly objects: ObjectStore;
  readonly now: () => number;
  readonly archiveAfterDays: number;
  readonly retainDays: number;
}

const DAY_MS = 86_400_000;
const EVERY_MS = 3_600_000;
/** Entries in one archive at most: some megabytes, read into memory whole. */
const ENTRIES_MAX = 16_384;
const ARCHIVED = "archived_size";

/**
 * Creates the task that copies old entries into archives: consecutive places of one UTC month, once the whole month is
 * old enough. An archive is written once, read back and compared before it counts. Entries stay in the database too.
 */
export function createArchive(parts: ArchiveParts): Task {
  const { store } = parts;
  return {
    name: "audit-archive",
    everyMs: EVERY_MS,
    run: async () => (await store.exclusively("audit-archive", () => archiveNext(parts))) ?? "idle",
  };
}

async function archiveNext(parts: ArchiveParts): Promise<"done" | "idle"> {
  const { store } = parts;
  const { auditLog } = store.repositories;
  const from = Number((await store.read(() => auditLog.readFact(ARCHIVED))) ?? "0");
  const signed = (await store.read(() => auditLog.latestCheckpoint()))?.treeSize ?? 0;
  const leaves = await readMonth(parts, from, signed);
  if (leaves.length === 0) return "idle";
  const to = from + leaves.length;
  const checkpoint = await store.read(() => auditLog.checkpointFrom(to));
  if (checkpoint === undefined) return "idle";
  await writeArchive(parts, from, leaves, checkpoint);
  await store.transaction(() => auditLog.replaceFact(ARCHIVED, String(to)));
  return "done";
}

/** Reads the entries of one month from a place on; none while the month is too young. */
async function readMonth(
  { store, now, archiveAfterDays }: ArchiveParts,
  from: number,
  signed: number,
): Promise<Leaf[]> {
  if (from >= signed) return [];
  const [first] = await readLeaves(store, from, from + 1);
  if (first === undefined) return [];
  const monthEndMs = toMonthEnd(first.atMs);
  if (monthEndMs > now() - archiveAfterDays * DAY_MS) return [];
  const leaves = await readLeaves(store, from, Math.min(signed, from + ENTRIES_MAX));
  // A clock that went back puts an entry of an earlier month behind one of a later: it stays where its place is.
  const later = leaves.findIndex(({ atMs }) => atMs >= monthEndMs);
  return later < 0 ? leaves : leaves.slice(0, later);
}

function toMonthEnd(atMs: number): number {
  const date = new Date(atMs);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1);
}

async function writeArchive(
  { objects, retainDays }: ArchiveParts,
  from: number,
  leaves: readonly Leaf[],
  checkpoint: CheckpointRow,
): Promise<void> {
  const name = `${ARCHIVE_PREFIX}${toSizeText(from)}-${toSizeText(from + leaves.length - 1)}`;
  const object = `${name}.ndjson.gz`;
  const entries = leaves.map(({ entry }) => entry);
  // Compressed bytes may differ between versions of the compressor: what stands there counts, if it holds the same.
  await objects.put(object, await toArchive(entries));
  const kept = (await objects.get(object)) ?? new Uint8Array();
  const read = await readArchiveEntries(kept);
  if (read?.length !== entries.length || !read.every((entry, at) => isEqual(entry, entries[at] ?? kept))) {
    throw new LogFaultError(`the archive ${object} does not hold the entries of the database`);
  }
  const times = leaves.map(({ atMs }) => atMs);
  const lastMs = times.reduce((latest, atMs) => Math.max(latest, atMs));
  const manifest: ArchiveManifest = {
    v: 1,
    origin: readCheckpoint(checkpoint.note).checkpoint.origin,
    object,
    sha256: hash("sha256", kept),
    first_leaf_index: from,
    count: leaves.length,
    first_at: new Date(times.reduce((earliest, atMs) => Math.min(earliest, atMs))).toISOString(),
    last_at: new Date(lastMs).toISOString(),
    retain_until: new Date(lastMs + retainDays * DAY_MS).toISOString(),
    tree_size: checkpoint.treeSize,
    root_hash: checkpoint.rootHash,
    checkpoint: checkpoint.note,
  };
  await putManifest(objects, `${name}.manifest.json`, manifest);
}

// The period of retention may have changed between a crash and its repair: the rest may not.
async function putManifest(objects: ObjectStore, key: string, manifest: ArchiveManifest): Promise<void> {
  if ((await objects.put(key, Buffer.from(toManifestText(manifest)))) === "created") return;
  const kept = readManifest((await objects.get(key)) ?? new Uint8Array());
  if (kept?.sha256 === manifest.sha256 && kept.root_hash === manifest.root_hash) return;
  throw new LogFaultError(`the manifest ${key} describes another archive`);
}
