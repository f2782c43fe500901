import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type ServerProcess, startServerProcess } from "../server-process.ts";
import { createTestDatabase, createTestRedis } from "../servers/test-servers.ts";
import { DECISION, TEST_API_KEY, toHeaders } from "../test-server.ts";

let directory: string;
let database: Awaited<ReturnType<typeof createTestDatabase>>;
let one: ServerProcess;
let other: ServerProcess;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "cookiehub-two-"));
  database = await createTestDatabase();
  const redis = await createTestRedis();
  const env = {
    COOKIEHUB_DATABASE_URL: database.url,
    COOKIEHUB_REDIS_URL: redis.url,
    COOKIEHUB_REDIS_PREFIX: redis.prefix,
    COOKIEHUB_OBJECTS_DIR: join(directory, "objects"),
    COOKIEHUB_INIT_TENANT_ID: "demo",
    COOKIEHUB_INIT_TENANT_CODE: "demo0001",
    COOKIEHUB_INIT_TENANT_DOMAIN: "shop.example",
    COOKIEHUB_INIT_API_KEY: TEST_API_KEY,
  };
  // At once: both migrate and provision the empty database.
  [one, other] = await Promise.all([
    startServerProcess({ ...env, COOKIEHUB_DATA_DIR: join(directory, "one") }),
    startServerProcess({ ...env, COOKIEHUB_DATA_DIR: join(directory, "other"), COOKIEHUB_STATISTICS: "off" }),
  ]);
});
afterAll(async () => {
  await Promise.all([one?.end("SIGTERM"), other?.end("SIGTERM")]);
  await database?.drop();
  await rm(directory, { recursive: true, force: true });
});

