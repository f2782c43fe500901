import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestServer, TEST_API_KEY, type TestServer } from "../../test/test-server.ts";

const PATH = "/api/v1/tenants/demo/config";
let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const put = (body: unknown, headers: Record<string, string> = { "X-API-Key": TEST_API_KEY }): Promise<Response> =>
  server.call("PUT", PATH, { headers, body });

describe("a tenant's configuration", () => {
  test("is public, by id and by code, with an ETag", async () => {
    const response = await server.call("GET", PATH);
    expect(await response.json()).toMatchObject({
      tenant_id: "demo",
      code: "demo0001",
      config_version: 1,
      config: { domain: "shop.example" },
    });
    const etag = response.headers.get("etag") ?? "";
    const again = await server.call("GET", "/api/v1/tenants/demo0001/config", { headers: { "If-None-Match": etag } });
    expect(again.status).toBe(304);
  });

  test("is published as a whole, counted up, and live at once in every answer", async () => {
    const response = await put({
      domain: "shop.example",
      policy_version: "2",
      banner: { layout: "box", accent: "#1a4fd6" },
    });
    const answer = (await response.json()) as { config_version: number; config: { banner: object } };
    expect(response.status).toBe(200);
    expect(answer).toMatchObject({
      config_version: 2,
      config: { policy_version: "2", banner: { layout: "box", show_reject_all: true } },
    });
    expect(await (await server.call("GET", "/c/demo0001.json")).json()).toMatchObject({
      config_version: 2,
      config: { policy_version: "2" },
    });
    const again = (await (
      await put({ domain: "shop.example", policy_version: "2", banner: { layout: "box", accent: "#1a4fd6" } })
    ).json()) as object;
    expect(again).toMatchObject({ config_version: 2 });
  });

  test("that is malformed is refused with the path of every fault, and nothing goes live", async () => {
    const before = await (await server.call("GET", PATH)).text();
    const response = await put({
      domain: "https://shop.example/",
      categories: [
        { id: "Bad Id", name: "" },
        { id: "analytics", name: "A", cookies: [{}] },
      ],
      regulations: { default: "gdrp", overrides: { Germany: "gdpr" } },
      banner: { accent: "red", consent_renewal_days: 0 },
      tcf_enabled: true,
    });
    expect(response.status).toBe(400);
    const { details } = ((await response.json()) as { error: { details: { path: string }[] } }).error;
    expect(details.map((detail) => detail.path).sort()).toEqual([
      "banner.accent",
      "banner.consent_renewal_days",
      "categories.0.id",
      "categories.0.name",
      "categories.1.cookies.0.name",
      "domain",
      "regulations.default",
      "regulations.overrides.Germany",
      "tcf_enabled",
    ]);
    expect(await (await server.call("GET", PATH)).text()).toBe(before);
  });

  test("with a misspelt member is refused, because it would silently mean the default", async () => {
    const response = await put({ domain: "shop.example", bannr: {}, banner: { layuot: "box" } });
    const { details } = ((await response.json()) as { error: { details: { path: string }[] } }).error;
    expect(details.map((detail) => detail.path).sort()).toEqual(["banner.layuot", "bannr"]);
  });

  test("that was read can be published again as it is", async () => {
    const { config } = (await (await server.call("GET", PATH)).json()) as { config: object };
    expect((await put(config)).status).toBe(200);
  });

  test.each([
    ["no key", {}, 401, "unauthorized"],
    ["an unknown key", { "X-API-Key": "chk_unknown" }, 401, "unauthorized"],
    ["an unknown bearer", { Authorization: "Bearer chk_unknown" }, 401, "unauthorized"],
  ])("cannot be published with %s", async (_case, headers, status, code) => {
    const response = await put({ domain: "evil.example" }, headers as Record<string, string>);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ error: { code } });
  });

  test("can be published with a bearer key", async () => {
    expect((await put({ domain: "shop.example" }, { Authorization: `Bearer ${TEST_API_KEY}` })).status).toBe(200);
  });

  test("cannot change the tenant's id", async () => {
    const response = await put({ tenant_id: "other", domain: "shop.example" });
    expect(await response.json()).toMatchObject({
      error: { code: "invalid_request", details: [{ path: "tenant_id" }] },
    });
  });

  test("cannot be published under a method that is not offered", async () => {
    const response = await server.call("POST", PATH, { body: {} });
    expect([response.status, response.headers.get("allow")]).toEqual([405, "GET, PUT, PATCH"]);
  });
});
