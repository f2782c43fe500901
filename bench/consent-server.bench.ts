import { randomUUID } from "node:crypto";
import type { BenchRow, BenchRows } from "./bench-row.ts";
import { type HttpCost, measureHttp } from "./http-cpu.ts";

type Work = Parameters<typeof measureHttp>[0]["requests"][number];

const CHILD = "consent-server.ts";

const decision = JSON.stringify({
  categories: { essential: true, functional: false, analytics: true, marketing: false },
  policy_version: "1",
  consent_method: "preferences",
  banner_version: "1",
  hostname: "shop.example",
  path: "/",
  language: "en",
});

// Every decision has its own device and key, as in the field: nothing is replayed.
const decide: Work = {
  method: "POST",
  headers: {
    "content-type": "text/plain",
    origin: "https://shop.example",
    "user-agent": "Mozilla/5.0 Chrome/156.0.0.0",
  },
  body: decision,
  setupRequest: (request) => ({
    ...request,
    path: `/api/v1/consent?tenant=demo&device=${randomUUID()}&idempotency_key=${randomUUID()}`,
  }),
};

const report: Work = {
  method: "POST",
  path: "/v3/events",
  headers: {
    "content-type": "text/plain",
    origin: "https://shop.example",
    "user-agent": "Mozilla/5.0 Chrome/156.0.0.0",
  },
  setupRequest: (request) => ({
    ...request,
    body: JSON.stringify({
      event_type: "impression",
      event_id: randomUUID(),
      user_token: randomUUID(),
      code: "demo0001",
      hostname: "shop.example",
      path: "/",
    }),
  }),
};

// Writes are asked by 50 at a time: those of one moment share a commit, and a server that is busy has many of them.
const WRITERS = 50;
const READERS = 10;

/** What the consent endpoints cost the server, each request with its log line and metrics. */
export const rows: BenchRows = async ({ short }) => {
  const amount = short ? 5000 : 20_000;
  const check: Work = { method: "GET", path: "/api/v1/consent?tenant=demo&device=dev_benchmark" };
  const known = await measureHttp({ child: CHILD, requests: [check], warmup: amount, amount, connections: READERS });
  const decided = await measureHttp({ child: CHILD, requests: [decide], warmup: amount, amount, connections: WRITERS });
  const reported = await measureHttp({
    child: CHILD,
    requests: [report],
    warmup: amount,
    amount,
    connections: WRITERS,
  });
  return [
    toRow("GET /api/v1/consent, a known record", known, 80, 200),
    toRow("POST /api/v1/consent, durable, with audit entry and outbox", decided, 180, 600),
    toRow("POST /v3/events, durable in the queue", reported, 60, 250),
  ];
};

function toRow(what: string, cost: HttpCost, budget: number, ceiling: number): BenchRow {
  const budgetText = `<= ${budget} us CPU`;
  return { what, measured: cost.cpuUs, unit: "us CPU", budget, budgetText, gate: "cpu", ceiling };
}
