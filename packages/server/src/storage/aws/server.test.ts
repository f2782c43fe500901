import type { ConsentFunnelAnswer } from "@cookiehub/schemas/types";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { createTestAws, type TestAws } from "../../../test/aws/test-aws.ts";
import { DECISION, startTestServer, TEST_API_KEY, type TestServer, toHeaders } from "../../../test/test-server.ts";

const NOW_MS = Date.UTC(2026, 10, 20, 12);
const WITHIN = { timeout: 20_000, interval: 50 };

async function start({ bucket, queue }: TestAws): Promise<TestServer> {
  const env = {
    S3_BUCKET: bucket.bucket,
    S3_REGION: bucket.region,
    S3_ENDPOINT: bucket.endpoint,
    S3_PREFIX: "one/",
    SQS_QUEUE_URL: queue.queueUrl,
  };
  vi.stubEnv("AWS_REGION", queue.region);
  const server = await startTestServer({ env, now: () => NOW_MS });
  onTestFinished(() => server.close());
  return server;
}

function report(server: TestServer, id: string): Promise<Response> {
  const event = { event_type: "impression", event_id: id, user_token: "dev_someone01", code: "demo0001" };
  return server.call("POST", "/v3/events", { body: event });
}

const decide = (server: TestServer, number: number): Promise<Response> =>
  server.call("POST", "/api/v1/consent", {
    headers: toHeaders(`dev_aws${number}`, `key_aws0000${number}`),
    body: DECISION,
  });

async function expectTotals(server: TestServer, totals: Partial<ConsentFunnelAnswer["totals"]>): Promise<void> {
  const body = { code: "demo0001", from: "2026-11-20", to: "2026-11-20" };
  const options = { headers: { "X-API-Key": TEST_API_KEY }, body };
  await vi.waitFor(async () => {
    const answer = (await (await server.call("POST", "/consent/funnel", options)).json()) as ConsentFunnelAnswer;
    expect(answer.totals).toMatchObject(totals);
  }, WITHIN);
}

describe("a server on S3 and SQS", () => {
  test("counts reports and decisions once, keeps its objects in the bucket, and nothing in the queue", async () => {
    const aws = await createTestAws();
    const server = await start(aws);
    for (const id of ["evt_aws00001", "evt_aws00002", "evt_aws00001"]) {
      expect((await report(server, id)).status).toBe(202);
    }
    expect((await decide(server, 1)).status).toBe(201);
    await expectTotals(server, { impressions: 2, decisions: 1 });
    expect(
      aws.front.calls.some((call) => call.operation === "PUT" && call.path.startsWith("/bronze/one/consent/")),
    ).toBe(true);
    await vi.waitFor(() => {
      const { ready, inflight } = aws.emulator.inspectQueue("events")?.messages ?? {};
      expect([ready, inflight]).toEqual([[], []]);
    }, WITHIN);
  });

  test("takes decisions while both are away, says so in /ready, and goes on by itself", async () => {
    const aws = await createTestAws();
    const server = await start(aws);
    aws.front.setFaults(() => "lose");
    const ready = await server.call("GET", "/ready");
    expect([ready.status, await ready.json()]).toMatchObject([
      200,
      { status: "degraded", checks: { objects: "failed", queue: "failed", relational: "ok" } },
    ]);
    expect((await server.call("GET", "/metrics")).status).toBe(200);
    expect((await decide(server, 2)).status).toBe(201);
    expect((await report(server, "evt_aws00003")).status).toBe(503);
    aws.front.setFaults(() => undefined);
    expect((await report(server, "evt_aws00003")).status).toBe(202);
    await expectTotals(server, { impressions: 1, decisions: 1 });
  });

  test("ends at once while it waits for messages, and writes those that it holds", async () => {
    const aws = await createTestAws();
    const server = await start(aws);
    await report(server, "evt_aws00004");
    const polls = () => aws.front.calls.filter((call) => call.operation === "ReceiveMessage").length;
    await vi.waitFor(() => expect(polls()).toBeGreaterThan(0), WITHIN);
    const again = await server.restart();
    onTestFinished(() => again.close());
    await expectTotals(again, { impressions: 1 });
  });
});
