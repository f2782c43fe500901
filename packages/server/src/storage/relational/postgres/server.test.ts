import { Client } from "pg";
import { expect, onTestFinished, test } from "vitest";
import { createTestPostgres, cutConnections } from "../../../../test/test-postgres.ts";
import { DECISION, startTestServer, TEST_API_KEY, toHeaders } from "../../../../test/test-server.ts";

const KEY = { "X-API-Key": TEST_API_KEY };

async function startOnPostgres() {
  const { url, beside } = await createTestPostgres();
  const server = await startTestServer({ env: { COOKIEHUB_DATABASE_URL: url } });
  return { server, beside, url };
}

test("a server on PostgreSQL records, answers, counts, and finds all of it again", async () => {
  const { server: first, beside } = await startOnPostgres();
  const headers = toHeaders("dev_12345678", "key_12345678");
  const update = { headers, body: DECISION };
  const created = await first.call("POST", "/api/v1/consent", update);
  expect(created.status).toBe(201);
  const answer = await created.json();
  const again = await first.restart();
  onTestFinished(() => again.close());
  const replayed = await again.call("POST", "/api/v1/consent", update);
  expect(replayed.headers.get("idempotent-replayed")).toBe("true");
  expect(await replayed.json()).toEqual(answer);
  const read = await again.call("GET", "/api/v1/consent", { headers });
  expect(await read.json()).toMatchObject({ categories: { analytics: { consented: true } } });
  expect((await again.call("GET", "/ready")).status).toBe(200);
  await expect
    .poll(async () => (await beside.query("SELECT state FROM ingest_objects")).rows, { timeout: 10_000 })
    .toEqual([{ state: "loaded" }]);
  expect((await beside.query("SELECT 1 FROM outbox")).rows).toEqual([]);
  expect((await beside.query("SELECT action FROM audit_entries WHERE consent_id <> ''")).rows).toHaveLength(1);
});

test("what holds a NUL character is refused with an error of ours, never with one of the database", async () => {
  const { server } = await startOnPostgres();
  onTestFinished(() => server.close());
  const device = toHeaders("dev_12345678", "key_12345678");
  const calls = [
    server.call("GET", "/api/v1/organizations/a%00b", { headers: KEY }),
    server.call("PUT", "/api/v1/organizations/a%00b", { headers: KEY, body: { name: "x", config: {} } }),
    server.call("PUT", "/api/v1/organizations/org", { headers: KEY, body: { name: "x\0", config: {} } }),
    server.call("DELETE", "/api/v1/keys/a%00b", { headers: KEY }),
    server.call("GET", "/api/v1/tenants/a%00b/config", { headers: KEY }),
    server.call("DELETE", "/api/v1/tenants/demo/identity-secrets/a%00b", { headers: KEY }),
    server.call("GET", "/api/v1/consent?tenant=demo%00&device=dev_12345678"),
    server.call("GET", "/api/v1/consent?tenant=demo&device=dev_12345678%00"),
    server.call("POST", "/api/v1/consent", { headers: device, body: { ...DECISION, tc_string: "\0" } }),
    server.call("POST", "/api/v1/consent", { headers: device, body: { ...DECISION, variant: "\ud800" } }),
  ];
  for (const call of calls) {
    const response = await call;
    expect([400, 404], response.url).toContain(response.status);
    expect(await response.json()).toMatchObject({ error: { request_id: expect.any(String) } });
  }
  const page = { hostname: "shop\0.example", path: "/\0\ud800", user_agent: "\0\ud800" };
  const taken = await server.call("POST", "/api/v1/consent", { headers: device, body: { ...DECISION, ...page } });
  expect([201, 400]).toContain(taken.status);
});

test("a server whose database went away answers 503 and says so, and serves again when it is back", async () => {
  const { server, beside, url } = await startOnPostgres();
  onTestFinished(() => server.close());
  const database = new URL(url).pathname.slice(1);
  const admin = new Client({ connectionString: Object.assign(new URL(url), { pathname: "/postgres" }).href });
  await admin.connect();
  onTestFinished(() => admin.end());
  const decide = (number: number) =>
    server.call("POST", "/api/v1/consent", {
      headers: toHeaders("dev_12345678", `key_1234567${number}`),
      body: DECISION,
    });

  await admin.query(`ALTER DATABASE ${database} ALLOW_CONNECTIONS false`);
  await cutConnections(beside, "");
  const refused = await decide(1);
  expect(refused.status).toBe(503);
  expect(await refused.json()).toMatchObject({ error: { code: "storage_unavailable" } });
  expect((await server.call("GET", "/health")).status).toBe(200);
  const unready = await server.call("GET", "/ready");
  expect(unready.status).toBe(503);
  expect(await unready.text()).toContain("relational");

  await admin.query(`ALTER DATABASE ${database} ALLOW_CONNECTIONS true`);
  expect((await decide(1)).status).toBe(201);
  expect((await server.call("GET", "/ready")).status).toBe(200);
});
