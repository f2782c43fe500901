import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DECISION, startTestServer, type TestServer, toHeaders } from "../../test/test-server.ts";
import { readStatedAt } from "./device-clock.ts";

const HOUR_MS = 3_600_000;
let nowMs = Date.UTC(2026, 10, 20, 12);
let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ now: () => nowMs, env: { COOKIEHUB_LIMIT_WRITES: "0" } });
});
afterAll(() => server.close());

let keys = 0;
async function decide(device: string, analytics: boolean, decidedAtMs?: number): Promise<void> {
  const decided_at = decidedAtMs === undefined ? undefined : new Date(decidedAtMs).toISOString();
  const body = { ...DECISION, categories: { analytics }, decided_at };
  const headers = toHeaders(device, `key_clock_${++keys}`);
  expect((await server.call("POST", "/api/v1/consent", { headers, body })).status).toBe(201);
}

async function withdraw(device: string, decidedAtMs: number): Promise<void> {
  const headers = { ...toHeaders(device), "X-Decided-At": new Date(decidedAtMs).toISOString() };
  expect((await server.call("DELETE", "/api/v1/consent", { headers })).status).toBe(200);
}

async function readAnalytics(device: string): Promise<unknown> {
  const answer = await (await server.call("GET", "/api/v1/consent", { headers: toHeaders(device) })).json();
  return (answer as { categories: { analytics: { consented: boolean } } }).categories.analytics.consented;
}

describe("a device whose clock was years ahead when it decided", () => {
  test("is heard when it refuses after its clock was set right", async () => {
    await decide("dev_ahead001", true, Date.UTC(2099, 0));
    await decide("dev_ahead001", false, nowMs);
    expect(await readAnalytics("dev_ahead001")).toBe(false);
  });

  test("is heard when it agrees after a withdrawal by that clock", async () => {
    await withdraw("dev_ahead002", Date.UTC(2099, 0));
    await decide("dev_ahead002", true, nowMs);
    expect(await readAnalytics("dev_ahead002")).toBe(true);
  });

  test("is heard when it was our clock that was years behind when the first decision came", async () => {
    const rightMs = nowMs;
    await decide("dev_ahead003", true, rightMs + HOUR_MS);
    nowMs -= 1000 * 24 * HOUR_MS;
    await decide("dev_ahead003", false, nowMs);
    nowMs = rightMs;
    expect(await readAnalytics("dev_ahead003")).toBe(false);
  });
});

test("a decision that told no time leaves those before it older than the latest that did", async () => {
  const device = "dev_silent01";
  await decide(device, true, nowMs - HOUR_MS);
  await decide(device, false);
  await decide(device, true, nowMs - 2 * HOUR_MS);
  expect(await readAnalytics(device)).toBe(false);
});

test("a clock that is a day ahead still orders, one that is more ahead tells nothing", () => {
  const readings = [-1e12, 0, 24 * HOUR_MS, 24 * HOUR_MS + 1].map((aheadMs) => readStatedAt(nowMs + aheadMs, nowMs));
  expect(readings).toEqual([nowMs - 1e12, nowMs, nowMs + 24 * HOUR_MS, null]);
  expect(readStatedAt(null, nowMs)).toBeNull();
});
