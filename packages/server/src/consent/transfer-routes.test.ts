import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { callFromPage, type PageAnswer } from "../../test/page-call.ts";
import { DECISION, startTestServer, TEST_API_KEY, type TestServer, toHeaders } from "../../test/test-server.ts";

const NOW = Date.UTC(2026, 10, 20, 12);
const FROM = "https://shop.example";
const TO = "https://shop.fr";
let nowMs = NOW;
let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ now: () => nowMs, env: { COOKIEHUB_TRUSTED_PROXIES: "127.0.0.1" } });
  const config = { domain: "other.example", sharing: { cross_domain: true } };
  await admin("PATCH", "/api/v1/tenants/demo/config", { subdomains: ["shop.fr"], sharing: { cross_domain: true } });
  await admin("POST", "/api/v1/tenants", { tenant_id: "other", config });
  await admin("POST", "/api/v1/tenants", { tenant_id: "alone", config: { domain: "alone.example" } });
});
afterAll(() => server.close());

async function admin(method: string, path: string, body: unknown): Promise<unknown> {
  const response = await server.call(method, path, { headers: { "X-API-Key": TEST_API_KEY }, body });
  if (!response.ok) throw new Error(`${method} ${path} was answered ${response.status}: ${await response.text()}`);
  return response.json();
}

interface Page {
  readonly origin?: string | null;
  readonly address?: string;
  readonly agent?: string;
  readonly tenant?: string;
}

function post(path: string, device: string, body: unknown, page: Page = {}): Promise<PageAnswer> {
  const { origin = FROM, address = "203.0.113.7", agent = "Mozilla/5.0 (X11)", tenant = "demo" } = page;
  return callFromPage(server, "POST", `${path}?${new URLSearchParams({ tenant, device })}`, {
    headers: { "X-Forwarded-For": address, "User-Agent": agent, ...(origin === null ? {} : { Origin: origin }) },
    body,
  });
}

async function decide(device: string, changes: object = {}): Promise<void> {
  const headers = toHeaders(device, `key_transfer_${device}`);
  const response = await server.call("POST", "/api/v1/consent", { headers, body: { ...DECISION, ...changes } });
  expect(response.status).toBe(201);
}

async function issue(device: string, page: Page = {}): Promise<string> {
  const { status, body } = await post("/api/v1/consent/transfer", device, { to: "shop.fr" }, page);
  expect(status).toBe(200);
  return (body as { token: string }).token;
}

const redeem = (token: string, page: Page = {}, from = "shop.example") =>
  post("/api/v1/consent/transfer/redeem", "dev_newbrowser", { token, from }, { origin: TO, ...page });

const code = ({ status, body }: PageAnswer) => [status, (body as { error?: { code: string } }).error?.code];

describe("a choice that a link carries to another domain of the tenant (0036)", () => {
  test("is answered there once, without the device that it was made on, and recorded under another", async () => {
    await decide("dev_source001", { decided_at: "2026-11-20T11:00:00.000Z", gpc: true });
    const answer = await redeem(await issue("dev_source001"));
    expect(answer).toMatchObject({ status: 200, body: { expires_at: "2027-05-19T11:00:00.000Z" } });
    expect(JSON.stringify(answer.body)).not.toContain("dev_source001");
    const { decision } = answer.body as { decision: Record<string, unknown> };
    expect(decision).toMatchObject({
      categories: { functional: false, analytics: true, marketing: false },
      ...{ consent_method: "import", decided_at: "2026-11-20T11:00:00.000Z", gpc: true, config_version: 2 },
    });
    nowMs = NOW + 5000;
    const headers = toHeaders("dev_target001", "key_target001");
    expect((await server.call("POST", "/api/v1/consent", { headers, body: decision })).status).toBe(201);
    const read = await (await server.call("GET", "/api/v1/consent", { headers })).json();
    // Carried over, it lasts no longer than it would have.
    expect(read).toMatchObject({
      ...{ consent_timestamp: "2026-11-20T11:00:00.000Z", expires_at: "2027-05-19T11:00:00.000Z" },
      categories: { analytics: { consented: true } },
      banner_config: { show_banner: false },
    });
  });

  test("comes once: a link that is used again, or by two at once, asks", async () => {
    await decide("dev_source002");
    const token = await issue("dev_source002");
    const answers = await Promise.all([1, 2, 3, 4].map(() => redeem(token)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 403, 403, 403]);
    expect(code(await redeem(token))).toEqual([403, "forbidden"]);
  });

  test("comes within a minute", async () => {
    await decide("dev_source003");
    const token = await issue("dev_source003");
    nowMs += 60_000;
    expect(code(await redeem(token))).toEqual([403, "forbidden"]);
  });

  test.each<[string, Page, string]>([
    ["a page of the tenant that it is not for", { origin: FROM }, "shop.example"],
    ["a host below the one that it is for", { origin: "https://www.shop.fr" }, "shop.example"],
    ["a visitor who came from somewhere else", {}, "forum.example"],
    ["a browser elsewhere: a link that a stranger made agrees to nothing", { address: "198.51.100.1" }, "shop.example"],
    ["another browser there", { agent: "Mozilla/5.0 (Windows)" }, "shop.example"],
    ["another tenant", { origin: "https://other.example", tenant: "other" }, "shop.example"],
  ])("is not given to %s, and stays good for whom it is for", async (_who, page, from) => {
    const device = `dev_${_who.replaceAll(/\W/g, "").slice(0, 40)}`;
    await decide(device);
    const token = await issue(device);
    expect(code(await redeem(token, page, from))).toEqual([403, "forbidden"]);
    expect((await redeem(token)).status).toBe(200);
  });

  test("is not given to a page of a stranger, nor signed for one", async () => {
    await decide("dev_source005");
    const evil = { origin: "https://evil.example" };
    expect(code(await redeem(await issue("dev_source005"), evil))).toEqual([403, "origin_not_allowed"]);
    const path = "/api/v1/consent/transfer";
    expect(code(await post(path, "dev_source005", { to: "shop.fr" }, evil))).toEqual([403, "origin_not_allowed"]);
    expect(code(await post(path, "dev_source005", { to: "evil.example" }))).toEqual([400, "invalid_request"]);
    const alone = { tenant: "alone", origin: "https://alone.example" };
    expect(code(await post(path, "dev_source005", { to: "alone.example" }, alone))).toEqual([403, "forbidden"]);
  });

  test("is the device's own, and one that holds: a user's comes by a login there (0032)", async () => {
    const path = "/api/v1/consent/transfer";
    expect(code(await post(path, "dev_source006", { to: "shop.fr" }))).toEqual([404, "not_found"]);
    await decide("dev_source006");
    await admin("POST", "/api/v1/consent/migrate?tenant=demo", { device_id: "dev_source006", user_id: "anna" });
    expect(code(await post(path, "dev_source006", { to: "shop.fr" }))).toEqual([404, "not_found"]);
    await decide("dev_source007");
    nowMs += 181 * 86_400_000;
    expect(code(await post(path, "dev_source007", { to: "shop.fr" }))).toEqual([404, "not_found"]);
    nowMs = NOW;
  });

  test("can be read after a restart: the secret is kept with the data", async () => {
    await decide("dev_source008");
    const token = await issue("dev_source008");
    server = await server.restart();
    expect((await redeem(token)).status).toBe(200);
  });
});
