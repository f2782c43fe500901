import { startServer } from "@cookiehub/server";

// Started on a directory with many tenants: says how long the start took and what stays in memory after reading some.
const startedAt = performance.now();
const server = await startServer({ env: { ...process.env, PORT: "0", HOST: "127.0.0.1" }, log: "silent" });
await fetch(`http://127.0.0.1:${server.port}/health`);
const startMs = performance.now() - startedAt;
const amount = Number(process.env.BENCH_TENANTS_READ);
for (let index = 0; index < amount; index++) {
  const response = await fetch(`http://127.0.0.1:${server.port}/api/v1/consent?tenant=t${index}&device=dev_benchmark`);
  if (!response.ok) throw new Error(`tenant t${index} answered ${response.status}`);
  await response.arrayBuffer();
}
process.send?.({ startMs, residentBytes: process.memoryUsage().rss });
await server.close();
process.exit(0);
