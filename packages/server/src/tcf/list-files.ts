import { createHash } from "node:crypto";
import type { Logger } from "../http/log.ts";
import type { ObjectStore, RelationalStore, TcfFileRow } from "../storage/ports.ts";
import { DownloadError, type download } from "./download.ts";
import { type ListFile, toListFileUrl } from "./list-addresses.ts";
import { createPublisherRows, toPublisherFolder } from "./publisher.ts";
import { LIST_BYTES_MAX, readTranslation, readVendorList } from "./read-vendor-list.ts";
import { VendorListError } from "./vendor-list.ts";

/** Keeps the files of the list's publisher: copies as objects for ever, and when to ask again in the relational store. */
export interface ListFiles {
  /** Every file that was ever asked for at this address of a list. */
  all(): Promise<readonly TcfFileRow[]>;
  /**
   * Asks the publisher for a newer copy when it is time (T71), one process at a time. Answers what is at hand afterwards;
   * `undefined`: nothing was ever asked, another process is at it. A failure changes nothing but when to ask next.
   */
  refresh(file: ListFile): Promise<TcfFileRow | undefined>;
  /** Reads a copy; `undefined` when it is gone. */
  read(objectKey: string): Promise<Uint8Array | undefined>;
  /** Says that a copy is gone or damaged: it is downloaded again, at most once an hour. */
  onLost(row: TcfFileRow): Promise<void>;
  /** Where the objects of one version of the list stand; the newest list and an archived one share them. */
  versionPrefix(version: number): string;
  /** Downloads of this process that failed. */
  readonly failures: () => number;
}

export interface ListFilesParts {
  readonly store: RelationalStore;
  readonly objects: ObjectStore;
  readonly listUrl: string;
  readonly log: Logger;
  readonly download: typeof download;
  /** Aborted when the process ends: nothing is waited for then. */
  readonly closing: AbortSignal;
  readonly now: () => number;
}

/** The right to ask: the row as it was, and until when it is this process's alone. */
interface Claim {
  readonly row: TcfFileRow;
  readonly untilMs: number;
}

const TIMEOUT_MS = 20_000;
/** How long others leave a file to the process that asks for it: should it die, they ask then. */
const CLAIM_MS = 60_000;
/** How long a copy holds whose answer did not say: the list comes out once a week, and translations seldom change. */
const STANDARD_SECONDS = 86_400;
const BACKOFF_MS = 60_000;
const BACKOFF_CAP_MS = 3_600_000;
/** An archived list never changes: the year 9999. */
const NEVER_MS = 253_402_300_799_000;

/** Creates the keeper of copies. */
export function createListFiles(parts: ListFilesParts): ListFiles {
  const { store, objects, log, now, closing } = parts;
  const { locks } = store.repositories;
  const tcfFiles = createPublisherRows(store.repositories.tcfFiles, parts.listUrl);
  let failures = 0;
  const find = (name: string): Promise<TcfFileRow | undefined> => store.read(() => tcfFiles.find(name));

  /** Answers the row as it is from now on; `undefined`: this process ends, which says nothing of the publisher. */
  async function ask(file: ListFile, kept: TcfFileRow): Promise<TcfFileRow | undefined> {
    try {
      return await fetchFile(parts, file, kept);
    } catch (error) {
      if (closing.aborted) return undefined;
      failures++;
      const inRow = kept.failures + 1;
      const isTheirs = error instanceof DownloadError || error instanceof VendorListError;
      // What came and cannot be stored is a megabyte as well: it is not fetched each minute until it can.
      const code = isTheirs ? error.code : "not_kept";
      const reason = error instanceof Error ? error.message : String(error);
      const fields = { file: kept.name, code, reason, failures: inRow, kept: kept.version };
      const fault = isTheirs ? "the vendor list's publisher gave nothing that can be used" : "a list cannot be stored";
      log.error(fields, `${fault}: the last good copy is used`);
      return { ...kept, failures: inRow, askAtMs: now() + toBackoffMs(inRow) };
    }
  }

  /** Takes the right to ask; `undefined`: it is not time, or another process has it. */
  function claim(name: string): Promise<Claim | undefined> {
    return store.transaction(function* () {
      yield* locks.hold([`tcf ${name}`]);
      const row = (yield* tcfFiles.find(name)) ?? createRow(name);
      if (row.askAtMs > now()) return undefined;
      const untilMs = now() + CLAIM_MS;
      yield* tcfFiles.put({ ...row, askAtMs: untilMs });
      return { row, untilMs };
    });
  }

  async function refresh(file: ListFile): Promise<TcfFileRow | undefined> {
    const name = toFileName(file);
    const known = await find(name);
    if (known && known.askAtMs > now()) return known;
    const claimed = await claim(name);
    if (!claimed) return await find(name);
    const next = await ask(file, claimed.row);
    // The claim runs out by itself.
    if (!next) return claimed.row;
    await store.transaction(function* () {
      yield* locks.hold([`tcf ${name}`]);
      const row = yield* tcfFiles.find(name);
      // Whose claim ran out has been overtaken by another process: only a newer list counts then.
      const isHeld = row?.askAtMs === claimed.untilMs;
      if (isHeld || (row?.version ?? 0) < (next.version ?? 0)) yield* tcfFiles.put(next);
    });
    return next;
  }

  return {
    all: () => store.read(() => tcfFiles.all()),
    refresh,
    read: (objectKey) => objects.get(objectKey),
    onLost: async (row) => {
      log.error({ file: row.name, object: row.objectKey }, "a copy of the vendor list is gone or damaged");
      const askAtMs = Math.min(row.askAtMs, Math.max(now(), (row.fetchedAtMs ?? 0) + BACKOFF_CAP_MS));
      await store.transaction(() => tcfFiles.put({ ...row, objectKey: null, etag: null, askAtMs }));
    },
    versionPrefix: (version) => toVersionPrefix(parts.listUrl, version),
    failures: () => failures,
  };
}

