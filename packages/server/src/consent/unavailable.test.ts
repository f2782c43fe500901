import { join } from "node:path";
import Database from "better-sqlite3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DECISION, startTestServer, type TestServer, toHeaders } from "../../test/test-server.ts";

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

/** Locks a database as another program would, for as long as the work takes. */
async function whileLocked(file: string, work: () => Promise<void>): Promise<void> {
  const other = new Database(join(server.directory, file));
  other.exec("BEGIN IMMEDIATE");
  try {
    await work();
  } finally {
    other.exec("ROLLBACK");
    other.close();
  }
}

describe("while another program locks the database", () => {
  test("a decision is not acknowledged, reading goes on, and the same key succeeds afterwards", async () => {
    const headers = toHeaders("dev_locked01", "key_locked01");
    await whileLocked("cookiehub.sqlite", async () => {
      const refused = await server.call("POST", "/api/v1/consent", { headers, body: DECISION });
      expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "2"]);
      expect(await refused.json()).toMatchObject({ error: { code: "storage_unavailable" } });
      const read = await server.call("GET", "/api/v1/consent", { headers });
      expect(await read.json()).toMatchObject({ consent_id: null });
    });
    const accepted = await server.call("POST", "/api/v1/consent", { headers, body: DECISION });
    expect([accepted.status, accepted.headers.get("idempotent-replayed")]).toEqual([201, null]);
    const history = await (await server.call("GET", "/api/v1/consent/history", { headers })).json();
    expect(history).toMatchObject({ decisions: [{ action: "custom" }] });
  });

  test("events are not acknowledged either", async () => {
    const body = { event_type: "impression", user_token: "dev_locked01", code: "demo0001" };
    await whileLocked("queue.sqlite", async () => {
      expect((await server.call("POST", "/v3/events", { body })).status).toBe(503);
    });
    expect((await server.call("POST", "/v3/events", { body })).status).toBe(202);
  });
});
