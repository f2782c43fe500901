import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { startTestServer, TEST_API_KEY, type TestServer } from "../../test/test-server.ts";

const PROVIDER = "https://api.bunny.net";
const seen: Request[] = [];
let isRefusing = true;
let server: TestServer;

beforeAll(async () => {
  const realFetch = globalThis.fetch;
  vi.stubGlobal("fetch", async (input: Request | string, init?: RequestInit) => {
    const request = new Request(input, init);
    if (!request.url.startsWith(PROVIDER)) return realFetch(request);
    seen.push(request);
    return new Response(null, { status: isRefusing ? 503 : 204 });
  });
  server = await startTestServer({
    env: { COOKIEHUB_CDN: "bunny", COOKIEHUB_CDN_ID: "4711", COOKIEHUB_CDN_API_KEY: "the-secret" },
  });
});
afterAll(async () => {
  await server.close();
  vi.unstubAllGlobals();
});

test("a change is answered whatever the CDN does, and the CDN is told of it until it has taken it", async () => {
  const answer = await server.call("PATCH", "/api/v1/tenants/demo/config", {
    headers: { "X-API-Key": TEST_API_KEY },
    body: { policy_version: "2" },
  });
  expect([answer.status, seen.length]).toEqual([200, 0]);
  await vi.waitFor(() => expect(seen.length).toBeGreaterThan(0), { timeout: 20_000 });
  isRefusing = false;
  const readWaiting = async (): Promise<string | undefined> =>
    /^cookiehub_cdn_purges_waiting (\d+)$/m.exec(await (await server.call("GET", "/metrics")).text())?.[1];
  await vi.waitFor(async () => expect(await readWaiting()).toBe("0"), { timeout: 20_000 });
  const last = seen.at(-1);
  expect(last?.url).toBe(`${PROVIDER}/pullzone/4711/purgeCache`);
  expect(await last?.json()).toEqual({ CacheTag: "tenant-demo0001" });
  const metrics = await (await server.call("GET", "/metrics")).text();
  expect(metrics).toMatch(/cookiehub_task_runs_total\{task="cdn-purge",outcome="failed"\} \d/);
  expect(metrics).not.toContain("the-secret");
});
