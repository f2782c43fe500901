import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestServer, TEST_API_KEY, type TestServer } from "../../test/test-server.ts";

interface Key {
  key: string;
  key_id: string;
}
interface Page {
  next_cursor: string | null;
  tenants: { tenant_id: string }[];
  keys: { key_id: string; name: string; revoked_at: string | null }[];
}

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ env: { COOKIEHUB_LIMIT_KEY_CALLS: "0", COOKIEHUB_LIMIT_FAILED_KEYS: "0" } });
  for (const id of ["north", "south"]) await call("PUT", `/organizations/${id}`, { name: id });
  for (const [id, organization] of [
    ["north-1", "north"],
    ["north-2", "north"],
    ["south-1", "south"],
  ]) {
    await call("POST", "/tenants", {
      tenant_id: id,
      organization_id: organization,
      config: { domain: `${id}.example` },
    });
  }
});
afterAll(() => server.close());

const call = (method: string, path: string, body?: unknown, key = TEST_API_KEY): Promise<Response> =>
  server.call(method, `/api/v1${path}`, { headers: { "X-API-Key": key }, body });
const readJson = async <Body>(response: Promise<Response>): Promise<Body> => (await response).json() as Promise<Body>;
const createKey = (grant: object, key = TEST_API_KEY): Promise<Key> =>
  readJson(call("POST", "/keys", { name: "test", scopes: ["admin"], ...grant }, key));

describe("API keys", () => {
  test("are shown once, work at once, and are nowhere to be read afterwards", async () => {
    const { key, key_id } = await createKey({ tenant_id: "north-1", scopes: ["config:write"] });
    expect(key).toMatch(/^chk_[A-Za-z0-9_-]{43}$/);
    const patched = await call("PATCH", "/tenants/north-1/config", { policy_version: "2" }, key);
    expect(patched.status).toBe(200);
    const list = await (await call("GET", "/keys")).text();
    expect(list).toContain(key_id);
    expect(list).not.toContain(key);
  });

  test("stop working the moment they are revoked, and revoking again answers the same", async () => {
    const { key, key_id } = await createKey({ scopes: ["config:write"] });
    expect((await call("GET", "/tenants", undefined, key)).status).toBe(200);
    const revoked = await readJson<{ revoked_at: string }>(call("DELETE", `/keys/${key_id}`));
    expect(revoked.revoked_at).toMatch(/Z$/);
    expect((await call("GET", "/tenants", undefined, key)).status).toBe(401);
    expect(await readJson(call("DELETE", `/keys/${key_id}`))).toEqual(revoked);
  });

  test("made by a bound key are bound as it is, and never to anything else", async () => {
    const { key } = await createKey({ organization_id: "north" });
    const own = await readJson(call("POST", "/keys", { name: "own", scopes: ["consent:read"] }, key));
    expect(own).toMatchObject({ organization_id: "north", tenant_id: null });
    const child = await createKey({ tenant_id: "north-2" }, key);
    const grandchild = await readJson(call("POST", "/keys", { name: "x", scopes: ["admin"] }, child.key));
    expect(grandchild).toMatchObject({ organization_id: null, tenant_id: "north-2" });
    for (const [body, by] of [
      [{ organization_id: "south" }, key],
      [{ tenant_id: "south-1" }, key],
      [{ tenant_id: "demo" }, key],
      [{ organization_id: "north" }, child.key],
      [{ tenant_id: "north-1" }, child.key],
    ] as const) {
      expect((await call("POST", "/keys", { name: "x", scopes: ["admin"], ...body }, by)).status).toBe(403);
    }
  });

  test("without the scope admin make, see and revoke none", async () => {
    const { key, key_id } = await createKey({ scopes: ["config:write", "consent:write"] });
    expect((await call("POST", "/keys", { name: "x", scopes: ["config:write"] }, key)).status).toBe(403);
    expect((await call("GET", "/keys", undefined, key)).status).toBe(403);
    expect((await call("DELETE", `/keys/${key_id}`, undefined, key)).status).toBe(403);
    expect((await call("GET", "/organizations/north", undefined, key)).status).toBe(403);
    expect((await call("POST", "/tenants/demo/identity-secrets", undefined, key)).status).toBe(403);
  });

  test("of others are not there for a bound key", async () => {
    const north = await createKey({ organization_id: "north", name: "north" });
    const south = await createKey({ tenant_id: "south-1", name: "south" });
    const seen = (await readJson<Page>(call("GET", "/keys", undefined, north.key))).keys.map(({ key_id }) => key_id);
    expect(seen).toContain(north.key_id);
    expect(seen).not.toContain(south.key_id);
    expect((await call("DELETE", `/keys/${south.key_id}`, undefined, north.key)).status).toBe(404);
    expect((await call("GET", "/tenants/south-1/config/versions", undefined, south.key)).status).toBe(200);
  });

  test.each([
    {},
    { name: "", scopes: ["admin"] },
    { name: "x", scopes: [] },
    { name: "x", scopes: ["root"] },
    { name: "x", scopes: ["admin"], tenant_id: "north-1", organization_id: "north" },
    { name: "x", scopes: ["admin"], more: 1 },
  ])("are not made from %j", async (body) => {
    expect((await call("POST", "/keys", body)).status).toBe(400);
  });

  test("for what is not there are refused", async () => {
    expect((await call("POST", "/keys", { name: "x", scopes: ["admin"], tenant_id: "nobody" })).status).toBe(404);
    expect((await call("POST", "/keys", { name: "x", scopes: ["admin"], organization_id: "nobody" })).status).toBe(404);
    expect((await call("DELETE", "/keys/key_nobody")).status).toBe(404);
  });
});

