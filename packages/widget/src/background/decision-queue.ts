import type { StoredChoice } from "@cookiehub/schemas/types";
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
  readonly storage: Pick<BrowserStorage, "writeItem">;
  readonly readChoice: (text: unknown) => StoredChoice | null;
  readonly fetch: (url: string, options: RequestInit) => Promise<Answer>;
  /** `include` where the server may set the cookie of this site. */
  readonly credentials: RequestCredentials;
  readonly setTimer: (act: () => void, delayMs: number) => unknown;
  readonly clearTimer: (timer: unknown) => void;
  readonly onError: (error: unknown) => void;
}

/** What the delivery works on. */
export interface QueueEntries {
  /** Oldest first. */
  read(): QueuedDecision[];
  remove(key: string): void;
}

/** Opens the queue of this browser. Where there is no storage it lives as long as the page. */
export function createDecisionQueue(options: DecisionQueueOptions): DecisionQueue {
  const entries = createEntries(options);
  const underway = new Set<string>();
  const post = async ({ key, tenant, device, body }: QueuedDecision, signal?: AbortSignal): Promise<Answer> => {
    const query = `tenant=${encodeURIComponent(tenant)}&device=${device}&idempotency_key=${key}`;
    underway.add(key);
    try {
      // A string body is sent as text/plain: no preflight (D3).
      const answer = await options.fetch(`${options.endpoint}/api/v1/consent?${query}`, {
        ...{ method: "POST", body, keepalive: true, credentials: options.credentials },
        ...(signal && { signal }),
      });
      if (answer.ok) entries.remove(key);
      return answer;
    } finally {
      underway.delete(key);
    }
  };
  const delivery = createDelivery({ ...options, entries, post });
  return {
    async send() {
      if (entries.read().length > 0) await delivery.send();
    },
    flush() {
      for (const entry of entries.read()) {
        // What becomes of it is the next page's business; the key makes it harmless when that sends it again.
        if (!underway.has(entry.key)) post(entry).catch(() => {});
      }
    },
  };
}

function createEntries({ outbox, storage, readChoice }: DecisionQueueOptions): QueueEntries {
  // Gone for this page even where the storage takes no more writes, which would send them for ever.
  const removed = new Set<string>();
  const toKey = (value: unknown) => (Object(value) as { key?: unknown }).key;
  return {
    read() {
      // Storages may be full for a while, or take everything and keep nothing: what was decided here is here as well.
      const here = new Set<unknown>(outbox.here.map(({ key }) => key));
      const others = outbox.stored().filter((value) => !here.has(toKey(value)));
      const all = [...others, ...outbox.here].map((value) => toQueuedDecision(value, readChoice));
      return all.filter((entry): entry is QueuedDecision => entry !== null && !removed.has(entry.key));
    },
    remove(key) {
      removed.add(key);
      const stored = outbox.stored();
      const left = stored.filter((value) => toKey(value) !== key);
      if (left.length < stored.length) storage.writeItem(OUTBOX_KEY, JSON.stringify(left));
    },
  };
}
