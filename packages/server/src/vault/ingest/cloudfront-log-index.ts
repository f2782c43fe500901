import type { ObjectStore, RelationalStore } from "../../storage/ports.ts";
import type { Task } from "../../tasks/loop.ts";

export interface CloudFrontIndexParts {
  /** The bucket that CloudFront writes to. */
  readonly source: Pick<ObjectStore, "list" | "get">;
  /** How it names what belongs to a day: `AWSLogs/{YYYY}/{MM}/{DD}/`, or `logs/E2EXAMPLE.{YYYY}-{MM}-{DD}-`. */
  readonly prefix: string;
  readonly store: RelationalStore;
  readonly objects: ObjectStore;
  readonly now: () => number;
}

const DAY_MS = 86_400_000;
/** A file comes up to 24 hours after the requests in it: one of the last second of a day still comes two days on. */
const DAYS_BACK = 2;
const KNOWN_MAX = 200_000;

/**
 * Finds CloudFront's new log files, copies each into bronze, and registers it. The name of the file is that of its object, so
 * that a repeated step writes nothing, and one that was registered once is never loaded anew.
 */
export function createCloudFrontIndex(parts: CloudFrontIndexParts): Task {
  // What was seen to be registered is not asked for again every five minutes.
  const known = new Set<string>();
  return {
    name: "cloudfront-log-index",
    everyMs: 300_000,
    run: async (stopping) =>
      (await parts.store.exclusively("cloudfront-log-index", () => copyNew(parts, known, stopping))) ?? "idle",
  };
}

async function copyNew(
  parts: CloudFrontIndexParts,
  known: Set<string>,
  stopping: AbortSignal | undefined,
): Promise<"done" | "idle"> {
  const { source, prefix, store, now } = parts;
  const { cdn } = store.repositories;
  for (let back = DAYS_BACK; back >= 0; back -= 1) {
    const day = new Date(now() - back * DAY_MS).toISOString().slice(0, 10);
    for await (const sourceKey of source.list(toPrefix(prefix, day))) {
      if (stopping?.aborted) return "idle";
      const key = toKey(sourceKey, day);
      if (!key || known.has(key)) continue;
      if (!(await store.read(() => cdn.findFile(key)))) await copy(parts, sourceKey, key);
      if (known.size >= KNOWN_MAX) known.clear();
      known.add(key);
    }
  }
  return "idle";
}

async function copy({ source, objects, store, now }: CloudFrontIndexParts, sourceKey: string, key: string) {
  const body = await source.get(sourceKey);
  // Deleted since it was listed: the bucket's own rules, and no fault of ours.
  if (!body) return;
  await objects.put(key, body);
  await store.transaction(() => store.repositories.cdn.registerFile(key, now()));
}

function toPrefix(prefix: string, day: string): string {
  const [year = "", month = "", date = ""] = day.split("-");
  return prefix.replaceAll("{YYYY}", year).replaceAll("{MM}", month).replaceAll("{DD}", date);
}

/** `null` for what is no log file, such as the marker of a folder, or has a name that no key can hold. */
function toKey(sourceKey: string, day: string): string | null {
  const name = sourceKey.slice(sourceKey.lastIndexOf("/") + 1);
  return /^[\w.=-]{1,200}$/.test(name) ? `cloudfront/${day.replaceAll("-", "/")}/${name}` : null;
}
