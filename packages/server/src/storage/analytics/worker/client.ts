import type { Worker } from "node:worker_threads";
import { StorageUnavailableError } from "../../errors.ts";
import type { CallName, WorkerCalls, WorkerReply } from "./protocol.ts";

export interface WorkerClient {
  /** Calls that wait for an answer. */
  readonly pendingCount: number;
  /** Asks the thread; rejects with `StorageUnavailableError` when it ends before it has answered. */
  call<Name extends CallName>(
    name: Name,
    ...given: WorkerCalls[Name]["arguments"]
  ): Promise<WorkerCalls[Name]["answer"]>;
  /** Lets the thread finish what it was asked, then ends it. */
  close(): Promise<void>;
}

interface Waiting {
  readonly resolve: (answer: never) => void;
  readonly reject: (error: Error) => void;
}

/** Keeps one worker thread: started with the first call, and started anew by the next call after it crashed. */
export function createWorkerClient(createWorker: () => Worker): WorkerClient {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | undefined;
  let lastId = 0;
  let isClosed = false;

  function start(): Worker {
    const started = createWorker();
    let cause: unknown;
    started.on("message", (reply: WorkerReply) => {
      const call = waiting.get(reply.id);
      waiting.delete(reply.id);
      if (call === undefined) return;
      if ("fault" in reply) call.reject(toError(reply.fault));
      else call.resolve(reply.answer as never);
    });
    started.on("error", (error) => {
      cause = error;
    });
    // "exit" always comes, and last; only then may another thread take the calls.
    started.on("exit", () => {
      if (worker === started) worker = undefined;
      const error = new StorageUnavailableError("analytics: the worker thread ended", { cause });
      for (const call of waiting.values()) call.reject(error);
      waiting.clear();
    });
    return started;
  }

  function call<Name extends CallName>(name: Name, ...given: WorkerCalls[Name]["arguments"]) {
    return new Promise<WorkerCalls[Name]["answer"]>((resolve, reject) => {
      worker ??= start();
      lastId += 1;
      waiting.set(lastId, { resolve, reject });
      try {
        worker.postMessage({ id: lastId, name, arguments: given });
      } catch (error) {
        // A value that cannot cross threads: the caller's fault alone.
        waiting.delete(lastId);
        reject(error);
      }
    });
  }

  return {
    get pendingCount() {
      return waiting.size;
    },
    async call(name, ...given) {
      if (isClosed) throw new StorageUnavailableError("analytics: closed");
      return await call(name, ...given);
    },
    async close() {
      if (isClosed) return;
      isClosed = true;
      if (worker === undefined) return;
      const ending = worker;
      await call("close").finally(() => ending.terminate());
    },
  };
}

function toError(fault: { readonly kind: "unavailable" | "other"; readonly message: string }): Error {
  return fault.kind === "unavailable" ? new StorageUnavailableError(fault.message) : new Error(fault.message);
}
