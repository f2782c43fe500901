import type { ObjectStore, RelationalStore } from "../../storage/ports.ts";
import type { Unit } from "../../storage/unit.ts";
import type { Task } from "../../tasks/loop.ts";
import type { RetentionSettings } from "./variables.ts";

export interface RemoveBronzeParts {
  readonly store: RelationalStore;
  readonly objects: Pick<ObjectStore, "list" | "remove">;
  readonly settings: Pick<RetentionSettings, "bronzeCdnDays" | "bronzeConsentDays">;
  readonly now: () => number;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const OBJECTS_PER_RUN = 200;

/** What is known of one kind of objects. */
interface Ledger {
  readonly days: number;
  readonly prefix: RegExp;
  readonly read: (beforeMs: number) => Unit<readonly { readonly key: string }[]>;
  readonly forget: (key: string) => Unit<void>;
}

/**
 * Removes objects of bronze after their time, counted from when they were registered, with the lines that could not be read of them:
 * loaded ones alone. The object goes first and its entry last, so that whatever breaks off is repeated.
 */
export function createRemoveBronze(parts: RemoveBronzeParts): Task {
  const ledgers = createLedgers(parts);
  return {
    name: "remove-bronze",
    everyMs: HOUR_MS,
    run: async (stopping) =>
      (await parts.store.exclusively("remove-bronze", () => removeOld(parts, ledgers, stopping))) ?? "idle",
  };
}

function createLedgers({ store, settings }: RemoveBronzeParts): readonly Ledger[] {
  const { ingest, cdn } = store.repositories;
  return [
    {
      days: settings.bronzeCdnDays,
      prefix: /^(bunny|cloudfront)\//,
      read: (beforeMs) => cdn.loadedFilesBefore(beforeMs, OBJECTS_PER_RUN),
      forget: (key) => cdn.removeFile(key),
    },
    {
      days: settings.bronzeConsentDays,
      prefix: /^consent\//,
      read: (beforeMs) => ingest.loadedBefore(beforeMs, OBJECTS_PER_RUN),
      forget: (key) => ingest.remove(key),
    },
  ];
}

async function removeOld(
  parts: RemoveBronzeParts,
  ledgers: readonly Ledger[],
  stopping: AbortSignal | undefined,
): Promise<"done" | "idle"> {
  const { store, now } = parts;
  let isMore = false;
  for (const { days, prefix, read, forget } of ledgers) {
    if (days === 0) continue;
    const old = await store.read(() => read(now() - days * DAY_MS));
    for (const { key } of old) {
      if (stopping?.aborted) return "idle";
      // Nothing but bronze is ever removed, whatever stands in the ledger.
      if (prefix.test(key)) await removeObject(parts, key);
      await store.transaction(() => forget(key));
    }
    isMore ||= old.length === OBJECTS_PER_RUN;
  }
  return isMore ? "done" : "idle";
}

async function removeObject({ objects }: RemoveBronzeParts, key: string): Promise<void> {
  // `{name}.part-3.ndjson` of events, `{name}/1-20000.ndjson` of logs.
  const name = `rejected/${key.replace(/\.gz$/, "")}`;
  for (const prefix of [`${name}.part-`, `${name}/`]) {
    for await (const rejected of objects.list(prefix)) await objects.remove(rejected);
  }
  await objects.remove(key);
}
