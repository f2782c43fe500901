import type { Logger } from "../http/log.ts";
import type { ObjectStore, TcfFileRow } from "../storage/ports.ts";
import type { Task } from "../tasks/loop.ts";
import { ListsBusyError } from "./given-lists.ts";
import type { ListFiles } from "./list-files.ts";
import { readVendorList } from "./read-vendor-list.ts";
import { type GlobalVendorList, VendorListError } from "./vendor-list.ts";

/** A list in memory, and the object that it was read from, whose key names its content. */
export interface KeptList {
  readonly list: GlobalVendorList;
  readonly objectKey: string;
}

/** How it stands with the newest list, for those who run the server. */
export interface ListHealth {
  /** How long ago the copy in use was last known to be the newest. `null`: there is no list. */
  readonly ageMs: number | null;
  /** Attempts that failed in a row, of whatever process: more than 0 means that the copy is past its time. */
  readonly failures: number;
}

/** Keeps the newest list in memory, once, and finds earlier ones. */
export interface ListKeeper {
  /** The newest list known; `null`: none came yet, and nothing is made up in its stead. */
  readonly current: () => KeptList | null;
  /** Reads what another start or process left, without asking the publisher. Never rejects: the start waits for it. */
  load(): Promise<void>;
  /** Asks the publisher when it is time, and takes over what any process found. */
  readonly task: Task;
  /**
   * Reads the list of an object again, for pages that were made when it was the newest. Rejects with `ListsBusyError` when
   * more were read of late than a server has time for.
   */
  readObject(objectKey: string): Promise<KeptList | null>;
  /**
   * Finds a version that was the newest once (T76); asks the publisher's archive once. `null`: there is none. Rejects with
   * `ListsBusyError`.
   */
  readVersion(version: number): Promise<KeptList | null>;
  health(): ListHealth;
}

export interface ListKeeperParts {
  readonly files: ListFiles;
  readonly objects: Pick<ObjectStore, "list">;
  readonly log: Logger;
  readonly now: () => number;
}

/** How often a process looks whether it is time to ask, or another one has found a newer list. */
const LOOK_EVERY_MS = 60_000;
/** Earlier lists in memory, at a few megabytes each. */
const EARLIER_MAX = 2;
/** Earlier lists that are read in a row, and after what time one more: each takes the process some 50 ms. */
const READS_MAX = 8;
const READ_EVERY_MS = 1_000;

/** Creates the keeper. */
export function createListKeeper({ files, objects, log, now }: ListKeeperParts): ListKeeper {
  let current: KeptList | null = null;
  let row: TcfFileRow | undefined;
  const earlier = new Map<string, Promise<KeptList | null>>();
  const mayRead = createReadBudget(now);

  /** Takes over the list of a row, unless it is the one at hand, or older. */
  async function take(next: TcfFileRow | undefined): Promise<void> {
    row = next ?? row;
    if (!next?.objectKey || next.objectKey === current?.objectKey) return;
    if (current && (next.version ?? 0) < current.list.vendorListVersion) return;
    const kept = await readKept(files, next.objectKey);
    if (!kept) return await files.onLost(next);
    current = kept;
    const { vendorListVersion, tcfPolicyVersion, vendors } = kept.list;
    log.info({ version: vendorListVersion, policy: tcfPolicyVersion, vendors: vendors.length }, "vendor list in use");
  }

  async function readObject(objectKey: string): Promise<KeptList | null> {
    if (objectKey === current?.objectKey) return current;
    const found = earlier.get(objectKey);
    if (!found && !mayRead()) throw new ListsBusyError();
    const known = found ?? readKept(files, objectKey);
    earlier.delete(objectKey);
    earlier.set(objectKey, known);
    known.then((kept) => kept ?? earlier.delete(objectKey)).catch(() => earlier.delete(objectKey));
    const [oldest] = earlier.size > EARLIER_MAX ? earlier.keys() : [];
    if (oldest !== undefined) earlier.delete(oldest);
    return await known;
  }

  async function readVersion(version: number): Promise<KeptList | null> {
    if (version === current?.list.vendorListVersion) return current;
    if (!current || !Number.isInteger(version) || version < 1) return null;
    if (version > current.list.vendorListVersion) return null;
    for await (const key of objects.list(files.versionPrefix(version))) return await readObject(key);
    const found = await files.refresh({ kind: "archive", version });
    return found?.objectKey ? await readObject(found.objectKey) : null;
  }

  return {
    current: () => current,
    load: async () => {
      try {
        await take((await files.all()).find(({ name }) => name === "list"));
      } catch (error) {
        log.error({ error: String(error) }, "the vendor list could not be read at the start: it is tried again");
      }
    },
    task: {
      name: "tcf-list",
      everyMs: LOOK_EVERY_MS,
      accompanies: "every process",
      run: async () => {
        await take(await files.refresh({ kind: "list" }));
        return "idle";
      },
    },
    readObject,
    readVersion,
    health: () => ({
      ageMs: current && row ? Math.max(0, now() - (row.fetchedAtMs ?? 0)) : null,
      failures: row?.failures ?? 0,
    }),
  };
}

/** Says whether one more list may be read now, and counts it. */
function createReadBudget(now: () => number): () => boolean {
  /** When nothing of the budget will be spent any more. */
  let wholeAtMs = 0;
  return () => {
    const nowMs = now();
    const spentMs = Math.max(0, wholeAtMs - nowMs);
    // A clock that was set back says nothing of what was spent.
    const isWound = spentMs > READS_MAX * READ_EVERY_MS;
    if (!isWound && spentMs > (READS_MAX - 1) * READ_EVERY_MS) return false;
    wholeAtMs = nowMs + (isWound ? 0 : spentMs) + READ_EVERY_MS;
    return true;
  };
}

async function readKept(files: ListFiles, objectKey: string): Promise<KeptList | null> {
  const bytes = await files.read(objectKey);
  if (!bytes) return null;
  try {
    return { list: readVendorList(bytes), objectKey };
  } catch (error) {
    // A damaged object; the caller says so.
    if (error instanceof VendorListError) return null;
    throw error;
  }
}
