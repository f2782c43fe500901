import type { ConsentExperimentsAnswer, ConsentFunnelAnswer, ConsentStatusAnswer } from "@cookiehub/schemas/types";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { DECISION, startTestServer, TEST_API_KEY, type TestServer, toHeaders } from "../../test/test-server.ts";

const nowMs = Date.UTC(2026, 10, 20, 23, 59);
const request = { code: "demo0001", from: "2026-11-19", to: "2026-11-21" };
const headers = { "X-API-Key": TEST_API_KEY };
const VAULT_KEY = "vault_test_0123456789abcdefghijklmnop";
let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ now: () => nowMs, env: { VAULT_API_KEY: VAULT_KEY } });
});
afterAll(() => server.close());

async function read<Answer>(path: string, body: unknown = request): Promise<Answer> {
  return (await (await server.call("POST", path, { headers, body })).json()) as Answer;
}

function decide(device: string, categories: Record<string, boolean>, extra: object = {}): Promise<Response> {
  return server.call("POST", "/api/v1/consent", {
    headers: toHeaders(device, `key_${device}`),
    body: { ...DECISION, ...extra, categories },
  });
}

function report(id: string, type: string): Promise<Response> {
  return server.call("POST", "/v3/events", {
    body: { event_type: type, event_id: id, user_token: "dev_someone01", code: "demo0001", hostname: "shop.example" },
  });
}

describe("the figures", () => {
  test("count each decision once through outbox, bronze, silver and gold, on its UTC day, and again after a restart", async () => {
    await decide(
      "dev_all00001",
      { functional: true, analytics: true, marketing: true },
      { hostname: "shop.example", path: "/a" },
    );
    await decide("dev_none0001", {}, { hostname: "shop.example", path: "/a/b" });
    await decide("dev_part0001", { analytics: true }, { hostname: "www.shop.example", path: "/ab" });
    await decide("dev_part0001", { analytics: true }, { hostname: "www.shop.example", path: "/ab" });
    await Promise.all(["evt_imp00001", "evt_imp00001", "evt_imp00002"].map((id) => report(id, "impression")));
    await report("evt_dia00001", "dialog_opened");
    const expected = { decisions: 3, all_allowed: 1, all_denied: 1, partial: 1 };
    await vi.waitFor(
      async () => {
        expect((await read<ConsentStatusAnswer>("/consent/status")).totals).toMatchObject(expected);
        expect((await read<ConsentFunnelAnswer>("/consent/funnel")).totals).toMatchObject({
          impressions: 2,
          dialogs_opened: 1,
          decisions: 3,
        });
      },
      { timeout: 10_000, interval: 50 },
    );
    const status = await read<ConsentStatusAnswer>("/consent/status");
    expect(status.days.map((day) => [day.day, day.decisions])).toEqual([
      ["2026-11-19", 0],
      ["2026-11-20", 3],
      ["2026-11-21", 0],
    ]);
    const part = await read<ConsentStatusAnswer>("/consent/status", { ...request, path_segment: "/a" });
    expect(part.totals).toMatchObject({ decisions: 2, partial: 0 });
    server = await server.restart();
    expect(await read("/consent/status")).toEqual(status);
  });

  test.each([
    [{ from: "2026-11-19", to: "2026-11-21" }, "code"],
    [{ ...request, codes: ["demo0001"] }, "code"],
    [{ ...request, code: "demo" }, "code"],
    [{ ...request, from: "2026-11-22" }, "to"],
    [{ ...request, from: "2026-01-01" }, "to"],
    [{ ...request, from: "yesterday" }, "from"],
    [{ ...request, country: "Germany" }, "country"],
  ])("refuse %j, naming %s", async (body, path) => {
    const answer = await read<{ error: { code: string; details: { path: string }[] } }>("/consent/status", body);
    expect(answer.error.code).toBe("invalid_request");
    expect(answer.error.details.map((detail) => detail.path)).toContain(path);
  });

  test("are for those who show a key", async () => {
    expect((await server.call("POST", "/consent/status", { body: request })).status).toBe(401);
    expect((await server.call("POST", "/consent/funnel", { body: request })).status).toBe(401);
  });

  test("are for the static key, of every tenant; it opens nothing else", async () => {
    const own = { "X-API-Key": VAULT_KEY };
    expect((await server.call("POST", "/consent/status", { headers: own, body: request })).status).toBe(200);
    const bearer = { Authorization: `Bearer ${VAULT_KEY}` };
    expect((await server.call("POST", "/consent/funnel", { headers: bearer, body: request })).status).toBe(200);
    expect((await server.call("GET", "/api/v1/tenants", { headers: own })).status).toBe(401);
  });

  test("are for a tenant's own key, and no other tenant's", async () => {
    const create = (path: string, body: object) => read<{ key?: string }>(`/api/v1/${path}`, body);
    const code = "other001";
    await create("tenants", { tenant_id: "other", code, config: { domain: "other.example" } });
    const grant = { name: "figures", scopes: ["analytics:read"], tenant_id: "other" };
    const { key = "" } = await create("keys", grant);
    const ask = async (body: object) =>
      (await server.call("POST", "/consent/status", { headers: { "X-API-Key": key }, body })).status;
    expect(await ask({ ...request, code })).toBe(200);
    expect(await ask(request)).toBe(403);
    expect(await ask({ ...request, code: undefined, codes: [code, "demo0001"] })).toBe(403);
  });

  test("are one scope and events another: a token is what its visitor's device acts by", async () => {
    const ask = async (scope: string, path: string) => {
      const { key = "" } = await read<{ key?: string }>("/api/v1/keys", { name: scope, scopes: [scope] });
      return (await server.call("POST", path, { headers: { "X-API-Key": key }, body: request })).status;
    };
    expect(await ask("analytics:read", "/consent/status")).toBe(200);
    expect(await ask("analytics:read", "/consent/events")).toBe(403);
    expect(await ask("analytics:read", "/consent/token-lookup")).toBe(403);
    expect(await ask("analytics:raw", "/consent/latest")).toBe(200);
    expect(await ask("analytics:raw", "/consent/funnel")).toBe(403);
  });

  test("count the visitors of each variant of an experiment", async () => {
    const seen = { event_type: "impression", code: "demo0001", variant: "layout.box" };
    const visitors = ["dev_visitor01", "dev_visitor02"].map((user_token) => ({ ...seen, user_token }));
    await server.call("POST", "/v3/events", { body: visitors });
    await vi.waitFor(
      async () => {
        expect((await read<ConsentExperimentsAnswer>("/consent/experiments")).arms).toMatchObject([
          { code: "demo0001", variant: "layout.box", visitors: 2, impressions: 2, decisions: 0, consent_rate: 0 },
        ]);
      },
      { timeout: 10_000, interval: 50 },
    );
    const none = { ...request, variants: ["layout.bar"] };
    expect((await read<ConsentExperimentsAnswer>("/consent/experiments", none)).arms).toEqual([]);
  });

  test("of a tenant that is not here are not found", async () => {
    expect(
      (await server.call("POST", "/consent/status", { headers, body: { ...request, code: "nobody00" } })).status,
    ).toBe(404);
  });
});
