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
      "tcf",
    ]);
    expect(await (await server.call("GET", PATH)).text()).toBe(before);
  });

  test("T102 that switches TCF on is refused where the operator is not registered", async () => {
    const response = await put({
      domain: "shop.example",
      tcf_enabled: true,
      tcf: { publisher_country: "DE", vendors: [1] },
    });
    expect(response.status).toBe(400);
    const message = expect.stringContaining("COOKIEHUB_TCF_CMP_ID") as unknown;
    expect(await response.json()).toMatchObject({ error: { details: [{ path: "tcf_enabled", message }] } });
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

describe("PATCH", () => {
  const patch = (body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
    server.call("PATCH", PATH, { headers: { "X-API-Key": TEST_API_KEY, ...headers }, body });

  test("changes a part of the layer, and null brings back what lies below", async () => {
    await put({ domain: "shop.example", policy_version: "5", banner: { theme: "dark" } });
    const response = await patch({ banner: { theme: null, layout: "box" }, google_consent_mode: false });
    expect(await response.json()).toMatchObject({
      config: { policy_version: "5", banner: { theme: "auto", layout: "box" }, google_consent_mode: { mode: "basic" } },
      layer: { domain: "shop.example", policy_version: "5", banner: { layout: "box" } },
    });
  });

  test("made from an older version than the published one is refused with 412", async () => {
    const etag = (await server.call("GET", PATH)).headers.get("etag") ?? "";
    const first = await patch({ policy_version: "6" }, { "If-Match": etag });
    expect(first.status).toBe(200);
    const second = await patch({ policy_version: "7" }, { "If-Match": etag });
    expect([second.status, await second.json()]).toMatchObject([412, { error: { code: "precondition_failed" } }]);
    const third = await patch({ policy_version: "7" }, { "If-Match": first.headers.get("etag") ?? "" });
    expect(third.status).toBe(200);
  });

  test.each([["[]"], ["null"], ['"text"'], ["{"]])("of %s is refused", async (body) => {
    expect((await patch(body)).status).toBe(400);
  });

  test("reaches no prototype through the names of the language", async () => {
    const response = await patch('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}');
    expect(response.status).toBe(400);
    expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
  });
});

describe("the configuration of a host", () => {
  test("has its override merged in, and is refused for a host that is not the tenant's", async () => {
    await put({ domain: "shop.example", domain_overrides: { "de.shop.example": { languages: ["de"] } } });
    const read = (domain: string): Promise<Response> => server.call("GET", `${PATH}/resolved?domain=${domain}`);
    expect(await (await read("www.de.shop.example")).json()).toMatchObject({
      domain: "www.de.shop.example",
      domain_override: "de.shop.example",
      config: { languages: ["de"] },
    });
    expect(await (await server.call("GET", `${PATH}/resolved`)).json()).toMatchObject({
      domain: "shop.example",
      domain_override: null,
      config: { languages: ["en", "de"] },
    });
    for (const domain of ["evil.example", "https://shop.example", "%3Cscript%3E.shop.example", "notshop.example"]) {
      const response = await read(domain);
      expect([response.status, await response.json()]).toMatchObject([
        400,
        { error: { details: [{ path: "domain" }] } },
      ]);
    }
  });
});

describe("versions", () => {
  const call = (method: string, path: string, body?: unknown): Promise<Response> =>
    server.call(method, `${PATH}${path}`, { headers: { "X-API-Key": TEST_API_KEY }, body });

  test("are listed newest first, a page at a time, and each can be read", async () => {
    const { config_version: newest } = (await (await server.call("GET", PATH)).json()) as { config_version: number };
    const numbers: number[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const page = (await (await call("GET", `/versions?limit=3&cursor=${cursor}`)).json()) as {
        versions: { config_version: number }[];
        next_cursor: string | null;
      };
      expect(page.versions.length).toBeLessThanOrEqual(3);
      numbers.push(...page.versions.map((version) => version.config_version));
      cursor = page.next_cursor;
    }
    expect(numbers).toEqual(Array.from({ length: newest }, (_, index) => newest - index));
    expect(await (await call("GET", "/versions/1")).json()).toMatchObject({
      tenant_id: "demo",
      config_version: 1,
      layer: { domain: "shop.example" },
    });
  });

  test.each(["0", "-1", "1.5", "x", "1e9", "99999999999"])("of the number %s are refused", async (version) => {
    expect((await call("GET", `/versions/${version}`)).status).toBe(400);
  });

  test("that were never published are not found", async () => {
    expect((await call("GET", "/versions/99999")).status).toBe(404);
    expect((await call("POST", "/rollback", { version: 99999 })).status).toBe(404);
  });

  test("can be published again", async () => {
    const before = (await (await server.call("GET", PATH)).json()) as { config_version: number };
    const answer = await (await call("POST", "/rollback", { version: 1 })).json();
    expect(answer).toMatchObject({ config_version: before.config_version + 1, layer: { domain: "shop.example" } });
  });

  test.each([{}, { version: "1" }, { version: 0 }, { version: 1, more: true }])(
    "are not rolled back to by %j",
    async (body) => {
      expect((await call("POST", "/rollback", body)).status).toBe(400);
    },
  );

  test.each([
    ["GET", "/versions"],
    ["GET", "/versions/1"],
    ["POST", "/rollback"],
  ])("%s %s needs a key", async (method, path) => {
    const response = await server.call(method, `${PATH}${path}`, method === "POST" ? { body: { version: 1 } } : {});
    expect(response.status).toBe(401);
  });
});
