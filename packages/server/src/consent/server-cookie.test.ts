import { fromCookieText } from "@cookiehub/schemas/codec";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { callFromPage, type PageAnswer } from "../../test/page-call.ts";
import { DECISION, startTestServer, TEST_API_KEY, type TestServer } from "../../test/test-server.ts";

const NOW = Date.UTC(2026, 10, 20, 12);
const HOST = "consent.shop.example";
const PAGE = "https://www.shop.example";
const DECIDED_AT = "2026-11-20T11:59:58.000Z";
let nowMs = NOW;
let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ now: () => nowMs });
  await publish("demo", { subdomains: ["partner.example"], sharing: { server_host: HOST } });
  const other = {
    tenant_id: "other",
    config: { domain: "other.example", sharing: { server_host: "c.other.example" } },
  };
  await administer("POST", "/api/v1/tenants", other);
});
afterAll(() => server.close());

async function administer(method: string, path: string, body: unknown): Promise<void> {
  const response = await server.call(method, path, { headers: { "X-API-Key": TEST_API_KEY }, body });
  if (!response.ok) throw new Error(`${method} ${path} was answered ${response.status}: ${await response.text()}`);
}

const publish = (tenant: string, patch: unknown) => administer("PATCH", `/api/v1/tenants/${tenant}/config`, patch);

interface Call {
  readonly device: string;
  readonly host?: string;
  readonly origin?: string | null;
  readonly tenant?: string;
  readonly headers?: Record<string, string>;
}

function call(method: string, path: string, given: Call, body?: unknown): Promise<PageAnswer> {
  const { device, host = HOST, origin = PAGE, tenant = "demo", headers = {} } = given;
  const query = new URLSearchParams({ tenant, device, idempotency_key: `key_${device}_${method}` });
  return callFromPage(server, method, `${path}?${query}`, {
    headers: { Host: host, ...(origin === null ? {} : { Origin: origin }), ...headers },
    ...(body === undefined ? {} : { body }),
  });
}

const decide = (given: Call, changes: object = {}) =>
  call("POST", "/api/v1/consent", given, { ...DECISION, decided_at: DECIDED_AT, ...changes });
const check = (given: Call) => call("GET", "/api/v1/consent", given);
const withdraw = (given: Call) => call("DELETE", "/api/v1/consent", given);

