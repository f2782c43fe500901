import { consentMigrateAnswerSchema, consentUnlinkAnswerSchema } from "@cookiehub/schemas";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DECISION, startTestServer, TEST_API_KEY, type TestServer, toHeaders } from "../../test/test-server.ts";
import { toIdentityToken } from "./identity-token.ts";

let server: TestServer;
let nowMs = Date.UTC(2026, 10, 20, 12);
const KEY = { "X-API-Key": TEST_API_KEY };
const TENANT = { "X-Tenant-ID": "demo" };

beforeAll(async () => {
  server = await startTestServer({ now: () => nowMs, env: { COOKIEHUB_LIMIT_WRITES: "0" } });
});
afterAll(() => server.close());

type Choices = Record<string, boolean>;
const YES = { functional: true, analytics: true, marketing: true };
const NO = { functional: false, analytics: false, marketing: false };

let requests = 0;
async function decide(device: string, categories: Choices): Promise<void> {
  nowMs += 1000;
  const headers = toHeaders(device, `key_migrate_${++requests}`);
  const response = await server.call("POST", "/api/v1/consent", { headers, body: { ...DECISION, categories } });
  expect(response.status).toBe(201);
}

interface Read {
  user_id: string | null;
  consent_id: string | null;
  categories: Record<string, { consented: boolean }>;
}

async function read(device: string): Promise<Read> {
  return (await (await server.call("GET", "/api/v1/consent", { headers: toHeaders(device) })).json()) as Read;
}

async function readConsented(device: string): Promise<string[]> {
  const { categories } = await read(device);
  return Object.keys(categories).filter((id) => categories[id]?.consented);
}

function post(body: object, headers: Record<string, string> = KEY): Promise<Response> {
  return server.call("POST", "/api/v1/consent/migrate", { headers: { ...TENANT, ...headers }, body });
}

/** A login: `rest` holds strategy and resolutions. */
async function login(device_id: string, user_id: string, rest: object = {}) {
  nowMs += 1000;
  const response = await post({ device_id, user_id, ...rest });
  expect(response.status).toBe(200);
  return consentMigrateAnswerSchema.strict().parse(await response.json());
}

async function logout(device: string) {
  const response = await server.call("DELETE", "/api/v1/consent/link", { headers: toHeaders(device) });
  expect(response.status).toBe(200);
  return consentUnlinkAnswerSchema.strict().parse(await response.json());
}

