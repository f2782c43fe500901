import { createHash } from "node:crypto";
import type { Logger } from "../../http/log.ts";
import type { ObjectStore, RelationalStore } from "../../storage/ports.ts";
import type { Task } from "../../tasks/loop.ts";
import { readAsnFile } from "../asn/asn-blocks.ts";
import { type AsnClasses, classifyAsn } from "../asn/asn-classes.ts";
import { AsnDataError } from "../asn/asn-data-error.ts";
import {
  ASN_BYTES_MAX,
  type AsnSource,
  type downloadAsnFile,
  readAsnPath,
  readFileVersion,
} from "../asn/asn-source.ts";
import { type AsnFinder, type AsnTable, createAsnTableBuilder, findNoAsn } from "../asn/asn-table.ts";

/** Knows the networks of addresses, from the newest list at hand. */
export interface AsnKeeper {
  readonly find: AsnFinder;
  /** Networks that are known now; 0: there is no list. */
  readonly size: () => number;
  /** Tries that failed in this process. */
  readonly failures: () => number;
  /**
   * Looks for a list unless that was done lately; answers whether sessions may be made now. They keep the network that was
   * known then: so not before the first list is read, or could not be had.
   */
  prepare(): Promise<boolean>;
  readonly task: Task;
}

export interface AsnKeeperParts {
  readonly source: AsnSource;
  /** The operator's own word on networks. */
  readonly classes: AsnClasses;
  readonly store: Pick<RelationalStore, "exclusively">;
  readonly objects: Pick<ObjectStore, "put" | "get" | "list">;
  readonly log: Logger;
  readonly download: typeof downloadAsnFile;
  /** Aborted when the process ends: nothing is waited for then. */
  readonly closing: AbortSignal;
  readonly now: () => number;
}

/** Lists that were downloaded: `asn/{day}-{hash}`. The last key is the newest. */
const PREFIX = "asn/";
const EVERY_MS = 600_000;
const DAY_MS = 86_400_000;
/** The list is published anew most days; a network seldom changes its owner. */
const REFRESH_MS = 7 * DAY_MS;
const BACKOFF_MS = 3_600_000;
const TIMEOUT_MS = 300_000;
/** A list with less of the networks known is taken for a part of one. */
const SHARE_MIN = 0.5;

/**
 * Creates what keeps networks and their ASN. A file is read when it changes. What a URL gives is downloaded once a week by one
 * process, kept as an object, and read from there by all; a publisher that fails is asked again after an hour, and after
 * twice as long each time, up to a day: it counts downloads. Whatever fails, the list at hand stays in use.
 */
export function createAsnKeeper(parts: AsnKeeperParts): AsnKeeper {
  const { source, log } = parts;
  let table: AsnTable | undefined;
  let failures = 0;
  let isRefused = false;
  let lookedAtMs = Number.NEGATIVE_INFINITY;
  let looking: Promise<"done" | "idle"> | undefined;
  const reader = source.kind === "file" ? createFileReader(source.path) : createObjectReader(parts, source.url);

  const isDecided = (): boolean => table !== undefined || isRefused;

  // Two that look at once wait for one look.
  function run(): Promise<"done" | "idle"> {
    looking ??= look().finally(() => {
      looking = undefined;
    });
    return looking;
  }

  async function look(): Promise<"done" | "idle"> {
    try {
      const bytes = await reader.readNew();
      lookedAtMs = parts.now();
      if (!bytes) return "idle";
      const next = await readTable(bytes, parts.classes);
      checkSize(next.size, table?.size ?? 0);
      // At hand, whether or not it can be kept.
      table = next;
      await reader.onGood(bytes);
      log.info({ networks: next.size, mb: Math.round(next.bytes / 1024 / 1024) }, "networks read");
      return "done";
    } catch (error) {
      if (parts.closing.aborted) return "idle";
      failures++;
      const isOfList = error instanceof AsnDataError;
      reader.onBad(isOfList);
      // A store that does not answer is the loop's to try again.
      if (!isOfList) throw error;
      isRefused = true;
      lookedAtMs = parts.now();
      log.error({ code: error.code, reason: error.message, failures }, "no new list of networks: the old one stays");
      return "idle";
    }
  }

  return {
    find: (family, words) => (table?.find ?? findNoAsn)(family, words),
    size: () => table?.size ?? 0,
    failures: () => failures,
    prepare: async () => {
      if (!isDecided() || parts.now() - lookedAtMs >= EVERY_MS) await run();
      return isDecided();
    },
    task: { name: "refresh-asn", everyMs: EVERY_MS, run },
  };
}