describe("tenants", () => {
  const readIds = async (key: string): Promise<string[]> => {
    const ids: string[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const page: Page = await readJson(call("GET", `/tenants?limit=1&cursor=${cursor}`, undefined, key));
      ids.push(...page.tenants.map(({ tenant_id }) => tenant_id));
      cursor = page.next_cursor;
    }
    return ids;
  };

  test("are listed to a key as far as it is good for them", async () => {
    expect(await readIds(TEST_API_KEY)).toEqual(["demo", "north-1", "north-2", "south-1"]);
    expect(await readIds((await createKey({ organization_id: "north" })).key)).toEqual(["north-1", "north-2"]);
    expect(await readIds((await createKey({ tenant_id: "south-1" })).key)).toEqual(["south-1"]);
  });

  test("are made by an organization's key in that organization, and by a tenant's key nowhere", async () => {
    const { key } = await createKey({ organization_id: "south", scopes: ["config:write"] });
    const body = { config: { domain: "new.example" } };
    const made = await call("POST", "/tenants", body, key);
    const tenant = (await made.json()) as { tenant_id: string };
    expect([made.status, tenant]).toMatchObject([201, { organization_id: "south", config_version: 1 }]);
    expect((await call("GET", `/tenants/${tenant.tenant_id}/config`)).headers.get("etag")).toBe(
      made.headers.get("etag"),
    );
    expect((await call("POST", "/tenants", { ...body, organization_id: "north" }, key)).status).toBe(403);
    const bound = await createKey({ tenant_id: "demo" });
    expect((await call("POST", "/tenants", body, bound.key)).status).toBe(403);
    expect((await call("POST", "/tenants", { ...body, organization_id: "south" }, bound.key)).status).toBe(403);
  });

  test("that are taken or malformed are refused", async () => {
    const config = { domain: "new.example" };
    const taken = await call("POST", "/tenants", { tenant_id: "demo0001", config });
    expect([taken.status, await taken.json()]).toMatchObject([409, { error: { code: "conflict" } }]);
    for (const body of [
      {},
      { config: [] },
      { config: {} },
      { config, tenant_id: "no spaces" },
      { config, code: "x" },
    ]) {
      expect((await call("POST", "/tenants", body)).status).toBe(400);
    }
    expect((await call("POST", "/tenants", { config, organization_id: "nobody" })).status).toBe(404);
  });

  test.each(["limit=0", "limit=101", "limit=x", "cursor=%27%20OR%201"])("are not listed by %s", async (query) => {
    expect((await call("GET", `/tenants?${query}`)).status).toBe(400);
  });

  test("of another organization cannot be changed or looked into", async () => {
    const { key } = await createKey({ organization_id: "north" });
    for (const [method, path, body] of [
      ["PUT", "/tenants/south-1/config", { domain: "evil.example" }],
      ["PATCH", "/tenants/south-1/config", { policy_version: "666" }],
      ["GET", "/tenants/south-1/config/versions", undefined],
      ["GET", "/tenants/south-1/config/versions/1", undefined],
      ["POST", "/tenants/south-1/config/rollback", { version: 1 }],
      ["POST", "/tenants/south-1/identity-secrets", undefined],
      ["GET", "/tenants/south-1/identity-secrets", undefined],
      ["DELETE", "/tenants/south-1/identity-secrets/ids_x", undefined],
      ["GET", "/organizations/south", undefined],
      ["PUT", "/organizations/south", { name: "taken" }],
      ["PUT", "/organizations/brand-new", { name: "new" }],
    ] as const) {
      const response = await call(method, path, body, key);
      expect([method, path, response.status]).toEqual([method, path, 403]);
    }
  });
});

