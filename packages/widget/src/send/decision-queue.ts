import { DEVICE_ID_PATTERN, TENANT_ID_PATTERN } from "@cookiehub/schemas/constants";
import { toError } from "../listeners.ts";
import type { BrowserStorage } from "../storage.ts";

/** A decision on its way to the server. */
export interface QueuedDecision {
  /** Idempotency key: makes a repeated delivery harmless. */
  readonly key: string;
  readonly tenant: string;
  readonly device: string;
  /** `ConsentUpdateRequest` as JSON. */
  readonly body: string;
}

/** Delivers decisions in order; each stays until the server has taken it or has definitely refused it. */
export interface DecisionQueue {
  /** Keeps a decision: when this returns it is stored. */
  add(decision: QueuedDecision): void;
  /** Tries to deliver what is there. Never rejects; at most one delivery runs at a time. */
  send(): Promise<void>;
  /** Sends what is not on its way yet, without waiting for a turn: the page is going away. */
  flush(): void;
}

export interface DecisionQueueOptions {
  readonly endpoint: string;
  readonly storage: Pick<BrowserStorage, "readItem" | "writeItem">;
  readonly fetch: (url: string, options: RequestInit) => Promise<Pick<Response, "ok" | "status">>;
  readonly setTimer: (act: () => void, delayMs: number) => unknown;
  readonly clearTimer: (timer: unknown) => void;
  readonly onError: (error: Error) => void;
}

export const QUEUE_KEY = "cookiehub_queue";
const ENTRIES_MAX = 100;
const DELAY_MS_MIN = 2_000;
const DELAY_MS_MAX = 300_000;
const ANSWER_TIMEOUT_MS = 15_000;

/** Opens the queue of this browser. Where there is no storage it lives in memory. */
export function createDecisionQueue(options: DecisionQueueOptions): DecisionQueue {
  const entries = createEntries(options.storage);
  const underway = new Set<string>();
  let failures = 0;
  let timer: unknown = null;
  let sending: Promise<void> | null = null;

  const retryLater = () => {
    options.clearTimer(timer);
    // Half of the delay is chance: browsers that failed together do not come back together.
    const delayMs = Math.min(DELAY_MS_MAX, DELAY_MS_MIN * 2 ** failures) * (0.5 + Math.random() / 2);
    failures++;
    timer = options.setTimer(() => void send(), delayMs);
  };
  const attempt = async (entry: QueuedDecision): Promise<Outcome> => {
    underway.add(entry.key);
    const outcome = await deliver(options, entry);
    underway.delete(entry.key);
    if (outcome !== "later") entries.remove(entry.key);
    if (typeof outcome === "number") options.onError(new Error(`The decision was refused: status ${outcome}`));
    return outcome;
  };
  const deliverAll = async () => {
    for (let next = entries.read()[0]; next; next = entries.read()[0]) {
      if ((await attempt(next)) === "later") return retryLater();
      failures = 0;
    }
  };
  const send = (): Promise<void> => {
    if (entries.read().length === 0) return Promise.resolve();
    sending ??= withLock(deliverAll)
      .catch((error: unknown) => options.onError(toError(error)))
      .finally(() => {
        sending = null;
      });
    return sending;
  };
  const flush = () => {
    // The key makes it harmless when another tab sends the same.
    for (const entry of entries.read()) if (!underway.has(entry.key)) void attempt(entry);
  };
  return { add: entries.add, send, flush };
}

/** What became of one attempt: taken, to be tried again, or the status of a definite refusal. */
type Outcome = "taken" | "later" | number;

async function deliver(options: DecisionQueueOptions, { key, tenant, device, body }: QueuedDecision): Promise<Outcome> {
  const query = `tenant=${encodeURIComponent(tenant)}&device=${device}&idempotency_key=${key}`;
  const abort = new AbortController();
  const timer = options.setTimer(() => abort.abort(), ANSWER_TIMEOUT_MS);
  try {
    // A string body is sent as text/plain: no preflight (D3).
    const { ok, status } = await options.fetch(`${options.endpoint}/api/v1/consent?${query}`, {
      method: "POST",
      body,
      keepalive: true,
      credentials: "omit",
      signal: abort.signal,
    });
    if (ok) return "taken";
    return status >= 400 && status < 500 && ![408, 425, 429].includes(status) ? status : "later";
  } catch {
    // No network, no answer, or an answer that may not be read: the decision stays.
    return "later";
  } finally {
    options.clearTimer(timer);
  }
}

// Two tabs must not deliver at once where the browser can help it; the key makes it harmless where it cannot.
async function withLock(act: () => Promise<void>): Promise<void> {
  const locks = (navigator as { locks?: LockManager }).locks;
  if (!locks) return act();
  let isStarted = false;
  const start = () => {
    isStarted = true;
    return act();
  };
  try {
    await locks.request(QUEUE_KEY, start);
  } catch (error) {
    // Sandboxed documents have the interface and refuse its use.
    if (isStarted) throw error;
    await act();
  }
}

function createEntries(storage: DecisionQueueOptions["storage"]) {
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