async function fetchFile(parts: ListFilesParts, file: ListFile, kept: TcfFileRow): Promise<TcfFileRow> {
  const { now, objects } = parts;
  const got = await parts.download(toListFileUrl(parts.listUrl, file), {
    etag: kept.objectKey === null ? null : kept.etag,
    bytesMax: LIST_BYTES_MAX,
    timeoutMs: TIMEOUT_MS,
    standardSeconds: STANDARD_SECONDS,
    signal: parts.closing,
    now,
  });
  const askAtMs = file.kind === "archive" ? NEVER_MS : got.validUntilMs;
  const fresh = { ...kept, fetchedAtMs: now(), askAtMs, failures: 0 };
  if (got.bytes === undefined) return fresh;
  const version = readVersion(file, got.bytes, kept.version ?? 0);
  const objectKey = toObjectKey(parts.listUrl, file, version, got.bytes);
  // The key names the content: what stands there already is the same.
  await objects.put(objectKey, got.bytes);
  return { ...fresh, objectKey, version, etag: got.etag };
}

function readVersion(file: ListFile, bytes: Uint8Array, atLeastVersion: number): number {
  switch (file.kind) {
    case "list":
      return readVendorList(bytes, atLeastVersion).vendorListVersion;
    case "archive": {
      const { vendorListVersion } = readVendorList(bytes);
      if (vendorListVersion !== file.version)
        throw new VendorListError("malformed", "the archive holds another version");
      return vendorListVersion;
    }
    case "translation":
      return readTranslation(bytes).vendorListVersion;
  }
}

function toVersionPrefix(listUrl: string, version: number): string {
  return `${toPublisherFolder(listUrl)}/${version}-`;
}

function toObjectKey(listUrl: string, file: ListFile, version: number, bytes: Uint8Array): string {
  const hash = createHash("sha256").update(bytes).digest("hex");
  if (file.kind === "translation")
    return `${toPublisherFolder(listUrl)}/texts/${file.language}-${version}-${hash}.json`;
  return `${toVersionPrefix(listUrl, version)}${hash}.json`;
}

/** Name of a file's row. */
function toFileName(file: ListFile): string {
  switch (file.kind) {
    case "list":
      return "list";
    case "archive":
      return `archive-${file.version}`;
    case "translation":
      return `purposes-${file.language}`;
  }
}

function createRow(name: string): TcfFileRow {
  return { name, objectKey: null, version: null, etag: null, fetchedAtMs: null, askAtMs: 0, failures: 0 };
}

function toBackoffMs(failures: number): number {
  return Math.min(BACKOFF_CAP_MS, BACKOFF_MS * 2 ** Math.min(failures - 1, 20));
}
