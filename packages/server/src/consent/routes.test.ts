import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DECISION, startTestServer, TEST_API_KEY, type TestServer, toHeaders } from "../../test/test-server.ts";

let server: TestServer;
let nowMs = Date.UTC(2026, 10, 20, 12);

beforeAll(async () => {
  server = await startTestServer({ now: () => nowMs });
});
afterAll(() => server.close());

describe("GET /api/v1/consent", () => {
  test("answers a visitor without a record with the defaults of the regulation, and asks", async () => {
    const response = await server.call("GET", "/api/v1/consent", {
      headers: { ...toHeaders("dev_new00001"), "X-Geo-Country": "DE" },
    });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      consent_id: null,
      device_id: "dev_new00001",
      user_id: null,
      regulation: "gdpr",
      status: "none",
      categories: {
        essential: { consented: true, required: true },
        functional: { consented: false, required: false },
        analytics: { consented: false, required: false },
        marketing: { consented: false, required: false },
      },
      consent_timestamp: null,
      policy_version: "1",
      expires_at: null,
      banner_config: { show_banner: true, banner_version: "1" },
    });
    expect(response.headers.get("cache-control")).toBe("private, max-age=60");
    expect(response.headers.get("vary")).toContain("X-Device-ID");
  });

  test("treats an unknown place as opt-in", async () => {
    const answer = await (await server.call("GET", "/api/v1/consent", { headers: toHeaders("dev_new00002") })).json();
    expect(answer).toMatchObject({ status: "none", regulation: "default" });
  });

  test("allows by default in opt-out regions, except sale and sharing when the browser sends GPC (P4, P5)", async () => {
    const headers = { ...toHeaders("dev_new00003"), "X-Geo-Country": "US-CA" };
    const plain = await (await server.call("GET", "/api/v1/consent", { headers })).json();
    expect(plain).toMatchObject({ regulation: "ccpa", status: "full" });
    const signal = await (
      await server.call("GET", "/api/v1/consent", { headers: { ...headers, "Sec-GPC": "1" } })
    ).json();
    expect(signal).toMatchObject({
      status: "partial",
      categories: { analytics: { consented: true }, marketing: { consented: false } },
    });
  });

  test("takes query twins instead of headers, and the tenant's code instead of its id", async () => {
    const response = await server.call("GET", "/api/v1/consent?tenant=demo0001&device=dev_new00004&country=FR");
    expect(await response.json()).toMatchObject({ device_id: "dev_new00004", regulation: "gdpr" });
  });

  test("answers 304 to the ETag it gave, and 200 once something changed", async () => {
    const headers = toHeaders("dev_etag0001");
    const etag = (await server.call("GET", "/api/v1/consent", { headers })).headers.get("etag") ?? "";
    expect(etag).toMatch(/^"[^"]+"$/);
    const again = await server.call("GET", "/api/v1/consent", { headers: { ...headers, "If-None-Match": etag } });
    expect([again.status, await again.text()]).toEqual([304, ""]);
    await server.call("POST", "/api/v1/consent", {
      headers: toHeaders("dev_etag0001", "key_etag0001"),
      body: DECISION,
    });
    const changed = await server.call("GET", "/api/v1/consent", { headers: { ...headers, "If-None-Match": etag } });
    expect(changed.status).toBe(200);
  });

  test.each([
    ["/api/v1/consent", {}, 400, "missing_tenant"],
    ["/api/v1/consent", { "X-Tenant-ID": "demo" }, 400, "missing_device"],
    ["/api/v1/consent", { "X-Tenant-ID": "nobody", "X-Device-ID": "dev_new00001" }, 404, "tenant_not_found"],
    ["/api/v1/consent", { "X-Tenant-ID": "__proto__", "X-Device-ID": "dev_new00001" }, 404, "tenant_not_found"],
    ["/api/v1/consent", { "X-Tenant-ID": "demo", "X-Device-ID": "x' OR 1=1" }, 400, "invalid_request"],
    ["/api/v1/nothing", {}, 404, "not_found"],
  ])("refuses %s with %j: %s %s", async (path, headers, status, code) => {
    const response = await server.call("GET", path, { headers: headers as Record<string, string> });
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ error: { code, request_id: response.headers.get("x-request-id") } });
  });
});

