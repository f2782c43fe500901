import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DECISION, startTestServer, TEST_API_KEY, type TestServer, toHeaders } from "../test-server.ts";

const KEY = { "X-Tenant-ID": "demo", "X-API-Key": TEST_API_KEY };
let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ env: { COOKIEHUB_LIMIT_WRITES: "0" } });
});
afterAll(() => server.close());

let keys = 0;
async function decide(device: string): Promise<string> {
  const headers = toHeaders(device, `key_shared_${++keys}`);
  const response = await server.call("POST", "/api/v1/consent", { headers, body: DECISION });
  expect(response.status).toBe(201);
  return ((await response.json()) as { audit_id: string }).audit_id;
}

async function login(device_id: string, user_id: string): Promise<void> {
  const response = await server.call("POST", "/api/v1/consent/migrate", { headers: KEY, body: { device_id, user_id } });
  expect(response.status).toBe(200);
}

async function logout(device: string): Promise<string> {
  const response = await server.call("DELETE", "/api/v1/consent/link", { headers: toHeaders(device) });
  return ((await response.json()) as { audit_id: string }).audit_id;
}

async function readHistory(headers: Record<string, string>): Promise<string[]> {
  const response = await server.call("GET", "/api/v1/consent/history", { headers });
  expect(response.status).toBe(200);
  const { decisions } = (await response.json()) as { decisions: { audit_id: string; action: string }[] };
  return decisions.map(({ action }) => action);
}

async function readReceipt(auditId: string, headers: Record<string, string>): Promise<string> {
  return (await server.call("GET", `/api/v1/consent/receipt/${auditId}`, { headers })).text();
}

describe("a device that several people use one after another", () => {
  test("lists what its user did on it until the logout, and then its own decisions alone", async () => {
    const device = "dev_library01";
    await decide("dev_annhome01");
    await login("dev_annhome01", "ann@mail.example");
    await decide(device);
    await login(device, "ann@mail.example");
    await decide(device);
    expect(await readHistory(toHeaders(device))).toEqual(["custom", "migrate", "custom"]);
    await logout(device);
    expect(await readHistory(toHeaders(device))).toEqual(["custom"]);
    await login(device, "bert");
    expect(await readHistory(toHeaders(device))).toEqual(["migrate", "custom"]);
  });

  test("shows no receipt of what its former user did on it: it would name the user", async () => {
    const device = "dev_library02";
    await login(device, "ann@mail.example");
    const decided = await decide(device);
    expect(await readReceipt(decided, toHeaders(device))).toContain("ann@mail.example");
    const left = await logout(device);
    for (const auditId of [decided, left]) {
      expect(await readReceipt(auditId, toHeaders(device))).not.toContain("ann@mail.example");
      expect(await readReceipt(auditId, KEY)).toContain("ann@mail.example");
    }
    await login(device, "ann@mail.example");
    expect(await readReceipt(decided, toHeaders(device))).toContain("ann@mail.example");
  });

  test("keeps what one of them did on it when another is erased", async () => {
    const device = "dev_library03";
    await login(device, "carl");
    await decide(device);
    await logout(device);
    await login(device, "dora");
    const carl = { ...KEY, "X-User-ID": "carl" };
    const before = await readHistory(carl);
    expect(before).toEqual(["unlink", "custom", "migrate"]);
    const erased = await server.call("POST", "/api/v1/subjects/erase", { headers: KEY, body: { user_id: "dora" } });
    expect(erased.status).toBe(200);
    expect(await readHistory(carl)).toEqual(before);
    expect(await readHistory({ ...KEY, "X-User-ID": "dora" })).toEqual([]);
  });
});
