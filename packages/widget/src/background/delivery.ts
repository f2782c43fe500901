import { OUTBOX_KEY } from "../send/outbox.ts";
import type { DecisionQueueOptions, QueueEntries } from "./decision-queue.ts";
import type { QueuedDecision } from "./queued-decision.ts";

/** Delivers what is queued. */
export interface Delivery {
  /** Delivers in order. Never rejects; at most one delivery runs at a time. */
  send(): Promise<void>;
}

export interface DeliveryOptions extends Pick<DecisionQueueOptions, "setTimer" | "clearTimer" | "onError"> {
  readonly entries: QueueEntries;
  /** Sends one; removes it from the entries where it was taken. */
  readonly post: (entry: QueuedDecision, signal?: AbortSignal) => Promise<Pick<Response, "ok" | "status">>;
}

const DELAY_MS_MIN = 2_000;
const DELAY_MS_MAX = 300_000;
const ANSWER_TIMEOUT_MS = 15_000;

/** Creates the delivery of one page. Each decision stays until the server has taken it or has definitely refused it. */
export function createDelivery(options: DeliveryOptions): Delivery {
  const { entries } = options;
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
  const deliverAll = async () => {
    for (let next = entries.read()[0]; next; next = entries.read()[0]) {
      const outcome = await deliver(options, next);
      if (outcome === "later") return retryLater();
      failures = 0;
      if (outcome === "taken") continue;
      entries.remove(next.key);
      options.onError(new Error(`The decision was refused: status ${outcome}`));
    }
  };
  const send = (): Promise<void> => {
    sending ??= withLock(deliverAll)
      .catch(options.onError)
      .finally(() => {
        sending = null;
      });
    return sending;
  };
  return { send };
}

/** What became of one attempt: taken, to be tried again, or the status of a definite refusal. */
type Outcome = "taken" | "later" | number;

async function deliver({ post, setTimer, clearTimer }: DeliveryOptions, entry: QueuedDecision): Promise<Outcome> {
  const abort = new AbortController();
  const timer = setTimer(() => abort.abort(), ANSWER_TIMEOUT_MS);
  try {
    const { ok, status } = await post(entry, abort.signal);
    if (ok) return "taken";
    return status >= 400 && status < 500 && ![408, 425, 429].includes(status) ? status : "later";
  } catch {
    // No network, no answer, or an answer that may not be read: the decision stays.
    return "later";
  } finally {
    clearTimer(timer);
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
    await locks.request(OUTBOX_KEY, start);
  } catch (error) {
    // Sandboxed documents have the interface and refuse its use.
    if (isStarted) throw error;
    await act();
  }
}
