import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { DECISION, startTestServer, TEST_API_KEY, type TestServer, toHeaders } from "../../test/test-server.ts";

let server: TestServer;
let nowMs = Date.UTC(2026, 10, 20, 12);

beforeAll(async () => {
  server = await startTestServer({ now: () => nowMs, env: { COOKIEHUB_LIMIT_WRITES: "0" } });
});
afterAll(() => server.close());

const YES = { functional: true, analytics: true, marketing: true };
const NO = { functional: false, analytics: false, marketing: false };

let stories = 0;
let device: string;
let user: string;
beforeEach(() => {
  stories++;
  device = `dev_story_${stories}`;
  user = `user-${stories}`;
});

let requests = 0;
async function call(method: string, path: string, headers: Record<string, string>, body?: object): Promise<unknown> {
  nowMs += 1000;
  const response = await server.call(method, path, body === undefined ? { headers } : { headers, body });
  expect(response.ok).toBe(true);
  return response.json();
}

function decide(on: string, categories: Record<string, boolean>, decided_at?: string): Promise<unknown> {
  const body = { ...DECISION, categories, decided_at };
  return call("POST", "/api/v1/consent", toHeaders(on, `key_logout_${++requests}`), body);
}

function login(device_id: string, user_id: string, rest: object = {}): Promise<unknown> {
  const headers = { "X-API-Key": TEST_API_KEY, "X-Tenant-ID": "demo" };
  return call("POST", "/api/v1/consent/migrate", headers, { device_id, user_id, ...rest });
}

const logout = (on: string) => call("DELETE", "/api/v1/consent/link", toHeaders(on));
const withdraw = (on: string, path = "") => call("DELETE", `/api/v1/consent${path}`, toHeaders(on));

async function readConsented(on: string): Promise<string[]> {
  const { categories } = (await call("GET", "/api/v1/consent", toHeaders(on))) as {
    categories: Record<string, { consented: boolean }>;
  };
  return Object.keys(categories).filter((id) => categories[id]?.consented);
}

describe("after a logout, a device that had agreed before its login", () => {
  beforeEach(async () => {
    await decide(device, YES);
    await login(device, user);
  });

  test("runs nothing that was refused on it while it was logged in", async () => {
    await decide(device, { ...YES, marketing: false });
    await logout(device);
    expect(await readConsented(device)).toEqual(["essential", "functional", "analytics"]);
  });

  test("runs nothing that was withdrawn on it while it was logged in", async () => {
    await withdraw(device, "/categories/analytics");
    await logout(device);
    expect(await readConsented(device)).toEqual(["essential", "functional", "marketing"]);
    await login(device, user);
    await withdraw(device);
    await logout(device);
    expect(await readConsented(device)).toEqual(["essential"]);
  });

  test("has a refusal of its own also where its user agreed again: that agreement is the account's", async () => {
    await decide(device, NO);
    await decide(device, YES);
    expect(await readConsented(device)).toEqual(["essential", "functional", "analytics", "marketing"]);
    await logout(device);
    expect(await readConsented(device)).toEqual(["essential"]);
  });

  test("runs nothing that the visitor refused when a login asked", async () => {
    await logout(device);
    await decide(`${device}_b`, NO);
    await login(`${device}_b`, `${user}-b`);
    const resolutions = { functional: false, analytics: true, marketing: false };
    await login(device, `${user}-b`, { migration_strategy: "prompt_user", resolutions });
    expect(await readConsented(device)).toEqual(["essential", "analytics"]);
    await logout(device);
    expect(await readConsented(device)).toEqual(["essential", "analytics"]);
  });

  test("keeps its agreement where the user refused on another device only", async () => {
    await login(`${device}_b`, user);
    await decide(`${device}_b`, NO);
    await logout(device);
    expect(await readConsented(device)).toEqual(["essential", "functional", "analytics", "marketing"]);
  });

  test("takes a decision that it made before the refusal and sends after the logout for an older one", async () => {
    await decide(device, NO, "2026-11-20T10:00:00.000Z");
    await logout(device);
    await decide(device, YES, "2026-11-20T09:00:00.000Z");
    expect(await readConsented(device)).toEqual(["essential"]);
  });
});

describe("after a logout, a device that never decided for itself", () => {
  test("refuses what was refused on it, and the next login of that user does not merge it back", async () => {
    await login(device, user);
    await decide(device, NO);
    await logout(device);
    await login(`${device}_b`, user);
    await decide(`${device}_b`, YES);
    await login(device, user);
    expect(await readConsented(device)).toEqual(["essential", "functional", "analytics", "marketing"]);
    await logout(device);
    expect(await readConsented(device)).toEqual(["essential"]);
  });

  test("has nothing of its own from an agreement", async () => {
    await login(device, user);
    await decide(device, YES);
    await logout(device);
    expect(await call("GET", "/api/v1/consent", toHeaders(device))).toMatchObject({ consent_id: null });
  });
});
