import { TCF_VENDOR_ID_MAX } from "@cookiehub/schemas/signals";
import { z } from "zod";
import type { Logger } from "../http/log.ts";
import type { ObjectStore } from "../storage/ports.ts";
import { createBoundedMap } from "./bounded-map.ts";

/** What an address of a list stands for: the object of the whole list, and the vendors that it was cut to. */
export interface GivenList {
  readonly objectKey: string;
  readonly vendorIds: readonly number[];
}

/** Remembers for ever what was given out: whoever has the address gets the list, from whatever process, years later. */
export interface GivenLists {
  /** Stores it at once, since another process may be asked for it as soon as a page names it. Never throws. */
  add(name: string, given: GivenList): void;
  /** What this process gave out or confirmed. */
  known(name: string): GivenList | undefined;
  /** Reads what any process stored, unchecked. Rejects with `ListsBusyError`. */
  read(name: string): Promise<GivenList | null>;
  /** Notes what was read and found to be true. */
  confirm(name: string, given: GivenList): void;
  /** Stores what could not be stored at once. */
  flush(): Promise<void>;
}

/** Too many addresses are being looked up. */
export class ListsBusyError extends Error {
  readonly code = "busy";
  constructor() {
    super("too many lists are being looked up");
    this.name = "ListsBusyError";
  }
}

/** Ids that are kept in memory: some tens of megabytes, enough for thousands of tenants that differ. */
const IDS_MAX = 2_000_000;
/** What an entry weighs beside its ids. */
const ENTRY_WEIGHT = 50;
/** Lists that wait to be stored while the objects do not answer. */
const WAITING_MAX = 5_000;
/** Addresses that are looked up in the objects at a time: strangers can ask for anything. */
const LOOK_UPS_MAX = 8;

const storedSchema = z.object({
  list: z.string().max(200),
  vendors: z.array(z.int().min(1).max(TCF_VENDOR_ID_MAX)).max(TCF_VENDOR_ID_MAX),
});

/** Creates the memory of given lists; each is an object before long. */
export function createGivenLists(objects: Pick<ObjectStore, "get" | "put">, log: Logger): GivenLists {
  const kept = createBoundedMap<GivenList>(IDS_MAX);
  const waiting = new Map<string, GivenList>();
  let flushing: Promise<void> | undefined;
  let lookUps = 0;
  const confirm = (name: string, given: GivenList): void =>
    kept.set(name, given, given.vendorIds.length + ENTRY_WEIGHT);

  async function flush(): Promise<void> {
    if (waiting.size === 0) return;
    flushing ??= store();
    await flushing;
  }

  // What is added meanwhile is met by the same walk; after its end the next one may start at once.
  async function store(): Promise<void> {
    try {
      for (const [name, { objectKey, vendorIds }] of waiting) {
        await objects.put(toKey(name), Buffer.from(JSON.stringify({ list: objectKey, vendors: vendorIds })));
        waiting.delete(name);
      }
    } finally {
      flushing = undefined;
    }
  }

  return {
    add: (name, given) => {
      confirm(name, given);
      waiting.set(name, given);
      const [oldest] = waiting.size > WAITING_MAX ? waiting.keys() : [];
      if (oldest !== undefined) waiting.delete(oldest);
      flush().catch((error: unknown) => {
        log.error({ waiting: waiting.size, error: String(error) }, "tenants' vendor lists could not be stored");
      });
    },
    known: (name) => kept.get(name) ?? waiting.get(name),
    read: async (name) => {
      if (lookUps >= LOOK_UPS_MAX) throw new ListsBusyError();
      lookUps++;
      try {
        const bytes = await objects.get(toKey(name));
        const given = bytes ? fromBytes(bytes) : null;
        if (bytes && !given) log.error({ object: toKey(name) }, "an object that names a tenant's vendors is damaged");
        return given;
      } finally {
        lookUps--;
      }
    },
    confirm,
    flush,
  };
}

/** `null`: what stands there was not written here, or only in part. */
function fromBytes(bytes: Uint8Array): GivenList | null {
  try {
    const { list, vendors } = storedSchema.parse(JSON.parse(Buffer.from(bytes).toString("utf8")));
    return { objectKey: list, vendorIds: vendors };
  } catch {
    return null;
  }
}

function toKey(name: string): string {
  return `tcf/selections/${name}.json`;
}
