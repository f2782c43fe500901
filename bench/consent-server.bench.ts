import { randomUUID } from "node:crypto";
import type { BenchRow, BenchRows } from "./bench-row.ts";
import { measureHttp } from "./http-cpu.ts";

type Work = Parameters<typeof measureHttp>[0]["requests"][number];

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

/** What the consent endpoints cost the server, each request with its log line and metrics. */
export const rows: BenchRows = async ({ short }) => {
  const amount = short ? 4000 : 20_000;
  const measure = async (what: string, request: Work, budget: number, ceiling: number): Promise<BenchRow> => {
    const cost = await measureHttp({ child: "consent-server.ts", requests: [request], warmup: amount, amount });
    return {
      what,
      measured: cost.cpuUs,
      unit: "us CPU",
      budget,
      budgetText: `<= ${budget} us CPU`,
      gate: "cpu",
      ceiling,
    };
  };
  const check: Work = { method: "GET", path: "/api/v1/consent?tenant=demo&device=dev_benchmark" };
  return [
    await measure("GET /api/v1/consent, a known record", check, 80, 200),
    await measure("POST /api/v1/consent, durable, with audit entry and outbox", decide, 180, 900),
    await measure("POST /v3/events, durable in the queue", report, 60, 300),
  ];
};
