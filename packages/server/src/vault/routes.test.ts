import type { ConsentFunnelAnswer, ConsentStatusAnswer } from "@cookiehub/schemas/types";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { DECISION, startTestServer, TEST_API_KEY, type TestServer, toHeaders } from "../../test/test-server.ts";

const nowMs = Date.UTC(2026, 10, 20, 23, 59);
const request = { code: "demo0001", from: "2026-11-19", to: "2026-11-21" };
const headers = { "X-API-Key": TEST_API_KEY };
let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ now: () => nowMs });
});
afterAll(() => server.close());

async function read<Answer>(path: string, body: unknown = request): Promise<Answer> {
  return (await (await server.call("POST", path, { headers, body })).json()) as Answer;
}

function decide(device: string, categories: Record<string, boolean>, extra: object = {}): Promise<Response> {
  return server.call("POST", "/api/v1/consent", {
    headers: toHeaders(device, `key_${device}`),
    body: { ...DECISION, ...extra, categories },
  });
}

function report(id: string, type: string): Promise<Response> {
  return server.call("POST", "/v3/events", {
    body: { event_type: type, event_id: id, user_token: "dev_someone01", code: "demo0001", hostname: "shop.example" },
  });
}

describe("the figures", () => {
  test("count each decision once through outbox, bronze, silver and gold, on its UTC day, and again after a restart", async () => {
    await decide(
      "dev_all00001",
      { functional: true, analytics: true, marketing: true },
      { hostname: "shop.example", path: "/a" },
    );
    await decide("dev_none0001", {}, { hostname: "shop.example", path: "/a/b" });
    await decide("dev_part0001", { analytics: true }, { hostname: "www.shop.example", path: "/ab" });
    await decide("dev_part0001", { analytics: true }, { hostname: "www.shop.example", path: "/ab" });
    await Promise.all(["evt_imp00001", "evt_imp00001", "evt_imp00002"].map((id) => report(id, "impression")));
    await report("evt_dia00001", "dialog_opened");
    const expected = { decisions: 3, all_allowed: 1, all_denied: 1, partial: 1 };
    await vi.waitFor(
      async () => {
        expect((await read<ConsentStatusAnswer>("/consent/status")).totals).toMatchObject(expected);
        expect((await read<ConsentFunnelAnswer>("/consent/funnel")).totals).toMatchObject({
          impressions: 2,
          dialogs_opened: 1,
          decisions: 3,
        });
      },
      { timeout: 10_000, interval: 50 },
    );
    const status = await read<ConsentStatusAnswer>("/consent/status");
    expect(status.days.map((day) => [day.day, day.decisions])).toEqual([
      ["2026-11-19", 0],
      ["2026-11-20", 3],
      ["2026-11-21", 0],
    ]);
    const part = await read<ConsentStatusAnswer>("/consent/status", { ...request, path_segment: "/a" });
    expect(part.totals).toMatchObject({ decisions: 2, partial: 0 });
    server = await server.restart();
    expect(await read("/consent/status")).toEqual(status);
  });

  test.each([
    [{ from: "2026-11-19", to: "2026-11-21" }, "code"],
    [{ ...request, codes: ["demo0001"] }, "code"],
    [{ ...request, code: "demo" }, "code"],
    [{ ...request, from: "2026-11-22" }, "to"],
    [{ ...request, from: "2026-01-01" }, "to"],
    [{ ...request, from: "yesterday" }, "from"],
    [{ ...request, country: "Germany" }, "country"],
  ])("refuse %j, naming %s", async (body, path) => {
    const answer = await read<{ error: { code: string; details: { path: string }[] } }>("/consent/status", body);
    expect(answer.error.code).toBe("invalid_request");
    expect(answer.error.details.map((detail) => detail.path)).toContain(path);
  });

  test("are for those who show a key", async () => {
    expect((await server.call("POST", "/consent/status", { body: request })).status).toBe(401);
    expect((await server.call("POST", "/consent/funnel", { body: request })).status).toBe(401);
  });

  test("of a tenant that is not here are not found", async () => {
    expect(
      (await server.call("POST", "/consent/status", { headers, body: { ...request, code: "nobody00" } })).status,
    ).toBe(404);
  });
});
