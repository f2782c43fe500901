import { fork } from "node:child_process";
import { hash, randomUUID } from "node:crypto";
import { once } from "node:events";
import { resolve } from "node:path";
import autocannon from "autocannon";
import type { BenchRow, BenchRows } from "./bench-row.ts";
import { readMessage } from "./http-cpu.ts";

const READS_PER_SECOND = 2000;
const WRITES_PER_SECOND = 20;
/** So many devices are read: some of them decide meanwhile. */
const DEVICES = 5000;

const decision = JSON.stringify({
  categories: { essential: true, analytics: true },
  policy_version: "1",
  consent_method: "preferences",
  banner_version: "1",
});

/**
 * Reads and writes side by side, at the rate of a busy site, with the load generator on the same two cores. Wall-clock
 * figures of a shared machine: they inform and do not gate.
 */
export const rows: BenchRows = async ({ short }) => {
  const child = fork(resolve(import.meta.dirname, "consent-server.ts"), [], {
    execArgv: ["--conditions=@cookiehub/source"],
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  try {
    const { url } = await readMessage<{ url: string }>(child);
    await load(url, short ? 2 : 5);
    const [reads, writes] = await load(url, short ? 5 : 30);
    return [toRow("GET, p99", reads, 50, READS_PER_SECOND), toRow("POST, p99", writes, 200, WRITES_PER_SECOND)];
  } finally {
    child.kill();
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  }
};

function load(url: string, duration: number): Promise<[autocannon.Result, autocannon.Result]> {
  const toPath = (): string => {
    const number = Math.floor(Math.random() * DEVICES);
    return `/api/v1/consent?tenant=demo&device=dev_${hash("sha1", String(number), "base64url")}`;
  };
  const read: autocannon.Request = { setupRequest: (request) => ({ ...request, method: "GET", path: toPath() }) };
  const write: autocannon.Request = {
    setupRequest: (request) => ({
      ...request,
      method: "POST",
      path: `${toPath()}&idempotency_key=${randomUUID()}`,
      body: decision,
      headers: { "content-type": "text/plain", origin: "https://shop.example" },
    }),
  };
  return Promise.all([
    autocannon({ url, duration, connections: 20, overallRate: READS_PER_SECOND, requests: [read] }),
    autocannon({ url, duration, connections: 5, overallRate: WRITES_PER_SECOND, requests: [write] }),
  ]);
}

function toRow(what: string, result: autocannon.Result, budgetMs: number, perSecond: number): BenchRow {
  const refused = result.non2xx + result.errors;
  if (refused > 0) throw new Error(`${refused} requests were not answered well: no figure`);
  const reached = `${Math.round(result.requests.average)} of ${perSecond}/s reached`;
  return {
    what: `${READS_PER_SECOND} GET/s + ${WRITES_PER_SECOND} POST/s: ${what} (${reached})`,
    measured: result.latency.p99,
    unit: "ms wall",
    budget: budgetMs,
    budgetText: `< ${budgetMs} ms`,
    gate: "none",
  };
}
