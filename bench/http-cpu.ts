import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import autocannon from "autocannon";

const ROUNDS = 5;

/** What to serve and what to ask. */
export interface HttpWork {
  /** A module in `bench/` that starts a server and calls `announce` of `child.ts` with its address. */
  readonly child: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly requests: autocannon.Request[];
  /** Sent once, before the warm-up: what there has to be. */
  readonly prepare?: { readonly requests: autocannon.Request[]; readonly amount: number; readonly connections: number };
  /** Requests sent before measuring, and in each of the measured rounds. */
  readonly warmup: number;
  readonly amount: number;
  /** Kept-alive connections that ask at the same time. @default 10 */
  readonly connections?: number;
}

/** What one request cost the server's process, every thread of it, and how the client saw it. */
export interface HttpCost {
  readonly cpuUs: number;
  readonly requestsPerSecond: number;
  readonly p99Ms: number;
}

/**
 * Measures a server in a process of its own: its processor time over a number of requests sent on kept-alive
 * connections, after a warm-up; of several rounds the least disturbed one counts. Rejects when an answer is not 2xx or 304: a refusal is cheap and proves nothing.
 */
export async function measureHttp(work: HttpWork): Promise<HttpCost> {
  const child = fork(resolve(import.meta.dirname, work.child), [], {
    execArgv: ["--conditions=@cookiehub/source"],
    env: { ...process.env, ...work.env },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  try {
    const { url } = await readMessage<{ url: string }>(child);
    if (work.prepare) await drive(url, work.prepare, work.prepare.amount);
    await drive(url, work, work.warmup);
    const rounds: HttpCost[] = [];
    while (rounds.length < ROUNDS) rounds.push(await measureRound(child, url, work));
    return rounds.reduce((best, next) => (next.cpuUs < best.cpuUs ? next : best));
  } finally {
    child.kill();
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  }
}

async function measureRound(child: ChildProcess, url: string, work: HttpWork): Promise<HttpCost> {
  const before = await askCpu(child);
  const result = await drive(url, work, work.amount);
  const after = await askCpu(child);
  const usedUs = after.user + after.system - before.user - before.system;
  return { cpuUs: usedUs / work.amount, requestsPerSecond: result.requests.average, p99Ms: result.latency.p99 };
}

async function drive(
  url: string,
  { requests, connections = 10 }: Pick<HttpWork, "requests" | "connections">,
  amount: number,
): Promise<autocannon.Result> {
  const result = await autocannon({ url, connections, pipelining: 1, amount, requests });
  const answered = result["2xx"] + result["3xx"];
  if (answered < amount || result.errors > 0) {
    throw new Error(`${amount - answered} of ${amount} requests were not answered well: no figure`);
  }
  return result;
}

async function askCpu(child: ChildProcess): Promise<NodeJS.CpuUsage> {
  child.send("cpu");
  return (await readMessage<{ cpu: NodeJS.CpuUsage }>(child)).cpu;
}

/** Waits for a measured server to say something; rejects when it ends first. */
export async function readMessage<Message>(child: ChildProcess): Promise<Message> {
  const end = new AbortController();
  const onExit = () => end.abort(new Error("the measured server ended before it was ready"));
  child.once("exit", onExit);
  try {
    const [message] = await once(child, "message", { signal: end.signal });
    return message as Message;
  } finally {
    child.off("exit", onExit);
  }
}
