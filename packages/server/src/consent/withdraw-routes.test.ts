import { consentWithdrawAnswerSchema } from "@cookiehub/schemas";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DECISION, startTestServer, type TestServer, toHeaders } from "../../test/test-server.ts";

let server: TestServer;
let nowMs = Date.UTC(2026, 10, 20, 12);

beforeAll(async () => {
  server = await startTestServer({ now: () => nowMs, env: { COOKIEHUB_LIMIT_WRITES: "0" } });
});
afterAll(() => server.close());

const ALL = "/api/v1/consent";
const ANALYTICS = `${ALL}/categories/analytics`;

async function decide(device: string, body: object = {}): Promise<{ consent_id: string }> {
  const headers = toHeaders(device, `key_${device}_${nowMs}`);
  const response = await server.call("POST", ALL, { headers, body: { ...DECISION, ...body } });
  expect(response.status).toBe(201);
  return (await response.json()) as { consent_id: string };
}

async function readConsented(device: string, headers: Record<string, string> = {}): Promise<string[]> {
  const response = await server.call("GET", ALL, { headers: { ...toHeaders(device), ...headers } });
  const { categories } = (await response.json()) as { categories: Record<string, { consented: boolean }> };
  return Object.keys(categories).filter((id) => categories[id]?.consented);
}

async function readHistory(device: string): Promise<Record<string, unknown>[]> {
  const response = await server.call("GET", `${ALL}/history`, { headers: toHeaders(device) });
  return ((await response.json()) as { decisions: Record<string, unknown>[] }).decisions;
}

describe("DELETE /api/v1/consent/categories/{category}", () => {
  test("withdraws one category, proves it, and leaves the others", async () => {
    const accepted = { essential: true, functional: true, analytics: true, marketing: false };
    const { consent_id } = await decide("dev_one00001", { categories: accepted });
    const response = await server.call("DELETE", ANALYTICS, { headers: toHeaders("dev_one00001") });
    expect([response.status, response.headers.get("cache-control")]).toEqual([200, "no-store"]);
    const answer = consentWithdrawAnswerSchema.strict().parse(await response.json());
    expect(answer).toMatchObject({
      ...{ consent_id, withdrawn_category: "analytics", withdrawn_at: "2026-11-20T12:00:00.000Z" },
    });
    expect(await readConsented("dev_one00001")).toEqual(["essential", "functional"]);
    expect((await readHistory("dev_one00001"))[0]).toMatchObject({
      ...{ audit_id: answer.audit_id, action: "withdraw", consent_id },
      categories: { ...accepted, analytics: false },
    });
  });

  test("records what was never given as well, and answers the same way", async () => {
    const response = await server.call("DELETE", ANALYTICS, { headers: toHeaders("dev_never001") });
    expect(response.status).toBe(200);
    expect(consentWithdrawAnswerSchema.parse(await response.json()).withdrawn_category).toBe("analytics");
    expect(await readHistory("dev_never001")).toHaveLength(1);
    // Where the law lets it run until somebody says no, somebody has.
    expect(await readConsented("dev_never001", { "X-Geo-Country": "US-CA" })).not.toContain("analytics");
  });

  test("does not make the other categories last longer", async () => {
    const device = "dev_expiry01";
    await decide(device, { categories: { functional: true, analytics: true } });
    const start = nowMs;
    nowMs += 100 * 86_400_000;
    await server.call("DELETE", ANALYTICS, { headers: toHeaders(device) });
    expect(await readConsented(device)).toEqual(["essential", "functional"]);
    nowMs = start + 180 * 86_400_000;
    expect(await readConsented(device)).toEqual(["essential"]);
    nowMs = start;
  });

  test.each([
    ["essential", 400, "required_category"],
    ["nothing", 400, "unknown_category"],
    ["__proto__", 400, "unknown_category"],
    [encodeURIComponent("a/b ' OR 1=1"), 400, "unknown_category"],
    ["x".repeat(2000), 400, "unknown_category"],
  ])("refuses %s with %s %s, and records nothing", async (category, status, code) => {
    const response = await server.call("DELETE", `${ALL}/categories/${category}`, {
      headers: toHeaders("dev_refuse01"),
    });
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ error: { code, details: [{ path: "category" }] } });
    expect(await readHistory("dev_refuse01")).toEqual([]);
  });
});

describe("DELETE /api/v1/consent", () => {
  test("withdraws everything that can be refused", async () => {
    const everything = { functional: true, analytics: true, marketing: true };
    const { consent_id } = await decide("dev_all00001", { categories: everything });
    const response = await server.call("DELETE", ALL, { headers: toHeaders("dev_all00001") });
    const answer = consentWithdrawAnswerSchema.strict().parse(await response.json());
    expect([response.status, answer.consent_id, answer.withdrawn_category]).toEqual([200, consent_id, null]);
    expect(await readConsented("dev_all00001")).toEqual(["essential"]);
    expect(await readConsented("dev_all00001", { "X-Geo-Country": "US-CA" })).toEqual(["essential"]);
  });

  test("takes a request without preflight, by query twins, from a page of the tenant", async () => {
    const response = await server.call("DELETE", `${ALL}?tenant=demo0001&device=dev_twin0001`, {
      headers: { Origin: "https://www.shop.example" },
    });
    expect([response.status, response.headers.get("access-control-allow-origin")]).toEqual([200, "*"]);
  });

  test("a decision that was made before it and arrives after it does not bring consent back", async () => {
    const device = "dev_late0001";
    const headers = { ...toHeaders(device), "X-Decided-At": "2026-11-20T10:00:01.000Z" };
    await server.call("DELETE", ALL, { headers });
    await decide(device, { categories: { analytics: true }, decided_at: "2026-11-20T10:00:00.000Z" });
    expect(await readConsented(device)).toEqual(["essential"]);
    expect(await readHistory(device)).toHaveLength(2);
  });

  test.each([
    ["another page", { ...toHeaders("dev_err00001"), Origin: "https://evil.example" }, 403, "origin_not_allowed"],
    ["a page without an origin", { ...toHeaders("dev_err00001"), Origin: "null" }, 403, "origin_not_allowed"],
    ["nobody", { "X-Tenant-ID": "demo" }, 400, "missing_device"],
    ["no tenant", { "X-Device-ID": "dev_err00001" }, 400, "missing_tenant"],
    ["a stranger", { ...toHeaders("dev_err00001"), "X-Tenant-ID": "nobody" }, 404, "tenant_not_found"],
    ["a malformed device", toHeaders("x"), 400, "invalid_request"],
    ["a wrong clock", { ...toHeaders("dev_err00001"), "X-Decided-At": "yesterday" }, 400, "invalid_request"],
  ])("refuses %s, and records nothing", async (_who, headers, status, code) => {
    const response = await server.call("DELETE", ALL, { headers });
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ error: { code, request_id: expect.any(String) } });
    expect(await readHistory("dev_err00001")).toEqual([]);
  });
});
