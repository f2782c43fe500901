import { createHash } from "node:crypto";
import { subjectEraseAnswerSchema, subjectExportAnswerSchema } from "@cookiehub/schemas";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DECISION, startTestServer, TEST_API_KEY, type TestServer, toHeaders } from "../../test/test-server.ts";

let server: TestServer;
const nowMs = Date.UTC(2026, 10, 20, 12);
const KEY = { "X-Tenant-ID": "demo", "X-API-Key": TEST_API_KEY };

beforeAll(async () => {
  server = await startTestServer({ now: () => nowMs, env: { COOKIEHUB_LIMIT_WRITES: "0" } });
});
afterAll(() => server.close());

let requests = 0;
async function decide(device: string, more: object = {}): Promise<void> {
  const headers = toHeaders(device, `key_subject_${++requests}`);
  const response = await server.call("POST", "/api/v1/consent", { headers, body: { ...DECISION, ...more } });
  expect(response.status).toBe(201);
}

async function login(device_id: string, user_id: string): Promise<void> {
  const response = await server.call("POST", "/api/v1/consent/migrate", { headers: KEY, body: { device_id, user_id } });
  expect(response.status).toBe(200);
}

async function exported(body: object) {
  const response = await server.call("POST", "/api/v1/subjects/export", { headers: KEY, body });
  expect([response.status, response.headers.get("cache-control")]).toEqual([200, "no-store"]);
  return subjectExportAnswerSchema.strict().parse(await response.json());
}

async function erase(body: object) {
  const response = await server.call("POST", "/api/v1/subjects/erase", { headers: KEY, body });
  expect(response.status).toBe(200);
  return subjectEraseAnswerSchema.strict().parse(await response.json());
}

async function read(device: string): Promise<unknown> {
  return (await server.call("GET", "/api/v1/consent", { headers: toHeaders(device) })).json();
}

describe("POST /api/v1/subjects/export", () => {
  test("gives a device's record and decisions, each with what opens its commitment", async () => {
    await decide("dev_export01", { path: "/orders?name=anna", language: "de" });
    const answer = await exported({ device_id: "dev_export01" });
    expect(answer).toMatchObject({
      ...{ tenant_id: "demo", device_id: "dev_export01", user_id: null, links: [], is_complete: true },
      records: [{ device_id: "dev_export01", categories: DECISION.categories }],
      decisions: [{ action: "custom", personal: { deviceId: "dev_export01", path: "/orders", language: "de" } }],
    });
    const [{ salt, personal, entry } = { salt: "", personal: {}, entry: {} }] = answer.decisions;
    const opened = createHash("sha256").update(Buffer.from(salt, "hex")).update(JSON.stringify(personal)).digest("hex");
    expect(entry).toMatchObject({ subject_commitment: opened });
  });

  test("of a user gives what its linked devices hold, and nothing of another user of the same device", async () => {
    await decide("dev_shared01");
    await login("dev_shared01", "anna");
    await server.call("DELETE", "/api/v1/consent/link", { headers: toHeaders("dev_shared01") });
    await login("dev_shared01", "bert");
    const answer = await exported({ user_id: "bert" });
    expect(answer.links).toMatchObject([{ device_id: "dev_shared01", user_id: "bert" }]);
    expect(answer.records).toHaveLength(2);
    // The device's own decision, and the login; not what was done as anna.
    expect(answer.decisions.map(({ action }) => action)).toEqual(["migrate", "custom"]);
    expect(JSON.stringify(answer)).not.toContain("anna");
  });

  test("of somebody unknown is empty, and tells no more", async () => {
    expect(await exported({ user_id: "nobody" })).toMatchObject({ records: [], links: [], decisions: [] });
  });
});

