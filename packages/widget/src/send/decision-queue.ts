import { DEVICE_ID_PATTERN, TENANT_ID_PATTERN } from "@cookiehub/schemas/constants";
import type { BrowserStorage } from "../storage.ts";
import type { Delivery, DeliveryModule } from "./delivery.ts";

/** A decision on its way to the server. */
export interface QueuedDecision {
  /** Idempotency key: makes a repeated delivery harmless. */
  readonly key: string;
  readonly tenant: string;
  readonly device: string;
  /** `ConsentUpdateRequest` as JSON. */
  readonly body: string;
}

/**
 * Keeps decisions until the server has taken each or has definitely refused it. Keeping is the core's, for it has to
 * happen inside the click; how they are delivered is a file of its own, which a page without a decision never loads.
 */
export interface DecisionQueue {
  /** Keeps a decision: when this returns it is stored. */
  add(decision: QueuedDecision): void;
  /** Tries to deliver what is there. Never rejects; at most one delivery runs at a time. */
  send(): Promise<void>;
  /** Sends what is not on its way yet, without waiting for a turn or a file: the page is going away. */
  flush(): void;
}

type Answer = Pick<Response, "ok" | "status">;

export interface DecisionQueueOptions {
  readonly endpoint: string;
  readonly storage: Pick<BrowserStorage, "readItem" | "writeItem">;
  readonly fetch: (url: string, options: RequestInit) => Promise<Answer>;
  /** `include` where the server may set the cookie of this site. */
  readonly credentials: RequestCredentials;
  readonly setTimer: (act: () => void, delayMs: number) => unknown;
  readonly clearTimer: (timer: unknown) => void;
  readonly loadDelivery: () => Promise<DeliveryModule>;
  readonly onError: (error: unknown) => void;
}

/** What the delivery works on. */
export interface QueueEntries {
  /** Oldest first. */
  read(): QueuedDecision[];
  add(entry: QueuedDecision): void;
  remove(key: string): void;
}

export const QUEUE_KEY = "cookiehub_queue";
const ENTRIES_MAX = 100;

/** Opens the queue of this browser. Where there is no storage it lives in memory. */
export function createDecisionQueue(options: DecisionQueueOptions): DecisionQueue {
  const entries = createEntries(options.storage);
  const underway = new Set<string>();
  let delivery: Delivery | undefined;

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
  return {
    add: entries.add,
    async send() {
      if (entries.read().length === 0) return;
      try {
        delivery ??= (await options.loadDelivery()).createDelivery({ ...options, entries, post });
        await delivery.send();
      } catch (error) {
        options.onError(error);
      }
    },
    flush() {
      for (const entry of entries.read()) {
        // What becomes of it is the next page's business; the key makes it harmless when that sends it again.
        if (!underway.has(entry.key)) post(entry).catch(() => {});
      }
    },
  };
}

function createEntries(storage: DecisionQueueOptions["storage"]): QueueEntries {
  let memory: QueuedDecision[] = [];
  // Gone for this page even where the storage takes no more writes, which would send them for ever.
  const removed = new Set<string>();
  const readStored = () => fromJson(storage.readItem(QUEUE_KEY));
  const read = () => [...readStored(), ...memory].filter(({ key }) => !removed.has(key));
  const write = (list: QueuedDecision[]) => storage.writeItem(QUEUE_KEY, JSON.stringify(list));
  return {
    read,
    add(entry: QueuedDecision) {
      // The newest decision is the one that counts.
      const list = [...read(), entry].slice(-ENTRIES_MAX);
      // Read again: pages and extensions put storages in place that take everything and keep nothing.
      if (write(list) && readStored().some(({ key }) => key === entry.key)) memory = [];
      else memory.push(entry);
    },
    remove(key: string) {
      removed.add(key);
      memory = memory.filter((entry) => entry.key !== key);
      const stored = readStored();
      if (stored.some((entry) => entry.key === key)) write(stored.filter((entry) => entry.key !== key));
    },
  };
}

// Anything on the page can write here: what does not look like an entry is dropped.
function fromJson(text: string | null): QueuedDecision[] {
  try {
    const list: unknown = JSON.parse(text ?? "[]");
    return Array.isArray(list) ? list.filter(isEntry) : [];
  } catch {
    return [];
  }
}

function isEntry(value: unknown): value is QueuedDecision {
  const { key, tenant, device, body } = (value ?? {}) as Partial<Record<keyof QueuedDecision, unknown>>;
  return (
    typeof key === "string" &&
    DEVICE_ID_PATTERN.test(key) &&
    typeof tenant === "string" &&
    TENANT_ID_PATTERN.test(tenant) &&
    typeof device === "string" &&
    DEVICE_ID_PATTERN.test(device) &&
    typeof body === "string"
  );
}