describe("POST /api/v1/consent/migrate", () => {
  test("links the device's consent to a user who has none, and says so in the words of the API", async () => {
    await decide("dev_first001", YES);
    const answer = await login("dev_first001", "first");
    expect(answer).toEqual({
      migration_id: expect.stringMatching(/^mig_[\w-]{22}$/),
      source: { device_id: "dev_first001" },
      target: { user_id: "first" },
      migrated: true,
      result: {
        strategy_applied: "device_wins_recent",
        merged_categories: { essential: true, ...YES },
        conflicts_resolved: [],
      },
      audit_id: expect.stringMatching(/^aud_/),
    });
    expect((await read("dev_first001")).user_id).toBe("first");
  });

  test("of a device without consent keeps the user's, which the device reads from then on", async () => {
    await decide("dev_empty001", YES);
    await login("dev_empty001", "empty");
    const answer = await login("dev_empty002", "empty");
    expect(answer).toMatchObject({ migrated: false, reason: "no_device_consent" });
    expect(await readConsented("dev_empty002")).toEqual(["essential", "functional", "analytics", "marketing"]);
  });

  test.each([
    ["device_wins_recent", ["essential"], "device_more_recent"],
    ["user_wins", ["essential", "functional", "analytics", "marketing"], "user_wins"],
    ["most_restrictive", ["essential"], "most_restrictive"],
  ])("by %s settles each conflict and says how", async (migration_strategy, consented, reason) => {
    const [phone, laptop, user] = [`dev_p_${reason}`, `dev_l_${reason}`, `user-${reason}`];
    await decide(phone, YES);
    await login(phone, user);
    await decide(laptop, NO);
    const { result } = await login(laptop, user, { migration_strategy });
    expect(result.strategy_applied).toBe(migration_strategy);
    expect(result.conflicts_resolved).toContainEqual({
      ...{ category: "analytics", device_value: false, user_value: true },
      ...{ resolved_value: consented.includes("analytics"), reason },
    });
    expect([await readConsented(phone), await readConsented(laptop)]).toEqual([consented, consented]);
  });

  test("by prompt_user changes nothing where the two differ until the visitor has answered", async () => {
    await decide("dev_ask00001", YES);
    await login("dev_ask00001", "asked");
    await decide("dev_ask00002", NO);
    const prompt = { migration_strategy: "prompt_user" };
    const open = await login("dev_ask00002", "asked", prompt);
    expect(open).toMatchObject({ migrated: false, reason: "conflicts_unresolved" });
    expect(open.result.conflicts_resolved.map((conflict) => conflict.resolved_value)).toEqual([null, null, null]);
    expect(await readConsented("dev_ask00001")).toContain("analytics");
    expect([(await read("dev_ask00002")).user_id, await readConsented("dev_ask00002")]).toEqual([null, ["essential"]]);
    const partly = await login("dev_ask00002", "asked", { ...prompt, resolutions: { analytics: true } });
    expect(partly.reason).toBe("conflicts_unresolved");
    const settled = await login("dev_ask00002", "asked", { ...prompt, resolutions: { ...NO, analytics: true } });
    expect(settled).toMatchObject({ migrated: true, result: { merged_categories: { ...NO, analytics: true } } });
    for (const device of ["dev_ask00001", "dev_ask00002"]) {
      expect(await readConsented(device)).toEqual(["essential", "analytics"]);
    }
  });

  test("of several devices, one by one: then what one changes, all read", async () => {
    const devices = ["dev_many0001", "dev_many0002", "dev_many0003"];
    for (const device of devices) {
      await decide(device, YES);
      await login(device, "many");
    }
    await server.call("DELETE", "/api/v1/consent/categories/marketing", { headers: toHeaders("dev_many0002") });
    for (const device of devices) expect(await readConsented(device)).toEqual(["essential", "functional", "analytics"]);
  });

  test.each([
    ["no user", { device_id: "dev_bad00001" }, "user_id"],
    ["no device", { user_id: "bad" }, "device_id"],
    ["an empty user", { device_id: "dev_bad00001", user_id: "" }, "user_id"],
    ["a user too long", { device_id: "dev_bad00001", user_id: "u".repeat(129) }, "user_id"],
    ["a control character", { device_id: "dev_bad00001", user_id: "a\u0000b" }, "user_id"],
    ["another strategy", { device_id: "dev_bad00001", user_id: "bad", migration_strategy: "x" }, "migration_strategy"],
    ["answers to no question", { device_id: "dev_bad00001", user_id: "bad", resolutions: YES }, "resolutions"],
  ])("refuses %s, and names it", async (_what, body, path) => {
    const response = await post(body);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code: "invalid_request", details: [{ path }] } });
  });

  test("refuses an answer about a category that the tenant does not have", async () => {
    const body = { device_id: "dev_bad00001", user_id: "bad", migration_strategy: "prompt_user" };
    const response = await post({ ...body, resolutions: { nothing: true } });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      error: { code: "unknown_category", details: [{ path: "resolutions.nothing" }] },
    });
  });
});

describe("login, logout, login", () => {
  test("after a logout the device reads its own consent again; what it then decides is merged at the next login", async () => {
    await decide("dev_again001", NO);
    await login("dev_again001", "again");
    await decide("dev_again001", YES);
    expect(await readConsented("dev_again001")).toContain("marketing");
    expect(await logout("dev_again001")).toEqual({
      ...{ device_id: "dev_again001", unlinked: true, audit_id: expect.stringMatching(/^aud_/) },
    });
    expect([(await read("dev_again001")).user_id, await readConsented("dev_again001")]).toEqual([null, ["essential"]]);
    // Nothing was decided while logged out: what was merged before is not merged again over the user's later choice.
    expect(await login("dev_again001", "again")).toMatchObject({ migrated: false, reason: "already_migrated" });
    expect(await readConsented("dev_again001")).toContain("marketing");
    await logout("dev_again001");
    await decide("dev_again001", { analytics: true });
    expect(await login("dev_again001", "again")).toMatchObject({ migrated: true });
    expect(await readConsented("dev_again001")).toEqual(["essential", "analytics"]);
  });

  test("a device that is linked to nobody has nothing to end", async () => {
    expect(await logout("dev_nobody01")).toEqual({ device_id: "dev_nobody01", unlinked: false, audit_id: null });
  });

  test("ends for a page of the tenant alone", async () => {
    const headers = { ...toHeaders("dev_first001"), Origin: "https://evil.example" };
    const response = await server.call("DELETE", "/api/v1/consent/link", { headers });
    expect(response.status).toBe(403);
    expect((await read("dev_first001")).user_id).toBe("first");
  });
});

