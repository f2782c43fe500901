import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DECISION, startTestServer, TEST_API_KEY, type TestServer, toHeaders } from "../../test/test-server.ts";

// Nobody is trusted, so that the tests' own address counts as a visitor's.
const env = {
  COOKIEHUB_TRUSTED_PROXIES: "none",
  COOKIEHUB_LIMIT_WRITES: "2",
  COOKIEHUB_LIMIT_EVENTS: "1",
  COOKIEHUB_LIMIT_FAILED_KEYS: "2",
};
let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ env });
});
afterAll(() => server.close());

async function expectLimited(response: Response): Promise<void> {
  expect([response.status, await response.json()]).toMatchObject([429, { error: { code: "rate_limited" } }]);
  expect(response.headers.get("retry-after")).toMatch(/^[1-9]\d*$/);
}

describe("over HTTP", () => {
  test("decisions of one address are limited before their body is read, and what is recorded can be read on", async () => {
    const decide = (count: number, body: unknown = DECISION): Promise<Response> =>
      server.call("POST", "/api/v1/consent", { headers: toHeaders("dev_limit0001", `key_limit000${count}`), body });
    for (let count = 0; count < 4; count++) expect((await decide(count)).status).toBe(201);
    await expectLimited(await decide(5));
    await expectLimited(await decide(6, "{"));
    const read = await server.call("GET", "/api/v1/consent", { headers: toHeaders("dev_limit0001") });
    expect(await read.json()).toMatchObject({ status: "partial" });
    expect(read.status).toBe(200);
  });

  test("a refused browser may read that it was refused, and when to come back", async () => {
    const response = await server.call("POST", "/api/v1/consent", {
      headers: { ...toHeaders("dev_limit0001", "key_limit0009"), Origin: "https://shop.example" },
      body: DECISION,
    });
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
    expect(response.headers.get("access-control-expose-headers")).toContain("Retry-After");
    await expectLimited(response);
  });

  test("events are limited apart from decisions", async () => {
    const body = { event_type: "impression", user_token: "dev_limit0001", code: "demo0001" };
    const report = (): Promise<Response> => server.call("POST", "/v3/events", { body });
    expect([(await report()).status, (await report()).status]).toEqual([202, 202]);
    await expectLimited(await report());
  });

  test("an address that tries keys is shut out of the calls that need one, not out of the others", async () => {
    const call = (key: string): Promise<Response> =>
      server.call("GET", "/api/v1/tenants", { headers: { "X-API-Key": key } });
    expect((await call(TEST_API_KEY)).status).toBe(200);
    for (let count = 0; count < 4; count++) expect((await call(`guess${count}`)).status).toBe(401);
    await expectLimited(await call("guess5"));
    await expectLimited(await call(TEST_API_KEY));
    expect((await server.call("GET", "/api/v1/tenants/demo/config")).status).toBe(200);
  });

  test("files for CDNs and the operator's own questions are not limited", async () => {
    const own = await startTestServer({ env: { ...env, COOKIEHUB_LIMIT_READS: "1" } });
    for (const path of ["/c/demo0001.js", "/w/stub.js", "/health", "/ready", "/metrics", "/docs"]) {
      for (let count = 0; count < 5; count++) expect([path, (await own.call("GET", path)).status]).toEqual([path, 200]);
    }
    await own.close();
  });
});