async function call(server: ServerProcess, method: string, path: string, headers: HeadersInit = {}, body?: unknown) {
  const response = await fetch(server.url + path, {
    method,
    headers,
    body: body === undefined ? null : JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

async function readAnalytics(server: ServerProcess, device: string): Promise<unknown> {
  const { body } = await call(server, "GET", "/api/v1/consent", toHeaders(device));
  return (body.categories as Record<string, { consented: boolean }>).analytics?.consented;
}

const decide = (server: ServerProcess, device: string, key: string, analytics: boolean) =>
  call(server, "POST", "/api/v1/consent", toHeaders(device, key), { ...DECISION, categories: { analytics } });

describe("two server processes on one PostgreSQL and Redis", () => {
  test("an update through one is read through the other at once after its 201, and again, and again", async () => {
    const device = "dev_twoprocs1";
    for (let round = 0; round < 60; round++) {
      const [writer, reader] = round % 2 === 0 ? [one, other] : [other, one];
      const analytics = round % 3 === 0;
      // Readers that fill the cache while the change is on its way must not keep what was before it.
      const reading = Array.from({ length: 4 }, () => readAnalytics(reader, device));
      expect((await decide(writer, device, `key_twoprocs${round}`, analytics)).status).toBe(201);
      expect(await readAnalytics(reader, device)).toBe(analytics);
      expect(await readAnalytics(writer, device)).toBe(analytics);
      await Promise.all(reading);
      expect(await readAnalytics(reader, device)).toBe(analytics);
    }
  });

  test("the same decision sent to both is recorded once and answered alike", async () => {
    const device = "dev_twoprocs2";
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, number) => decide(number % 2 === 0 ? one : other, device, "key_sametwice", true)),
    );
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    const { body } = await call(one, "GET", "/api/v1/consent/history", toHeaders(device));
    expect(body.decisions).toHaveLength(1);
  });

  test("decisions of one device through both follow each other without a gap", async () => {
    const device = "dev_twoprocs3";
    await Promise.all(
      Array.from({ length: 30 }, (_, number) =>
        decide(number % 2 === 0 ? one : other, device, `key_chain${number}x`, number % 3 === 0),
      ),
    );
    const { body } = await call(
      one,
      "POST",
      "/api/v1/subjects/export?tenant=demo",
      { "X-API-Key": TEST_API_KEY },
      { device_id: device },
    );
    const decisions = body.decisions as { audit_id: string; entry: { previous_audit_id: string | null } }[];
    expect(decisions).toHaveLength(30);
    const previous = decisions.map(({ entry }) => entry.previous_audit_id);
    expect(new Set(previous).size).toBe(30);
    const ids = new Set<string | null>([null, ...decisions.map(({ audit_id }) => audit_id)]);
    for (const id of previous) expect(ids).toContain(id);
  });

  test("after a login through one, both devices read the user's consent through the other", async () => {
    await decide(one, "dev_twologin1", "key_twologin1", true);
    const key = { "X-API-Key": TEST_API_KEY };
    const migrate = (server: ServerProcess, device_id: string) =>
      call(server, "POST", "/api/v1/consent/migrate?tenant=demo", key, { device_id, user_id: "ann" });
    expect(await readAnalytics(other, "dev_twologin2")).toBe(false);
    expect((await migrate(one, "dev_twologin1")).status).toBe(200);
    expect((await migrate(one, "dev_twologin2")).status).toBe(200);
    expect(await readAnalytics(other, "dev_twologin2")).toBe(true);
    await decide(other, "dev_twologin2", "key_twologin2", false);
    expect(await readAnalytics(one, "dev_twologin1")).toBe(false);
  });

  test("a configuration published through one holds in the other at once", async () => {
    const path = "/api/v1/tenants/demo/config";
    const before = (await call(other, "GET", path)).body.config_version as number;
    const config = { domain: "shop.example", privacy_policy_url: "https://shop.example/privacy" };
    expect((await call(one, "PUT", path, { "X-API-Key": TEST_API_KEY }, config)).status).toBe(200);
    await vi.waitFor(async () => expect((await call(other, "GET", path)).body.config_version).toBe(before + 1));
  });

  test("a change of an organization through one holds for its tenants in the other at once", async () => {
    const key = { "X-API-Key": TEST_API_KEY };
    await call(one, "PUT", "/api/v1/organizations/org", key, { name: "Org" });
    const tenant = { tenant_id: "org-shop", organization_id: "org", config: { domain: "org-shop.example" } };
    await call(one, "POST", "/api/v1/tenants", key, tenant);
    for (const theme of ["dark", "light"]) {
      expect((await call(other, "GET", "/api/v1/tenants/org-shop/config")).status).toBe(200);
      await call(one, "PUT", "/api/v1/organizations/org", key, { name: "Org", config: { banner: { theme } } });
      await vi.waitFor(async () => {
        const { body } = await call(other, "GET", "/api/v1/tenants/org-shop/config");
        expect(body).toMatchObject({ config: { banner: { theme } } });
      });
    }
  });

  test("a key that is revoked through one is good for nothing in the other", async () => {
    const admin = { "X-API-Key": TEST_API_KEY };
    const grant = { name: "short-lived", scopes: ["config:write"] };
    const { body } = await call(one, "POST", "/api/v1/keys", admin, grant);
    const key = { "X-API-Key": String(body.key) };
    expect((await call(other, "GET", "/api/v1/tenants", key)).status).toBe(200);
    await call(one, "DELETE", `/api/v1/keys/${String(body.key_id)}`, admin);
    expect((await call(other, "GET", "/api/v1/tenants", key)).status).toBe(401);
  });

  test("an update through one reaches who listens at the other", async () => {
    const device = "dev_twolisten";
    await decide(one, device, "key_twolisten1", false);
    const end = new AbortController();
    const response = await fetch(`${other.url}/api/v1/consent/events?tenant=demo&device=${device}`, {
      signal: end.signal,
    });
    expect(response.headers.get("content-type")).toContain("text/event-stream");
    const text = readText(response);
    const { body } = await decide(one, device, "key_twolisten2", true);
    await vi.waitFor(() => expect(text.now()).toContain(`id: ${String(body.audit_id)}`), { timeout: 5_000 });
    expect(text.now()).toContain('"analytics":{"consented":true');
    end.abort();
  });

  test("the log that both write to has one order, and one checkpoint covers it", async () => {
    await vi.waitFor(
      async () => {
        const [first, second] = await Promise.all(
          [one, other].map(async ({ url }) => (await fetch(`${url}/log/checkpoint`)).text()),
        );
        expect(Number(first?.split("\n")[1])).toBeGreaterThan(90);
        expect(second).toBe(first);
      },
      { timeout: 20_000, interval: 200 },
    );
  });
});

/** Collects what a stream has said so far. */
function readText(response: Response): { now(): string } {
  let text = "";
  const decoder = new TextDecoder();
  const read = async (): Promise<void> => {
    for await (const chunk of response.body ?? []) text += decoder.decode(chunk, { stream: true });
  };
  // The test ends the stream.
  read().catch(() => {});
  return { now: () => text };
}
