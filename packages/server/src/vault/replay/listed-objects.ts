import type { ObjectStore, RelationalStore } from "../../storage/ports.ts";
import { type BronzeFolder, listFolder, toFirstConsentDay } from "./bronze-plan.ts";
import { DAY_MS, type Period } from "./replay-period.ts";
import { type RetryParts, retrying } from "./retrying.ts";

export interface ListParts extends RetryParts {
  readonly store: Pick<RelationalStore, "repositories" | "read">;
  readonly objects: Pick<ObjectStore, "list">;
  readonly period: Period;
}

/** How far an object has come. `unknown`: it was never registered. `passed`: it can hold no row of the period. */
type ObjectState = "pending" | "loaded" | "failed" | "unknown" | "passed";

export interface ListedObject {
  readonly key: string;
  readonly kind: BronzeFolder["kind"];
  readonly state: ObjectState;
  readonly registeredAtMs: number;
}

export function groupByDay(folders: readonly BronzeFolder[]): BronzeFolder[][] {
  const days = new Map<string, BronzeFolder[]>();
  for (const folder of folders) {
    const known = days.get(folder.day);
    if (known) known.push(folder);
    else days.set(folder.day, [folder]);
  }
  return [...days.values()];
}

/** Objects of a day in the order in which they were registered, which is that of their first load. */
export async function listDay(parts: ListParts, folders: readonly BronzeFolder[]): Promise<ListedObject[]> {
  return retrying(parts, async () => {
    const listed: ListedObject[] = [];
    for (const folder of folders) {
      for await (const key of listFolder(parts.objects, folder)) listed.push(await findObject(parts, folder, key));
    }
    // Those that nobody registered last: nothing is known of their time.
    return listed.sort((one, other) => one.registeredAtMs - other.registeredAtMs || (one.key < other.key ? -1 : 1));
  });
}

async function findObject({ store, period }: ListParts, folder: BronzeFolder, key: string): Promise<ListedObject> {
  const { kind } = folder;
  const { ingest, cdn } = store.repositories;
  const row = await (kind === "consent" ? store.read(() => ingest.find(key)) : store.read(() => cdn.findFile(key)));
  if (!row) return { key, kind, state: "unknown", registeredAtMs: Number.MAX_SAFE_INTEGER };
  const { state, registeredAtMs } = row;
  const isEarly = kind === "consent" && folder.day !== "" && folder.day < toFirstConsentDay(period);
  // A message is taken before its object is registered; a day more, because clocks differ.
  const isPassed = isEarly && registeredAtMs + DAY_MS < Date.parse(period.from);
  return { key, kind, state: isPassed ? "passed" : state, registeredAtMs };
}