describe("POST /api/v1/subjects/erase", () => {
  test("leaves a device nothing to read, nothing to export, and its entries in the log", async () => {
    await decide("dev_erase001");
    const answer = await erase({ device_id: "dev_erase001" });
    expect(answer).toMatchObject({ tenant_id: "demo", erased: { records: 1, links: 0, decisions: 1 } });
    expect(await read("dev_erase001")).toMatchObject({
      consent_id: null,
      status: "none",
      banner_config: { show_banner: true },
    });
    expect(await exported({ device_id: "dev_erase001" })).toMatchObject({ records: [], decisions: [] });
    expect(await erase({ device_id: "dev_erase001" })).toMatchObject({
      erased: { records: 0, links: 0, decisions: 0 },
    });
  });

  test("of a device leaves its user's record, which other devices read on", async () => {
    for (const device of ["dev_keeps001", "dev_keeps002"]) {
      await decide(device, { categories: { analytics: true } });
      await login(device, "keeper");
    }
    await erase({ device_id: "dev_keeps002" });
    expect(await read("dev_keeps001")).toMatchObject({
      user_id: "keeper",
      categories: { analytics: { consented: true } },
    });
    expect(await read("dev_keeps002")).toMatchObject({ user_id: null, consent_id: null });
    expect(JSON.stringify(await exported({ user_id: "keeper" }))).not.toContain("dev_keeps002");
  });

  test("of a user leaves no record that names the user, also not on a device that logged out before", async () => {
    await decide("dev_gone0001");
    await login("dev_gone0001", "gone");
    await server.call("DELETE", "/api/v1/consent/link", { headers: toHeaders("dev_gone0001") });
    await decide("dev_gone0002");
    await login("dev_gone0002", "gone");
    expect(await erase({ user_id: "gone" })).toMatchObject({ erased: { records: 2, links: 1, decisions: 4 } });
    expect(await read("dev_gone0002")).toMatchObject({ consent_id: null, user_id: null });
    const left = await exported({ device_id: "dev_gone0001" });
    expect(left.records).toMatchObject([{ device_id: "dev_gone0001", user_id: null }]);
    expect(JSON.stringify(left)).not.toContain('"gone"');
  });
});

describe.each(["export", "erase"])("POST /api/v1/subjects/%s", (what) => {
  const path = `/api/v1/subjects/${what}`;
  const device = { device_id: "dev_errors01" };
  test.each([
    ["no key", { "X-Tenant-ID": "demo" }, device, 401, "unauthorized"],
    ["a wrong key", { ...KEY, "X-API-Key": "chk_wrong" }, device, 401, "unauthorized"],
    [
      "an identity token",
      { "X-Tenant-ID": "demo", "X-Identity-Token": `1.${"0".repeat(64)}` },
      device,
      401,
      "unauthorized",
    ],
    ["no tenant", { "X-API-Key": TEST_API_KEY }, device, 400, "missing_tenant"],
    ["an unknown tenant", { ...KEY, "X-Tenant-ID": "nobody" }, device, 404, "tenant_not_found"],
    ["nobody", KEY, {}, 400, "invalid_request"],
    ["two at once", KEY, { ...device, user_id: "anna" }, 400, "invalid_request"],
    ["a list", KEY, [device], 400, "invalid_request"],
    ["no JSON", KEY, "{", 400, "invalid_request"],
  ])("refuses %s", async (_what, headers, body, status, code) => {
    const response = await server.call("POST", path, { headers: headers as Record<string, string>, body });
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ error: { code } });
  });

  test("needs a key with its scope", async () => {
    const scopes = [what === "export" ? "consent:write" : "consent:read"];
    const created = await server.call("POST", "/api/v1/keys", {
      headers: KEY,
      body: { name: "x", scopes, tenant_id: "demo" },
    });
    const { key } = (await created.json()) as { key: string };
    const response = await server.call("POST", path, { headers: { ...KEY, "X-API-Key": key }, body: device });
    expect(response.status).toBe(403);
  });
});

test("a withdrawal drops the TC string, which would go on saying what was agreed to", async () => {
  const tc_string = "CPokAsAPokAsABEACBENC7CgAAAAAAAAAAAAAAAAAAAA";
  await decide("dev_tc000001", { tc_string });
  expect((await exported({ device_id: "dev_tc000001" })).records).toMatchObject([{ tc_string }]);
  await server.call("DELETE", "/api/v1/consent/categories/analytics", { headers: toHeaders("dev_tc000001") });
  expect((await exported({ device_id: "dev_tc000001" })).records).toMatchObject([{ tc_string: null }]);
});
