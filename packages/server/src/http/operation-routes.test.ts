import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { DECISION, startTestServer, type TestServer, toHeaders } from "../../test/test-server.ts";
import type { OpenApi } from "./openapi.ts";

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const readApi = async (): Promise<OpenApi> => (await (await server.call("GET", "/openapi.json")).json()) as OpenApi;

describe("operation", () => {
  test("/health says that the process lives, /ready that every store answers", async () => {
    expect(await (await server.call("GET", "/health")).json()).toEqual({ status: "ok" });
    const ready = await server.call("GET", "/ready");
    expect([ready.status, await ready.json()]).toEqual([
      200,
      {
        status: "ready",
        checks: {
          relational: "ok",
          analytics: "ok",
          objects: "ok",
          queue: "ok",
          cache: "ok",
          audit_log: "ok",
          disk: "ok",
          cdn_logs: "ok",
          consent_objects: "ok",
          erasures: "ok",
        },
      },
    ]);
  });

  test("/ready lets traffic come while Redis is away, and says that it is", async () => {
    // Nothing listens on port 1.
    const away = await startTestServer({ env: { COOKIEHUB_REDIS_URL: "redis://127.0.0.1:1" } });
    onTestFinished(() => away.close());
    const ready = await away.call("GET", "/ready");
    expect([ready.status, await ready.json()]).toEqual([
      200,
      {
        status: "degraded",
        checks: {
          relational: "ok",
          analytics: "ok",
          objects: "ok",
          queue: "ok",
          cache: "failed",
          audit_log: "ok",
          disk: "ok",
          cdn_logs: "ok",
          consent_objects: "ok",
          erasures: "ok",
        },
      },
    ]);
    const headers = toHeaders("dev_ready0001", "key_ready0001");
    expect((await away.call("POST", "/api/v1/consent", { headers, body: DECISION })).status).toBe(201);
    expect(await (await away.call("GET", "/api/v1/consent", { headers })).json()).toMatchObject({ status: "partial" });
  });

  test("/metrics counts requests by endpoint, without naming tenants or visitors", async () => {
    await server.call("GET", "/api/v1/consent?tenant=demo&device=dev_metrics1");
    const text = await (await server.call("GET", "/metrics")).text();
    expect(text).toMatch(/cookiehub_request_seconds_count\{endpoint="GET \/api\/v1\/consent",status="200"\} \d/);
    expect(text).not.toMatch(/dev_metrics1|demo/);
  });

  test("/openapi.json lists every endpoint, and its examples are answered as it says", async () => {
    const api = await readApi();
    const paths = [
      "/api/v1/consent",
      "/api/v1/consent/categories/{category}",
      "/api/v1/consent/history",
      "/api/v1/consent/link",
      "/api/v1/consent/migrate",
      "/api/v1/subjects/erase",
      "/api/v1/subjects/export",
      "/api/v1/tenants/{tenant}/config",
      "/c/{file}",
      "/consent/categories",
      "/consent/churn",
      "/consent/compliance",
      "/consent/dimension-categories",
      "/consent/dimensions",
      "/consent/events",
      "/consent/experiments",
      "/consent/funnel",
      "/consent/latest",
      "/consent/matrix",
      "/consent/status",
      "/consent/token-lookup",
      "/docs",
      "/health",
      "/metrics",
      "/openapi.json",
      "/ready",
      "/sessions/overview",
      "/sessions/timeline",
      "/v3/events",
      "/w/{file}",
    ];
    expect(Object.keys(api.paths)).toEqual(expect.arrayContaining(paths));
    const { requestBody } = api.paths["/v3/events"]?.post ?? {};
    const example = requestBody?.content["application/json"]?.example;
    expect((await server.call("POST", "/v3/events", { body: example })).status).toBe(202);
  });

  test("/docs is one page that names every endpoint and loads nothing", async () => {
    const page = await server.call("GET", "/docs");
    const text = await page.text();
    for (const path of Object.keys((await readApi()).paths)) expect(text).toContain(path);
    expect(text).not.toMatch(/<script|src=|@import|url\(|https?:/);
    expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
  });

  test("a preflight is answered for endpoints that browsers call from other origins", async () => {
    const response = await server.call("OPTIONS", "/api/v1/consent", { headers: { Origin: "https://shop.example" } });
    expect([response.status, response.headers.get("access-control-allow-origin")]).toEqual([204, "*"]);
    expect(response.headers.get("access-control-allow-headers")).toContain("X-Idempotency-Key");
  });
});
