import { CONSENT_COOKIE } from "@cookiehub/schemas/constants";
import type { StoredChoice } from "@cookiehub/schemas/types";
import type { AddOn } from "../add-on.ts";
import { OUTBOX_KEY, type Outbox } from "../send/outbox.ts";
import type { BrowserStorage } from "../storage.ts";
import { createDelivery } from "./delivery.ts";
import { type QueuedDecision, toQueuedDecision } from "./queued-decision.ts";

/** Delivers what the outbox holds; each decision stays until the server has taken it or has definitely refused it. */
export interface DecisionQueue {
  /** Tries to deliver what is there. Never rejects; at most one delivery runs at a time. */
  send(): Promise<void>;
  /** Sends what is not on its way yet, without waiting for a turn: the page is going away. */
  flush(): void;
}

type Answer = Pick<Response, "ok" | "status">;

export interface DecisionQueueOptions {
  readonly endpoint: string;
  readonly outbox: Pick<Outbox, "here" | "stored">;
  readonly storage: Pick<BrowserStorage, "writeItem" | "writeCookie">;
  readonly readChoice: (text: unknown) => StoredChoice | null;
  readonly fetch: (url: string, options: RequestInit) => Promise<Answer>;
  /** `include` where the server may set the cookie of this site. */
  readonly credentials: RequestCredentials;
  readonly now: () => number;
  readonly setTimer: (act: () => void, delayMs: number) => unknown;
  readonly clearTimer: (timer: unknown) => void;
  readonly onError: (error: unknown) => void;
  readonly toSignals?: AddOn["toSignals"];
}

/** A request that has no answer yet. */
interface Underway {
  readonly abort: AbortController;
  readonly credentials: RequestCredentials;
}

/** What the delivery works on. */
export interface QueueEntries {
  /** Oldest first. */
  read(): QueuedDecision[];
  /** The last decision for the same tenant, unless it is this one. */
  laterThan(entry: QueuedDecision): QueuedDecision | undefined;
  remove(key: string): void;
}

/** Opens the queue of this browser. Where there is no storage it lives as long as the page. */
export function createDecisionQueue(options: DecisionQueueOptions): DecisionQueue {
  const entries = createEntries(options);
  const underway = new Map<string, Underway>();
  // Answers may bring the choice as a cookie (0038), which must never take the place of a later one: only the latest
  // decision asks for it, and where another came in the meantime, that one is written again.
  const send = async (entry: QueuedDecision, mine: Underway): Promise<Answer> => {
    const { key, tenant, device, body } = entry;
    const query = `tenant=${encodeURIComponent(tenant)}&device=${device}&idempotency_key=${key}`;
    // A string body is sent as text/plain: no preflight (D3).
    const answer = await options.fetch(`${options.endpoint}/api/v1/consent?${query}`, {
      ...{ method: "POST", body, keepalive: true, credentials: mine.credentials, signal: mine.abort.signal },
    });
    const later = mine.credentials === "include" && entries.laterThan(entry);
    if (later) {
      const maxAgeS = Math.ceil((later.expiresAtMs - options.now()) / 1000);
      options.storage.writeCookie(CONSENT_COOKIE, later.choice, maxAgeS);
    }
    if (answer.ok) entries.remove(key);
    return answer;
  };
  const post = async (entry: QueuedDecision, signal?: AbortSignal): Promise<Answer> => {
    const credentials = entries.laterThan(entry) ? "omit" : options.credentials;
    const mine: Underway = { abort: new AbortController(), credentials };
    const abort = () => mine.abort.abort();
    signal?.addEventListener("abort", abort);
    underway.set(entry.key, mine);
    try {
      return await send(entry, mine);
    } finally {
      signal?.removeEventListener("abort", abort);
      if (underway.get(entry.key) === mine) underway.delete(entry.key);
    }
  };
  const delivery = createDelivery({ ...options, entries, post });
  return {
    async send() {
      if (entries.read().length > 0) await delivery.send();
    },
    flush() {
      for (const entry of entries.read()) {
        const sent = underway.get(entry.key);
        // Nobody will be there to see its cookie come after a later one.
        const isOvertaken = sent?.credentials === "include" && entries.laterThan(entry) !== undefined;
        if (sent && !isOvertaken) continue;
        sent?.abort.abort();
        // What becomes of it is the next page's business; the key makes it harmless when that sends it again.
        post(entry).catch(() => {});
      }
    },
  };
}

function createEntries({ outbox, storage, readChoice, toSignals }: DecisionQueueOptions): QueueEntries {
  // Gone for this page even where the storage takes no more writes, which would send them for ever.
  const removed = new Set<string>();
  const toKey = (value: unknown) => (Object(value) as { key?: unknown }).key;
  const read = () => {
    // Storages may be full for a while, or take everything and keep nothing: what was decided here is here as well.
    const here = new Set<unknown>(outbox.here.map(({ key }) => key));
    const others = outbox.stored().filter((value) => !here.has(toKey(value)));
    const all = [...others, ...outbox.here].map((value) => toQueuedDecision(value, readChoice, toSignals));
    return all.filter((entry): entry is QueuedDecision => entry !== null && !removed.has(entry.key));
  };
  return {
    read,
    laterThan({ key, tenant }) {
      const own = read().filter((one) => one.tenant === tenant);
      const last = own[own.length - 1];
      return last?.key === key ? undefined : last;
    },
    remove(key) {
      removed.add(key);
      const stored = outbox.stored();
      const left = stored.filter((value) => toKey(value) !== key);
      if (left.length < stored.length) storage.writeItem(OUTBOX_KEY, JSON.stringify(left));
    },
  };
}