describe("who may", () => {
  const body = { device_id: "dev_whomay01", user_id: "anna" };

  async function createKey(grant: object): Promise<Record<string, string>> {
    const response = await server.call("POST", "/api/v1/keys", { headers: KEY, body: { name: "test", ...grant } });
    expect(response.status).toBe(201);
    return { "X-API-Key": ((await response.json()) as { key: string }).key };
  }

  async function createToken(userId: string, { of = "demo", expiryS = nowMs / 1000 + 600 } = {}): Promise<string> {
    const path = "/api/v1/tenants/demo/identity-secrets";
    const known = await server.call("POST", path, { headers: KEY });
    const { secret } = (await known.json()) as { secret: string };
    if (secret) secrets.push(secret);
    return toIdentityToken(secrets[0] ?? "", of, userId, Math.floor(expiryS));
  }
  const secrets: string[] = [];

  test.each([
    ["nobody", {}, 401, "unauthorized"],
    ["a wrong key", { "X-API-Key": "chk_wrong" }, 401, "unauthorized"],
    ["a malformed token", { "X-Identity-Token": "x" }, 401, "unauthorized"],
  ])("%s may not: %s %s %s", async (_who, headers, status, code) => {
    const response = await post(body, headers as Record<string, string>);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ error: { code } });
  });

  test("a key needs the scope consent:write, and to be the tenant's", async () => {
    const reader = await createKey({ scopes: ["consent:read"], tenant_id: "demo" });
    expect((await post(body, reader)).status).toBe(403);
    const writer = await createKey({ scopes: ["consent:write"], tenant_id: "demo" });
    expect((await post(body, writer)).status).toBe(200);
    await server.call("POST", "/api/v1/tenants", {
      headers: KEY,
      body: { tenant_id: "other", config: { domain: "other.example" } },
    });
    const stranger = await createKey({ scopes: ["consent:write"], tenant_id: "other" });
    expect((await post(body, stranger)).status).toBe(403);
  });

  test("an identity token for exactly that user does, in the header or the body, from a page of the tenant", async () => {
    const token = await createToken("anna");
    expect((await post(body, { "X-Identity-Token": token })).status).toBe(200);
    expect((await post({ ...body, identity_token: token }, {})).status).toBe(200);
    const page = (Origin: string) => post(body, { "X-Identity-Token": token, Origin });
    expect((await page("https://shop.example")).status).toBe(200);
    expect((await page("https://evil.example")).status).toBe(403);
  });

  test("a token of another user, another tenant, or one that has expired, does not", async () => {
    const tokens = [
      await createToken("bert"),
      await createToken("anna", { of: "other" }),
      await createToken("anna", { expiryS: nowMs / 1000 - 1 }),
      await createToken("anna", { expiryS: nowMs / 1000 + 90_000 }),
    ];
    for (const token of tokens) expect((await post(body, { "X-Identity-Token": token })).status).toBe(401);
  });

  test("a user's history needs the same, and lists what the user did on every device", async () => {
    const path = "/api/v1/consent/history?tenant=demo&user=many";
    expect((await server.call("GET", path)).status).toBe(401);
    expect(
      (await server.call("GET", path, { headers: { "X-Identity-Token": await createToken("anna") } })).status,
    ).toBe(401);
    const response = await server.call("GET", path, { headers: { "X-Identity-Token": await createToken("many") } });
    const { decisions } = (await response.json()) as { decisions: { action: string }[] };
    expect(decisions.map((decision) => decision.action)).toEqual(["withdraw", "migrate", "migrate", "migrate"]);
  });
});
