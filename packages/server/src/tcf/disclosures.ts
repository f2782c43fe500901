import type { TcfDisclosuresAnswer } from "@cookiehub/schemas/types";
import type { Logger } from "../http/log.ts";
import { createBoundedMap } from "./bounded-map.ts";
import { type DisclosureDownloadParts, downloadDisclosure } from "./disclosure-download.ts";
import { DisclosureError } from "./disclosure-url.ts";
import { toFreshness } from "./freshness.ts";
import { readDisclosure } from "./read-disclosure.ts";
import type { GlobalVendorList } from "./vendor-list.ts";

/** A vendor's disclosures, and until when they hold; `undefined` where the vendor gave none that can be used. */
export interface DisclosureAnswer {
  readonly answer: TcfDisclosuresAnswer | undefined;
  /** Milliseconds since 1970. */
  readonly validUntilMs: number;
}

/** Reads vendors' device-storage disclosures for visitors, who must not be sent to them (T78 to T80). */
export interface Disclosures {
  /** `null`: the newest list has no such vendor, or none that has disclosures. */
  read(vendorId: number): Promise<DisclosureAnswer | null>;
}

export interface DisclosuresParts extends DisclosureDownloadParts {
  readonly list: () => GlobalVendorList | undefined;
  readonly log: Logger;
  readonly now: () => number;
}

/** Letters of all answers that are kept. */
const LETTERS_MAX = 16_000_000;
const ENTRY_WEIGHT = 200;
/** Downloads at a time; whoever comes then is told to try again. */
const DOWNLOADS_MAX = 16;
/** How long an answer holds that does not say so: a day at most (T79). */
const STANDARD_SECONDS = 86_400;
const HOLDS_MIN_MS = 60_000;
const HOLDS_MAX_MS = 30 * 86_400_000;
const RETRY_MS = 300_000;

interface Entry extends DisclosureAnswer {
  readonly url: string;
}

/** Creates the reader. Answers stand in this process's memory: losing them costs a download. */
export function createDisclosures(parts: DisclosuresParts): Disclosures {
  const { list, log, now } = parts;
  const entries = createBoundedMap<Entry>(LETTERS_MAX);
  const running = new Map<string, Promise<Entry>>();
  // Searched once per list: an index costs less than a search per visitor.
  let indexed: GlobalVendorList | undefined;
  let urls: ReadonlyMap<number, string> = new Map();

  function findUrl(vendorId: number): string | undefined {
    const newest = list();
    if (newest !== indexed) {
      indexed = newest;
      urls = toUrls(newest);
    }
    return urls.get(vendorId);
  }

  async function ask(vendorId: number, url: string, older: Entry | undefined): Promise<Entry> {
    const askedAtMs = now();
    try {
      const { body, headers } = await downloadDisclosure(url, parts);
      const answer = { vendorId, ...readDisclosure(body), fetchedAt: new Date(askedAtMs).toISOString() };
      const { validUntilMs } = toFreshness(headers, askedAtMs, STANDARD_SECONDS);
      const holdsMs = Math.min(HOLDS_MAX_MS, Math.max(HOLDS_MIN_MS, validUntilMs - askedAtMs));
      return { url, answer, validUntilMs: askedAtMs + holdsMs };
    } catch (error) {
      if (!(error instanceof DisclosureError)) throw error;
      log.warn({ vendor: vendorId, code: error.code, reason: error.message }, "a vendor's disclosures cannot be read");
      return { url, answer: older?.answer, validUntilMs: now() + RETRY_MS };
    }
  }

  return {
    read: async (vendorId) => {
      const url = findUrl(vendorId);
      if (url === undefined) return null;
      const key = String(vendorId);
      const found = entries.get(key);
      const known = found?.url === url ? found : undefined;
      if (known && known.validUntilMs > now()) return known;
      const shared = running.get(`${key} ${url}`);
      if (shared) return await shared;
      if (running.size >= DOWNLOADS_MAX) return known ?? { answer: undefined, validUntilMs: now() };
      const started = ask(vendorId, url, known).finally(() => running.delete(`${key} ${url}`));
      running.set(`${key} ${url}`, started);
      const entry = await started;
      entries.set(key, entry, ENTRY_WEIGHT + JSON.stringify(entry.answer ?? null).length);
      return entry;
    },
  };
}

function toUrls(list: GlobalVendorList | undefined): ReadonlyMap<number, string> {
  const all = (list?.vendors ?? []).flatMap(({ id, deletedDate, deviceStorageDisclosureUrl: url }) =>
    url === undefined || deletedDate !== undefined ? [] : [[id, url] as const],
  );
  return new Map(all);
}
