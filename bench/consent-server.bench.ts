import { hash, randomUUID } from "node:crypto";
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

let decided = 0;
let read = 0;

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
    path: `/api/v1/consent?tenant=demo&device=${toDevice(decided++)}&idempotency_key=${randomUUID()}`,
  }),
};

// Each device is asked about for the first time since it decided: its record is read from the store.
const readOnce: Work = {
  method: "GET",
  setupRequest: (request) => ({ ...request, path: `/api/v1/consent?tenant=demo&device=${toDevice(read++)}` }),
};

// As ids are in the field: no two in a row are neighbours in the database.
function toDevice(number: number): string {
  return `dev_${hash("sha1", String(number), "base64url")}`;
}

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
  const written = await measureHttp({ child: CHILD, requests: [decide], warmup: amount, amount, connections: WRITERS });
  const uncached = await measureUncached(amount);
  const reported = await measureHttp({
    child: CHILD,
    requests: [report],
    warmup: amount,
    amount,
    connections: WRITERS,
  });
  return [
    toRow("GET /api/v1/consent, a known record", known, 80, 200),
    toRow("GET /api/v1/consent, read from SQLite", uncached, 130, 300),
    toRow("POST /api/v1/consent, durable, with audit entry and outbox", written, 180, 600),
    toRow("POST /v3/events, durable in the queue", reported, 60, 250),
  ];
};

/** Reads each of some devices once, after all of them decided, on one server. */
async function measureUncached(amount: number): Promise<HttpCost> {
  decided = 0;
  read = 0;
  // Warm-up and five rounds of reading: so many devices have to be there before.
  return measureHttp({
    child: CHILD,
    prepare: { requests: [decide], amount: amount * 6, connections: WRITERS },
    requests: [readOnce],
    warmup: amount,
    amount,
    connections: READERS,
  });
}

function toRow(what: string, cost: HttpCost, budget: number, ceiling: number): BenchRow {
  const budgetText = `<= ${budget} us CPU`;
  return { what, measured: cost.cpuUs, unit: "us CPU", budget, budgetText, gate: "cpu", ceiling };
}