describe("the cookie that the server sets (0038)", () => {
  test("holds the decision that stands, as the widget writes it, for the domain and everything below it", async () => {
    const { status, cookies, header } = await decide({ device: "dev_cookie01" });
    expect([status, cookies.length]).toEqual([201, 1]);
    const [, text, rest] = /^cookiehub_consent=([^;]*)(;.*)$/.exec(cookies[0] ?? "") ?? [];
    expect(rest).toBe(`; Domain=shop.example; Path=/; Max-Age=${180 * 86_400}; SameSite=Lax; Secure`);
    expect(fromCookieText(text)).toEqual({
      ...{ tenantId: "demo", deviceId: "dev_cookie01", policyVersion: "1", bannerVersion: "1", configVersion: 2 },
      decidedAtMs: Date.parse(DECIDED_AT),
      expiresAtMs: Date.parse(DECIDED_AT) + 180 * 86_400_000,
      ...{
        method: "preferences",
        gpc: false,
        granted: ["analytics"],
        denied: ["functional", "marketing"],
        services: {},
      },
    });
    expect(header("access-control-allow-origin")).toBe(PAGE);
    expect(header("access-control-allow-credentials")).toBe("true");
    expect(header("vary")).toContain("Origin");
  });

  test("comes again when the device reads, also where nothing changed, and never by a shared cache", async () => {
    await decide({ device: "dev_cookie02" });
    const first = await check({ device: "dev_cookie02" });
    expect(first.cookies).toHaveLength(1);
    expect(first.header("cache-control")).toMatch(/^private/);
    expect(first.header("vary")).toMatch(/X-Device-ID.*Origin/);
    const etag = first.header("etag") ?? "";
    const again = await check({ device: "dev_cookie02", headers: { "If-None-Match": etag } });
    expect([again.status, again.cookies]).toEqual([304, first.cookies]);
  });

  test("is never in an answer that was remembered: the same question from elsewhere gets none", async () => {
    await decide({ device: "dev_cookie03" });
    expect((await check({ device: "dev_cookie03" })).cookies).toHaveLength(1);
    const elsewhere = await check({ device: "dev_cookie03", host: "localhost" });
    expect([elsewhere.status, elsewhere.cookies]).toEqual([200, []]);
    expect(elsewhere.header("access-control-allow-origin")).toBe("*");
  });

  test("follows a withdrawal, and seems no older than what was withdrawn", async () => {
    await decide({ device: "dev_cookie04" });
    const { cookies } = await withdraw({ device: "dev_cookie04" });
    const choice = fromCookieText(/=([^;]*)/.exec(cookies[0] ?? "")?.[1]);
    expect(choice).toMatchObject({ granted: [], denied: ["functional", "analytics", "marketing"] });
    expect(choice?.decidedAtMs).toBeGreaterThan(Date.parse(DECIDED_AT));
  });

  test("is not set for a device without a record", async () => {
    expect((await check({ device: "dev_cookie05" })).cookies).toEqual([]);
  });

  test("is not set for a decision that ran out", async () => {
    await decide({ device: "dev_cookie06" });
    nowMs = NOW + 181 * 86_400_000;
    expect((await check({ device: "dev_cookie06" })).cookies).toEqual([]);
    nowMs = NOW;
  });

  test("shows what a user decided elsewhere to no device that merely reads (0032)", async () => {
    await decide({ device: "dev_cookie07" });
    await administer("POST", "/api/v1/consent/migrate?tenant=demo", { device_id: "dev_cookie07", user_id: "anna" });
    expect((await check({ device: "dev_cookie07" })).cookies).toEqual([]);
    const { cookies } = await call(
      "POST",
      "/api/v1/consent",
      { device: "dev_cookie07", headers: { "X-Idempotency-Key": "key_other_7" } },
      DECISION,
    );
    expect(cookies).toHaveLength(1);
  });

  test.each<[string, Partial<Call>]>([
    ["a page of a stranger", { origin: "https://evil.example" }],
    ["a page that ends like the domain", { origin: "https://evilshop.example" }],
    ["a page of the tenant below another domain", { origin: "https://partner.example" }],
    ["a page that came over http", { origin: "http://www.shop.example" }],
    ["a sandboxed page", { origin: "null" }],
    ["an origin that is not written as browsers write it", { origin: "https://www.shop.example/" }],
    ["no page", { origin: null }],
    ["a call to another host", { host: "127.0.0.1" }],
    ["a call to another tenant's host", { host: "c.other.example" }],
    ["a call to a host that ends like it", { host: `x${HOST}` }],
    ["another port of the host", { host: `${HOST}:8443` }],
    ["a host that only the headers of a proxy name", { host: "localhost", headers: { "X-Forwarded-Host": HOST } }],
  ])("is not given to %s, and neither is the right to send cookies", async (_who, given) => {
    await decide({ device: "dev_cookie08" });
    const { cookies, header } = await check({ device: "dev_cookie08", ...given });
    expect([cookies, header("access-control-allow-credentials")]).toEqual([[], undefined]);
  });

  test("is not given to another tenant's page at this tenant's host, nor for another tenant's device", async () => {
    const given = { device: "dev_cookie09", tenant: "other", origin: "https://other.example" };
    expect((await decide({ ...given, host: HOST })).cookies).toEqual([]);
    expect((await check({ ...given, host: HOST })).cookies).toEqual([]);
    expect((await check({ ...given, host: "c.other.example" })).cookies[0]).toContain("Domain=other.example;");
  });
});

describe("pages that may send cookies", () => {
  test("read refusals too, as browsers hide an answer that does not name them", async () => {
    const { status, header } = await decide({ device: "dev_cookie10" }, { policy_version: 7 });
    expect([status, header("access-control-allow-origin")]).toEqual([400, PAGE]);
    expect(header("access-control-allow-credentials")).toBe("true");
  });

  test("may ask before they withdraw", async () => {
    const { status, header } = await call("OPTIONS", "/api/v1/consent", { device: "dev_cookie11" });
    expect([status, header("access-control-allow-origin")]).toEqual([204, PAGE]);
    expect(header("access-control-allow-credentials")).toBe("true");
    const foreign = await call("OPTIONS", "/api/v1/consent", {
      device: "dev_cookie11",
      origin: "https://evil.example",
    });
    expect(foreign.header("access-control-allow-credentials")).toBeUndefined();
  });
});

test("a server host that is not below the domain is refused: no browser would take the cookie", async () => {
  const response = await server.call("PATCH", "/api/v1/tenants/demo/config", {
    headers: { "X-API-Key": TEST_API_KEY },
    body: { sharing: { server_host: "consent.elsewhere.example" } },
  });
  expect([response.status, await response.json()]).toMatchObject([
    400,
    { error: { details: [{ path: "sharing.server_host" }] } },
  ]);
});