describe("POST /api/v1/consent", () => {
  test("records a decision with its audit entry, and says when to ask again", async () => {
    const response = await server.call("POST", "/api/v1/consent", {
      headers: toHeaders("dev_rec00001", "key_rec00001"),
      body: DECISION,
    });
    expect(response.status).toBe(201);
    const answer = (await response.json()) as Record<string, unknown>;
    expect(answer).toMatchObject({
      status: "updated",
      categories: DECISION.categories,
      next_renewal: "2027-05-19T12:00:00.000Z",
    });
    const record = await (await server.call("GET", "/api/v1/consent", { headers: toHeaders("dev_rec00001") })).json();
    expect(record).toMatchObject({
      consent_id: answer.consent_id,
      status: "partial",
      banner_config: { show_banner: false },
    });
    const history = await (
      await server.call("GET", "/api/v1/consent/history", { headers: toHeaders("dev_rec00001") })
    ).json();
    expect(history).toMatchObject({
      decisions: [{ audit_id: answer.audit_id, action: "custom", categories: DECISION.categories }],
    });
  });

  test("agrees to required categories whatever the body says, and refuses what it leaves out", async () => {
    const body = { ...DECISION, categories: { essential: false, marketing: true } };
    const answer = await (
      await server.call("POST", "/api/v1/consent", { headers: toHeaders("dev_rec00002", "key_rec00002"), body })
    ).json();
    expect(answer).toMatchObject({
      categories: { essential: true, functional: false, analytics: false, marketing: true },
    });
  });

  test("answers the same key and body as the first time, and records nothing twice", async () => {
    const headers = toHeaders("dev_rep00001", "key_rep00001");
    const first = await server.call("POST", "/api/v1/consent", { headers, body: DECISION });
    nowMs += 1000;
    const second = await server.call("POST", "/api/v1/consent", { headers, body: DECISION });
    expect(second.status).toBe(201);
    expect(second.headers.get("idempotent-replayed")).toBe("true");
    expect(await second.text()).toBe(await first.text());
    const history = (await (await server.call("GET", "/api/v1/consent/history", { headers })).json()) as {
      decisions: unknown[];
    };
    expect(history.decisions).toHaveLength(1);
  });

  test("answers a retry as the first time when its category is gone since: the decision was recorded", async () => {
    const put = (categories: unknown): Promise<Response> =>
      server.call("PUT", "/api/v1/tenants/demo/config", {
        headers: { "X-API-Key": TEST_API_KEY },
        body: { domain: "shop.example", ...(categories === undefined ? {} : { categories }) },
      });
    const headers = toHeaders("dev_gone0001", "key_gone0001");
    const first = await server.call("POST", "/api/v1/consent", { headers, body: DECISION });
    await put([{ id: "essential", name: "Essential", required: true }]);
    const again = await server.call("POST", "/api/v1/consent", { headers, body: DECISION });
    await put(undefined);
    expect([again.status, await again.text()]).toEqual([201, await first.text()]);
  });

  test("records one decision when the same request arrives many times at once", async () => {
    const headers = toHeaders("dev_race0001", "key_race0001");
    const answers = await Promise.all(
      Array.from({ length: 20 }, async () =>
        (await server.call("POST", "/api/v1/consent", { headers, body: DECISION })).text(),
      ),
    );
    expect(new Set(answers).size).toBe(1);
    const history = (await (await server.call("GET", "/api/v1/consent/history", { headers })).json()) as {
      decisions: unknown[];
    };
    expect(history.decisions).toHaveLength(1);
  });

  test.each([
    ["another body", toHeaders("dev_con00001", "key_con00001"), { ...DECISION, policy_version: "2" }],
    ["another device", toHeaders("dev_con00002", "key_con00001"), DECISION],
  ])("answers 409 to the same key with %s", async (_case, headers, body) => {
    await server.call("POST", "/api/v1/consent", {
      headers: toHeaders("dev_con00001", "key_con00001"),
      body: DECISION,
    });
    const response = await server.call("POST", "/api/v1/consent", { headers, body });
    expect(response.status).toBe(409);
    expect(await response.json()).toMatchObject({ error: { code: "idempotency_conflict" } });
  });

  test("takes a simple request without preflight: text/plain, query twins", async () => {
    const response = await server.call(
      "POST",
      "/api/v1/consent?tenant=demo&device=dev_simple01&idempotency_key=key_simple01",
      {
        headers: { "Content-Type": "text/plain;charset=UTF-8", Origin: "https://www.shop.example" },
        body: JSON.stringify(DECISION),
      },
    );
    expect(response.status).toBe(201);
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
  });

  test("asks again after the renewal period, the policy or the categories changed (L8, L10)", async () => {
    const headers = toHeaders("dev_old00001");
    const ask = async (): Promise<unknown> => (await server.call("GET", "/api/v1/consent", { headers })).json();
    await server.call("POST", "/api/v1/consent", {
      headers: toHeaders("dev_old00001", "key_old00001"),
      body: DECISION,
    });
    expect(await ask()).toMatchObject({ status: "partial", banner_config: { show_banner: false } });
    const before = nowMs;
    nowMs += 180 * 86_400_000;
    expect(await ask()).toMatchObject({ status: "none", banner_config: { show_banner: true } });
    nowMs = before;
  });

  test("never lets a decision that was made earlier replace a later one, and proves both", async () => {
    const device = "dev_order001";
    const decide = (key: string, at: string | undefined, analytics: boolean): Promise<Response> =>
      server.call("POST", "/api/v1/consent", {
        headers: toHeaders(device, key),
        body: { ...DECISION, categories: { analytics }, decided_at: at },
      });
    const read = async (): Promise<unknown> =>
      (await server.call("GET", "/api/v1/consent", { headers: toHeaders(device) })).json();
    await decide("key_order001", "2026-11-20T11:00:01.000Z", false);
    expect((await decide("key_order002", "2026-11-20T11:00:00.000Z", true)).status).toBe(201);
    expect(await read()).toMatchObject({ categories: { analytics: { consented: false } } });
    const history = await (await server.call("GET", "/api/v1/consent/history", { headers: toHeaders(device) })).json();
    expect(history).toMatchObject({ decisions: [{ action: "custom" }, { action: "reject_all" }] });
    await decide("key_order003", "2026-11-20T11:00:02.000Z", true);
    expect(await read()).toMatchObject({ categories: { analytics: { consented: true } } });
    // Who does not say when is taken in the order of arrival.
    await decide("key_order004", undefined, false);
    expect(await read()).toMatchObject({ categories: { analytics: { consented: false } } });
  });

  test("takes nothing from a banner out of a cache for a category it did not show, and asks about it (L8)", async () => {
    const own = await startTestServer();
    const put = (categories: object[]): Promise<Response> =>
      own.call("PUT", "/api/v1/tenants/demo/config", {
        headers: { "X-API-Key": TEST_API_KEY },
        body: { domain: "shop.example", categories },
      });
    const essential = { id: "essential", name: "Essential", required: true };
    await put([essential, { id: "analytics", name: "Analytics" }, { id: "video", name: "Video" }]);
    const headers = toHeaders("dev_stale001", "key_stale001");
    const shown = { essential: true, analytics: true, marketing: true };
    const body = { ...DECISION, categories: shown, consent_method: "banner_accept", config_version: 1 };
    const decided = await own.call("POST", "/api/v1/consent", { headers, body });
    expect(await decided.json()).toMatchObject({ categories: { essential: true, analytics: true } });
    const history = await (await own.call("GET", "/api/v1/consent/history", { headers })).json();
    expect(history).toMatchObject({
      decisions: [{ action: "accept_all", categories: { essential: true, analytics: true } }],
    });
    const check = await (await own.call("GET", "/api/v1/consent", { headers })).json();
    expect(check).toMatchObject({ banner_config: { show_banner: true }, categories: { video: { consented: false } } });
    const current = { ...body, categories: { analytics: true }, config_version: 2 };
    await own.call("POST", "/api/v1/consent", { headers: toHeaders("dev_stale001", "key_stale002"), body: current });
    const again = await (await own.call("GET", "/api/v1/consent", { headers })).json();
    expect(again).toMatchObject({ status: "partial", banner_config: { show_banner: false } });
    await own.close();
  });

  const everything = { essential: true, functional: true, analytics: true, marketing: true, gambling: true };
  test.each([
    ["a page of somebody else", { Origin: "https://evil.example" }, DECISION, 403, "origin_not_allowed"],
    ["a sandboxed page", { Origin: "null" }, DECISION, 403, "origin_not_allowed"],
    ["an unknown category", {}, { ...DECISION, categories: everything }, 400, "unknown_category"],
    ["a category of no shape", {}, { ...DECISION, categories: { __proto__x: true } }, 400, "invalid_request"],
    ["no JSON", {}, "{", 400, "invalid_request"],
    ["no object", {}, "null", 400, "invalid_request"],
    ["an empty body", {}, "", 400, "invalid_request"],
    ["wrong types", {}, { categories: { analytics: "yes" } }, 400, "invalid_request"],
    ["a made-up method", {}, { ...DECISION, consent_method: "scrolling" }, 400, "invalid_request"],
    ["ten megabytes", {}, `"${"x".repeat(10_000_000)}"`, 413, "body_too_large"],
    ["no end of brackets", {}, "[".repeat(60_000), 400, "invalid_request"],
  ])("refuses %s and stores nothing", async (_case, headers, body, status, code) => {
    const device = "dev_bad00001";
    const response = await server.call("POST", "/api/v1/consent", {
      headers: { ...toHeaders(device, "key_bad00001"), ...headers },
      body,
    });
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({
      error: { code, message: expect.any(String), request_id: expect.any(String) },
    });
    const history = await (await server.call("GET", "/api/v1/consent/history", { headers: toHeaders(device) })).json();
    expect(history).toEqual({ decisions: [] });
  });

  test("names every fault by its path, and every unknown category", async () => {
    const wrong = { categories: { analytics: 1 }, policy_version: "", consent_method: "x", banner_version: "1" };
    const faults = await server.call("POST", "/api/v1/consent", {
      headers: toHeaders("dev_bad00002", "key_bad00002"),
      body: wrong,
    });
    const paths = ((await faults.json()) as { error: { details: { path: string }[] } }).error.details.map(
      (detail) => detail.path,
    );
    expect(paths.sort()).toEqual(["categories.analytics", "consent_method", "policy_version"]);
    const body = { ...DECISION, categories: everything };
    const unknown = await server.call("POST", "/api/v1/consent", {
      headers: toHeaders("dev_bad00002", "key_bad00002"),
      body,
    });
    expect(await unknown.json()).toMatchObject({ error: { details: [{ path: "categories.gambling" }] } });
  });

  test("needs an idempotency key, so that a retry can never count twice", async () => {
    const response = await server.call("POST", "/api/v1/consent", {
      headers: toHeaders("dev_bad00003"),
      body: DECISION,
    });
    expect(await response.json()).toMatchObject({ error: { code: "missing_idempotency_key" } });
  });
});

describe("after a restart", () => {
  test("records, audit entries and first answers are what they were", async () => {
    let own = await startTestServer();
    const headers = toHeaders("dev_restart1", "key_restart1");
    const first = await (await own.call("POST", "/api/v1/consent", { headers, body: DECISION })).text();
    const record = await (await own.call("GET", "/api/v1/consent", { headers })).text();
    own = await own.restart();
    expect(await (await own.call("GET", "/api/v1/consent", { headers })).text()).toBe(record);
    const replay = await own.call("POST", "/api/v1/consent", { headers, body: DECISION });
    expect([replay.headers.get("idempotent-replayed"), await replay.text()]).toEqual(["true", first]);
    const config = await own.call("PUT", "/api/v1/tenants/demo/config", {
      headers: { "X-API-Key": TEST_API_KEY },
      body: { domain: "shop.example" },
    });
    expect(config.status).toBe(200);
    await own.close();
  });
});
