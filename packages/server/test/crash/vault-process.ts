import { createRequire } from "node:module";
import type { Task } from "../../src/tasks/loop.ts";
import { countCalls } from "./step-counter.ts";
import { QUESTIONS } from "./vault-load.ts";
import { closeVaultStores, createVaultTasks, openVaultStores, type VaultPlace } from "./vault-parts.ts";

// A process of its own, which does the vault's work and, where it is told to, kills itself in the midst of it.

/** Something to do; the next comes after its answer. */
export interface VaultJob {
  readonly place: VaultPlace;
  /** The call to the outside that is never made, counted from 1; absent: all are. */
  readonly killAt?: number | undefined;
  /** After starting that call, and so many milliseconds: it is made, or half made. */
  readonly killAfterMs?: number | undefined;
  /** Whether the tasks run beside each other, as in a server, or one after the other, so that calls come in one order. */
  readonly isAtOnce?: boolean | undefined;
}

export interface VaultAnswer {
  /** Calls to the outside that the work took, by what they are. */
  readonly calls: readonly string[];
  readonly answers: readonly unknown[];
  readonly queued: number;
}

async function doJob({ place, killAt, killAfterMs, isAtOnce }: VaultJob): Promise<VaultAnswer> {
  const calls: string[] = [];
  const onCall = (name: string): void => {
    calls.push(name);
    if (calls.length !== killAt) return;
    if (killAfterMs === undefined) process.kill(process.pid, "SIGKILL");
    else setTimeout(() => process.kill(process.pid, "SIGKILL"), killAfterMs);
  };
  const stores = await openVaultStores(place);
  const uncount = countStatements(onCall);
  const tasks = createVaultTasks(countCalls(stores, onCall), place);
  const runOne = async (task: Task): Promise<void> => {
    while ((await task.run()) === "done");
  };
  // What one task found late another takes up in the next round.
  if (isAtOnce) for (let round = 0; round < 3; round++) await Promise.all(tasks.map(runOne));
  for (const task of tasks) await runOne(task);
  uncount();
  const answers: unknown[] = [];
  for (const [name, given] of QUESTIONS) answers.push(await stores.analytics.ask(name, given as never));
  const queued = await stores.queue.depth();
  await closeVaultStores(stores);
  return { calls, answers, queued };
}

/** Counts what ClickHouse is asked: a load and the settling of a day are many statements. */
function countStatements(onCall: (name: string) => void): () => void {
  const http = createRequire(import.meta.url)("node:http") as { request: (...given: unknown[]) => unknown };
  const { request } = http;
  http.request = (...given) => {
    onCall("statement");
    return request(...given);
  };
  return () => {
    http.request = request;
  };
}

process.on("message", (job: VaultJob) => {
  doJob(job).then(
    (answer) => process.send?.(answer),
    (error: unknown) => process.send?.({ error: error instanceof Error ? error.stack : String(error) }),
  );
});
process.on("disconnect", () => process.exit(0));