describe("organizations", () => {
  test("have a layer below their tenants', live in every answer when the change is answered", async () => {
    const config = { banner: { theme: "dark" }, languages: ["fr", "en"] };
    const answer = await readJson(call("PUT", "/organizations/north", { name: "North", config }));
    expect(answer).toMatchObject({ organization_id: "north", name: "North", config, state: "settled" });
    for (const id of ["north-1", "north-2"]) {
      expect(await readJson(server.call("GET", `/c/${id}.json`))).toMatchObject({ config: config });
    }
    expect(await readJson(server.call("GET", "/c/south-1.json"))).toMatchObject({
      config: { banner: { theme: "auto" } },
    });
    expect(await readJson(call("GET", "/organizations/north"))).toEqual(answer);
  });

  test("refuse a layer that a tenant cannot take, naming tenant and fault", async () => {
    await call("PATCH", "/tenants/north-2/config", { categories: [{ id: "own", name: "Own" }] });
    const config = {
      categories: [{ id: "ads", name: "Ads" }],
      google_consent_mode: { mapping: { ad_storage: "ads" } },
    };
    const response = await call("PUT", "/organizations/north", { name: "North", config });
    expect([response.status, await response.json()]).toMatchObject([
      400,
      { error: { details: [{ path: "north-2.google_consent_mode.mapping.ad_storage" }] } },
    ]);
    expect(await readJson(call("GET", "/tenants/north-1/config"))).toMatchObject({
      config: { banner: { theme: "dark" } },
    });
  });

  test.each([{}, { name: "" }, { name: "x", config: { domain: "x.example" } }, { name: "x", config: { typo: 1 } }])(
    "are not made from %j",
    async (body) => {
      expect((await call("PUT", "/organizations/fresh", body)).status).toBe(400);
      expect((await call("GET", "/organizations/fresh")).status).toBe(404);
    },
  );

  test("have ids of letters, digits, _ and -", async () => {
    expect((await call("PUT", "/organizations/no%20spaces", { name: "x" })).status).toBe(400);
  });
});

describe("identity secrets", () => {
  const PATH = "/tenants/demo/identity-secrets";

  test("are shown once, two at most, and gone when removed", async () => {
    const first = await readJson<{ secret: string; secret_id: string }>(call("POST", PATH));
    expect(first.secret).toMatch(/^chs_[A-Za-z0-9_-]{43}$/);
    expect((await call("POST", PATH)).status).toBe(201);
    expect((await call("POST", PATH)).status).toBe(409);
    const list = await (await call("GET", PATH)).text();
    expect(list).toContain(first.secret_id);
    expect(list).not.toContain(first.secret);
    expect(await readJson(call("DELETE", `${PATH}/${first.secret_id}`))).toMatchObject({ secret_id: first.secret_id });
    expect((await call("DELETE", `${PATH}/${first.secret_id}`)).status).toBe(404);
    expect((await call("POST", PATH)).status).toBe(201);
  });

  test("of one tenant are not another's", async () => {
    const { secret_id } = await readJson<{ secret_id: string }>(call("POST", "/tenants/south-1/identity-secrets"));
    expect((await call("DELETE", `${PATH}/${secret_id}`)).status).toBe(404);
  });
});