/** Gives bytes where there are new ones, and is told what became of them. */
interface NewBytes {
  readNew(): Promise<Uint8Array | undefined>;
  onGood(bytes: Uint8Array): Promise<void>;
  /** `isOfList`: the list or its publisher failed, and not a store. */
  onBad(isOfList: boolean): void;
}

// One that failed is not read again until it changes.
function createFileReader(path: string): NewBytes {
  let seen: string | undefined;
  return {
    readNew: async () => {
      const version = await readFileVersion(path);
      if (version === seen) return undefined;
      seen = version;
      return readAsnPath(path);
    },
    onGood: async () => {},
    onBad: () => {},
  };
}

function createObjectReader(parts: AsnKeeperParts, url: string): NewBytes {
  const { objects, store, now, closing } = parts;
  /** Key of the object that was read last, good or not. */
  let seen: string | undefined;
  let bad = 0;
  let askAtMs = 0;
  let isDownloaded = false;

  async function findNewest(): Promise<string | undefined> {
    let newest: string | undefined;
    for await (const key of objects.list(PREFIX)) newest = key;
    return newest;
  }

  async function downloadDue(): Promise<Uint8Array | undefined> {
    // Another process may have been quicker.
    const newest = await findNewest();
    if (newest !== seen || !isDue(newest, bad > 0, now())) return undefined;
    isDownloaded = true;
    return parts.download(url, { timeoutMs: TIMEOUT_MS, bytesMax: ASN_BYTES_MAX, signal: closing });
  }

  return {
    readNew: async () => {
      isDownloaded = false;
      const newest = await findNewest();
      if (newest !== undefined && newest !== seen) {
        const bytes = await objects.get(newest);
        seen = newest;
        return bytes;
      }
      if (now() < askAtMs || !isDue(newest, bad > 0, now())) return undefined;
      return store.exclusively("refresh-asn", downloadDue);
    },
    onGood: async (bytes) => {
      bad = 0;
      askAtMs = 0;
      if (!isDownloaded) return;
      const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 32);
      const key = `${PREFIX}${new Date(now()).toISOString().slice(0, 10)}-${hash}`;
      await objects.put(key, bytes);
      seen = key;
    },
    onBad: (isOfList) => {
      // The publisher was not asked, and has done nothing wrong.
      if (!isOfList && !isDownloaded) return;
      askAtMs = now() + Math.min(DAY_MS, BACKOFF_MS * 2 ** Math.min(bad, 10));
      bad++;
    },
  };
}

// By the day in its key; a list that could not be read is as good as none.
function isDue(newest: string | undefined, isBad: boolean, nowMs: number): boolean {
  const day = Date.parse(newest?.slice(PREFIX.length, PREFIX.length + 10) ?? "");
  return isBad || Number.isNaN(day) || nowMs - day >= REFRESH_MS;
}

async function readTable(bytes: Uint8Array, classes: AsnClasses): Promise<AsnTable> {
  const builder = createAsnTableBuilder((asn, organization) => classifyAsn(classes, asn, organization));
  await readAsnFile(bytes, builder);
  return builder.build();
}

function checkSize(size: number, known: number): void {
  if (size === 0) throw new AsnDataError("too_few", "the list holds no network");
  if (size < known * SHARE_MIN)
    throw new AsnDataError("too_few", `the list holds ${size} networks, ${known} are known`);
}
