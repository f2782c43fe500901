import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { openEvents } from "../../../test/event-reader.ts";
import { createTestRedis } from "../../../test/servers/test-servers.ts";
import { DECISION, startTestServer, TEST_API_KEY, type TestServer, toHeaders } from "../../../test/test-server.ts";

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const toUrl = (device: string, on = server): string =>
  `http://127.0.0.1:${on.port}/api/v1/consent/events?tenant=demo&device=${device}`;

async function decide(device: string, key: string, on = server): Promise<string> {
  const response = await on.call("POST", "/api/v1/consent", { headers: toHeaders(device, key), body: DECISION });
  expect(response.status).toBe(201);
  return ((await response.json()) as { audit_id: string }).audit_id;
}

async function countConnections(on = server): Promise<string | undefined> {
  const text = await (await on.call("GET", "/metrics")).text();
  return /^cookiehub_live_connections (\d+)$/m.exec(text)?.[1];
}

describe("GET /api/v1/consent/events", () => {
  test("tells a decision with its audit id and the very answer that GET gives", async () => {
    const events = await openEvents(toUrl("dev_live0001"));
    onTestFinished(events.close);
    expect(events.response.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
    expect(events.response.headers.get("cache-control")).toBe("no-store, no-transform");
    expect(events.response.headers.get("x-accel-buffering")).toBe("no");
    expect(events.response.headers.get("access-control-allow-origin")).toBe("*");
    const auditId = await decide("dev_live0001", "key_live0001");
    const event = await events.next();
    expect(event).toMatchObject({ event: "consent", id: auditId });
    const answer = await server.call("GET", "/api/v1/consent", { headers: toHeaders("dev_live0001") });
    expect(event?.data).toBe(await answer.text());
    expect(events.text()).toMatch(/^: listening\nretry: [2-4]\d{3}\n\n/);
  });

  test("tells every device of a user, and a device that logs out, what they read from then on", async () => {
    const [first, second] = await Promise.all([openEvents(toUrl("dev_live1001")), openEvents(toUrl("dev_live1002"))]);
    onTestFinished(() => {
      first.close();
      second.close();
    });
    await decide("dev_live1001", "key_live1001");
    expect(JSON.parse((await first.next())?.data ?? "")).toMatchObject({ status: "partial", user_id: null });
    for (const device of ["dev_live1001", "dev_live1002"]) {
      const response = await server.call("POST", "/api/v1/consent/migrate?tenant=demo", {
        headers: { "X-API-Key": TEST_API_KEY },
        body: { device_id: device, user_id: "ann" },
      });
      expect(response.status).toBe(200);
    }
    expect(JSON.parse((await first.next())?.data ?? "")).toMatchObject({ user_id: "ann" });
    expect(JSON.parse((await second.next())?.data ?? "")).toMatchObject({ user_id: "ann", status: "partial" });
    await server.call("DELETE", "/api/v1/consent", { headers: toHeaders("dev_live1001", "key_live1003") });
    expect(JSON.parse((await second.next())?.data ?? "")).toMatchObject({ user_id: "ann", status: "none" });
    await server.call("DELETE", "/api/v1/consent/link", { headers: toHeaders("dev_live1002") });
    expect(JSON.parse((await second.next())?.data ?? "")).toMatchObject({ user_id: null, consent_id: null });
  });

  test.each(["header", "query"])(
    "tells at once what was missed since the last event named in the %s",
    async (place) => {
      const auditId = await decide("dev_live2001", "key_live2001");
      const byQuery = place === "query" ? "&last_event_id=aud_old" : "";
      const byHeader = place === "header" ? { "Last-Event-ID": "aud_old" } : {};
      const events = await openEvents(toUrl("dev_live2001") + byQuery, byHeader);
      onTestFinished(events.close);
      expect(await events.next()).toMatchObject({ id: auditId });
    },
  );

  test("gives the place back when the reader goes, and takes none for HEAD", async () => {
    await vi.waitFor(async () => expect(await countConnections()).toBe("0"));
    const events = await openEvents(toUrl("dev_live3001"));
    expect(await countConnections()).toBe("1");
    events.close();
    await vi.waitFor(async () => expect(await countConnections()).toBe("0"));
    const head = await server.call("HEAD", "/api/v1/consent/events?tenant=demo&device=dev_live3001");
    expect([head.status, head.headers.get("content-type"), await head.text()]).toEqual([
      200,
      "text/event-stream; charset=utf-8",
      "",
    ]);
    expect(await countConnections()).toBe("0");
  });

  test.each([
    ["no device", "?tenant=demo", 400, "missing_device"],
    ["a malformed device", "?tenant=demo&device=x", 400, "invalid_request"],
    ["no tenant", "?device=dev_live4001", 400, "missing_tenant"],
    ["an unknown tenant", "?tenant=nobody&device=dev_live4001", 404, "tenant_not_found"],
  ])("refuses %s before anything is streamed", async (_case, query, status, code) => {
    const response = await server.call("GET", `/api/v1/consent/events${query}`);
    expect([response.status, await response.json()]).toMatchObject([status, { error: { code } }]);
  });

  test("lets one tenant have a tenth of all listeners, and answers 429 with the time to wait to the next", async () => {
    const own = await startTestServer({ env: { COOKIEHUB_LIVE_CONNECTIONS: "11" } });
    onTestFinished(own.close);
    const held = await Promise.all([openEvents(toUrl("dev_live5001", own)), openEvents(toUrl("dev_live5002", own))]);
    const refused = await own.call("GET", "/api/v1/consent/events?tenant=demo&device=dev_live5003");
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "60"]);
    expect(await refused.json()).toMatchObject({ error: { code: "rate_limited" } });
    for (const events of held) events.close();
  });
});

test("a change made through one server reaches a listener of another that shares its data and Redis", async () => {
  const redis = await createTestRedis();
  const env = { COOKIEHUB_REDIS_URL: redis.url, COOKIEHUB_REDIS_PREFIX: redis.prefix };
  const one = await startTestServer({ env });
  const other = await startTestServer({ env, directory: one.directory });
  onTestFinished(() => one.close());
  onTestFinished(() => other.close());
  const events = await openEvents(toUrl("dev_live6001", other));
  onTestFinished(events.close);
  const auditId = await decide("dev_live6001", "key_live6001", one);
  const event = await events.next();
  expect(event?.id).toBe(auditId);
  expect(JSON.parse(event?.data ?? "")).toMatchObject({ status: "partial" });
});

test("a server that stops ends its streams in order and does not wait for their readers", async () => {
  const own = await startTestServer();
  const events = await openEvents(toUrl("dev_live7001", own));
  const startedAt = performance.now();
  await own.close();
  expect(await events.next()).toBeUndefined();
  // What does not end by itself is cut after 4.5 s.
  expect(performance.now() - startedAt).toBeLessThan(4000);
});

test("a request that is gone before it is answered leaves nothing behind", async () => {
  const own = await startTestServer();
  onTestFinished(own.close);
  const path = "/api/v1/consent/events?tenant=demo&device=dev_live8001";
  await Promise.all(
    Array.from({ length: 50 }, () => {
      const early = request({ port: own.port, host: "127.0.0.1", path });
      early.on("error", () => {});
      early.end();
      return new Promise<void>((resolve) => {
        early.on("socket", (socket) => socket.on("connect", () => setImmediate(() => resolve(void early.destroy()))));
      });
    }),
  );
  await vi.waitFor(async () => expect(await countConnections(own)).toBe("0"));
});
