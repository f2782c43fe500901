import type { ObjectStore } from "../../storage/ports.ts";
import { addDays, type Period } from "./replay-period.ts";

/** Objects of one day under one prefix, or one object whose key names no day. */
export interface BronzeFolder {
  readonly kind: "consent" | "cdn";
  readonly prefix: string;
  /** That the keys name (UTC); `""`: they name none. */
  readonly day: string;
  /** How many there were when they were counted. */
  readonly objects: number;
}

/** Which objects may hold rows of a period. */
export interface BronzePlan {
  /** Oldest day first. */
  readonly folders: readonly BronzeFolder[];
  readonly objects: number;
}

/** An event may say that it happened so long before its message was taken (`foreign-event.ts`), and a day more for clocks. */
const EVENT_AGE_DAYS = 366 + 1;
/**
 * Days that the lines of a CDN's file may lie before or behind the day of its key: Bunny's are of their day, CloudFront's come up
 * to a day late and under either day.
 */
const LINE_DAYS = 3;

const CONSENT = /^consent\/(?:[a-z][a-z0-9-]{0,30}\/)?(\d{4})\/(\d{2})\/(\d{2})\//;
const CDN = /^(?:bunny\/[^/]+|cloudfront)\/(\d{4})\/(\d{2})\/(\d{2})\//;

/**
 * Counts the objects that may hold rows of a period, by the days that their keys name. Consent objects of earlier days are among
 * them, however old: a batch is named after its first message, and the last one may be much later. When an object was
 * registered bounds that, and is asked for each (`replay.ts`).
 */
export async function planBronze(objects: Pick<ObjectStore, "list">, period: Period): Promise<BronzePlan> {
  const folders = [
    ...(await countFolders(objects, "consent", ["consent/"], CONSENT)),
    ...(await countFolders(objects, "cdn", ["bunny/", "cloudfront/"], CDN)),
  ].filter((folder) => isWithin(folder, period));
  folders.sort((one, other) => compare(one.day, other.day) || compare(one.prefix, other.prefix));
  return { folders, objects: folders.reduce((sum, folder) => sum + folder.objects, 0) };
}

/** Keys of a folder, in order. */
export async function* listFolder(
  objects: Pick<ObjectStore, "list">,
  { prefix, day }: BronzeFolder,
): AsyncGenerator<string> {
  for await (const key of objects.list(prefix)) if (day !== "" || key === prefix) yield key;
}

/** Before that day of a key, its object holds events of a period only where it was registered later than that. */
export const toFirstConsentDay = ({ from }: Period): string => addDays(from, -1);

function isWithin({ kind, day }: BronzeFolder, { from, to }: Period): boolean {
  if (day === "") return true;
  if (kind === "consent") return day <= addDays(to, EVENT_AGE_DAYS);
  return addDays(from, -LINE_DAYS) <= day && day <= addDays(to, LINE_DAYS);
}

// Keys come in order, so one folder after another; what is kept in memory are folders, of which there are few.
async function countFolders(
  objects: Pick<ObjectStore, "list">,
  kind: BronzeFolder["kind"],
  prefixes: readonly string[],
  pattern: RegExp,
): Promise<BronzeFolder[]> {
  const counts = new Map<string, { readonly day: string; objects: number }>();
  for (const prefix of prefixes) {
    for await (const key of objects.list(prefix)) {
      const [dated, year, month, date] = pattern.exec(key) ?? [];
      const named = `${year}-${month}-${date}`;
      const day = dated !== undefined && isDay(named) ? named : "";
      const folder = day === "" ? key : (dated ?? key);
      const known = counts.get(folder);
      if (known) known.objects += 1;
      else counts.set(folder, { day, objects: 1 });
    }
  }
  return [...counts].map(([prefix, { day, objects: count }]) => ({ kind, prefix, day, objects: count }));
}

const isDay = (day: string): boolean => !Number.isNaN(Date.parse(day));
const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
