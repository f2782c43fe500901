import type { Logger } from "../http/log.ts";
import type { Metrics } from "../http/metrics.ts";

/** One piece of background work. `run` does what there is and says whether there was anything. */
export interface Task {
  readonly name: string;
  /** Longest time between two looks for work, in milliseconds. */
  readonly everyMs: number;
  /**
   * Given where it keeps something in memory that its own process uses: then it is done in every process, or in each that does
   * one of these tasks, whatever `TASK` says.
   */
  readonly accompanies?: "every process" | readonly string[] | undefined;
  /** `stopping` tells a run that waits for more to end with what it has. */
  run(stopping?: AbortSignal): Promise<"done" | "idle">;
}

export interface Loop {
  /** Looks for work soon, without waiting for the period to end. */
  wake(): void;
  /** Ends after the run under way. */
  stop(): Promise<void>;
  /** When a run last ended without a failure, in milliseconds since 1970. */
  readonly lastDoneAtMs: () => number;
}

export interface LoopParts {
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly now: () => number;
}

const BACKOFF_CAP_MS = 60_000;

/** How long to wait after failures in a row: the period doubled each time, at most a minute. */
export function toBackoffMs(everyMs: number, failures: number): number {
  return Math.min(BACKOFF_CAP_MS, everyMs * 2 ** Math.min(failures, 20));
}

/** Runs a task again and again until it is stopped. A failure is logged, counted and tried again later, never fatal. */
export function startLoop(task: Task, parts: LoopParts): Loop {
  const stopping = new AbortController();
  let isWoken = false;
  let failures = 0;
  let lastDoneAtMs = parts.now();
  let endPause: () => void = () => {};

  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      endPause = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  async function runOnce(): Promise<void> {
    try {
      const outcome = await task.run(stopping.signal);
      failures = 0;
      lastDoneAtMs = parts.now();
      parts.metrics.onTask(task.name, outcome);
      if (outcome === "done") isWoken = true;
    } catch (error) {
      failures++;
      parts.metrics.onTask(task.name, "failed");
      parts.log.error(
        { task: task.name, failures, error: error instanceof Error ? error.stack : String(error) },
        "task failed",
      );
    }
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      isWoken = false;
      await runOnce();
      if (stopping.signal.aborted) return;
      if (failures > 0) await pause(toBackoffMs(task.everyMs, failures));
      else if (!isWoken) await pause(task.everyMs);
    }
  }

  const ended = run();
  return {
    wake: () => {
      isWoken = true;
      if (failures === 0) endPause();
    },
    stop: async () => {
      stopping.abort();
      endPause();
      await ended;
    },
    lastDoneAtMs: () => lastDoneAtMs,
  };
}
