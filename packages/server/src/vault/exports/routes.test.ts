import type { ExportAnswer, ExportDownloadAnswer } from "@cookiehub/schemas/types";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { DECISION, startTestServer, TEST_API_KEY, type TestServer, toHeaders } from "../../../test/test-server.ts";
import { unpackExport } from "../../../test/unpack-archive.ts";

const clock = { nowMs: Date.UTC(2026, 10, 20, 12) };
const WISH = { code: "demo0001", from: "2026-11-19", to: "2026-11-20", format: "ndjson" };
const VAULT_KEY = "vault_test_0123456789abcdefghijklmnop";
let server: TestServer;
let otherKey = "";

beforeAll(async () => {
  server = await startTestServer({ now: () => clock.nowMs, env: { VAULT_API_KEY: VAULT_KEY } });
  await call("POST", "/api/v1/tenants", { tenant_id: "other", code: "other001", config: { domain: "other.example" } });
  const grant = { name: "of another tenant", scopes: ["analytics:raw"], tenant_id: "other" };
  otherKey = (await call<{ key: string }>("POST", "/api/v1/keys", grant)).body.key;
});
afterAll(() => server.close());

async function call<Body>(method: string, path: string, body?: unknown, key = TEST_API_KEY) {
  const response = await server.call(method, path, { headers: { "X-API-Key": key }, body });
  return { status: response.status, body: (await response.json()) as Body };
}

const request = async (wish: object, key?: string) => (await call<ExportAnswer>("POST", "/exports", wish, key)).body;

async function waitUntilReady(id: string): Promise<ExportAnswer> {
  return vi.waitFor(
    async () => {
      const { body } = await call<ExportAnswer>("GET", `/exports/${id}`);
      expect(body.status).toBe(4);
      return body;
    },
    { timeout: 20_000, interval: 50 },
  );
}

async function createUrl(id: string): Promise<string> {
  return (await call<ExportDownloadAnswer>("POST", `/exports/${id}/download`)).body.url;
}

describe("an export", () => {
  test("goes from a decision to a file that whoever has the address may download, and nothing of the tenant stands in it", async () => {
    const decided = { ...DECISION, hostname: "shop.example", path: "/a" };
    await server.call("POST", "/api/v1/consent", { headers: toHeaders("dev_export001", "key_export1"), body: decided });
    await vi.waitFor(
      async () => {
        const { body } = await call<{ totals: object }>("POST", "/consent/status", { ...WISH, format: undefined });
        expect(body.totals).toMatchObject({ decisions: 1 });
      },
      { timeout: 20_000, interval: 50 },
    );
    const asked = await call<ExportAnswer>("POST", "/exports", WISH, VAULT_KEY);
    expect(asked).toMatchObject({ status: 202, body: { ...WISH, status: 0, requested_by: "VAULT_API_KEY" } });
    const ready = await waitUntilReady(asked.body.export_id);
    expect(ready).toMatchObject({ row_count: 1, attempts: 1, expires_at: "2026-11-27T12:00:00.000Z" });
    const { body: download } = await call<ExportDownloadAnswer>("POST", `/exports/${ready.export_id}/download`);
    expect(download.expires_at).toBe("2026-11-20T12:15:00.000Z");
    expect(download.url).toMatch(new RegExp(`^/exports/${ready.export_id}/archive\\?expires=\\d+&signature=[\\w-]+$`));
    const response = await server.call("GET", download.url);
    expect([response.status, response.headers.get("content-type"), response.headers.get("content-length")]).toEqual([
      ...[200, "application/zip", String(ready.byte_count)],
    ]);
    const disposition = `attachment; filename="cookiehub-${ready.export_id}.zip"`;
    expect(response.headers.get("content-disposition")).toBe(disposition);
    const { files, manifest } = await unpackExport(new Uint8Array(await response.arrayBuffer()));
    expect([...files.keys()]).toEqual(["demo0001-2026-11-19.ndjson", "demo0001-2026-11-20.ndjson"]);
    const [first, second = ""] = files.values();
    expect(first).toBe("");
    const event = JSON.parse(second) as object;
    expect(Object.keys(event)).toEqual(manifest.columns);
    expect(event).toMatchObject({ event_type: "decision", user_token: "dev_export001", path: "/a" });
  });

  test("is the same one while it is under way, whoever asks, and a new one afterwards", async () => {
    const wish = { ...WISH, from: "2026-11-18" };
    const [one, two] = await Promise.all([request(wish), request(wish, VAULT_KEY)]);
    expect(one.export_id).toBe(two.export_id);
    await waitUntilReady(one.export_id);
    const later = await request(wish);
    expect(later.export_id).not.toBe(one.export_id);
    await waitUntilReady(later.export_id);
  });

  test("of another tenant is not found, and not made", async () => {
    const { export_id: id } = await request(WISH);
    await waitUntilReady(id);
    const answers = [
      await call("GET", `/exports/${id}`, undefined, otherKey),
      await call("GET", "/exports/exp_AAAAAAAAAAAAAAAAAAAAAA", undefined, otherKey),
      await call("POST", `/exports/${id}/download`, undefined, otherKey),
    ];
    expect(answers.map(({ status, body }) => [status, (body as { error: { message: string } }).error.message])).toEqual(
      Array(3).fill([404, "There is no export of this id."]),
    );
    expect((await call("POST", "/exports", WISH, otherKey)).status).toBe(403);
    expect((await call("POST", "/exports", { ...WISH, code: "other001" }, otherKey)).status).toBe(202);
    expect((await call("POST", "/exports", { ...WISH, code: "nobody01" })).status).toBe(404);
  });

  test.each([
    [{ ...WISH, to: "2026-11-18" }, "to"],
    [{ ...WISH, from: "2026-10-20" }, "to"],
    [{ ...WISH, format: "xlsx" }, "format"],
    [{ ...WISH, codes: ["demo0001"] }, "codes"],
    [{ ...WISH, code: undefined }, "code"],
  ])("of %j is refused, naming %s", async (wish, path) => {
    const answer = await call<{ error: { details: { path: string }[] } }>("POST", "/exports", wish);
    expect(answer.status).toBe(400);
    expect(answer.body.error.details.map((detail) => detail.path)).toContain(path);
  });

  test("of 31 days is taken", async () => {
    expect((await request({ ...WISH, from: "2026-10-21", format: "csv" })).status).toBe(0);
  });
});

describe("the address of an archive", () => {
  test("is good for nothing else, and not for ever", async () => {
    const { export_id: id } = await request(WISH);
    await waitUntilReady(id);
    const url = await createUrl(id);
    const { export_id: second } = await request({ ...WISH, format: "csv" });
    await waitUntilReady(second);
    const ask = async (path: string) => (await server.call("GET", path)).status;
    expect(await ask(url)).toBe(200);
    const expires = /expires=(\d+)/.exec(url)?.[1] ?? "";
    for (const forged of [
      url.replace(id, second),
      url.replace(expires, String(Number(expires) + 1)),
      url.replace(expires, `0${expires}`).replace(`0${expires}`, ` ${expires}`),
      url.replace(/signature=./, (text) => `${text.slice(0, -1)}${text.endsWith("A") ? "B" : "A"}`),
      url.replace(/signature=.*/, "signature="),
      url.replace(/&signature=.*/, ""),
      `/exports/${id}/archive`,
    ]) {
      expect([forged, await ask(forged)]).toEqual([forged, 403]);
    }
    clock.nowMs += 899_000;
    expect(await ask(url)).toBe(200);
    clock.nowMs += 1000;
    expect(await ask(url)).toBe(403);
    expect(await ask(await createUrl(id))).toBe(200);
  });

  test("is answered to HEAD without a body", async () => {
    const { export_id: id } = await request(WISH);
    await waitUntilReady(id);
    const head = await server.call("HEAD", await createUrl(id));
    expect([head.status, await head.text()]).toEqual([200, ""]);
  });

  test("holds after a restart, and no longer than the archive", async () => {
    const { export_id: id } = await request(WISH);
    const { expires_at } = await waitUntilReady(id);
    clock.nowMs = Date.parse(expires_at ?? "") - 60_000;
    const download = await call<ExportDownloadAnswer>("POST", `/exports/${id}/download`);
    expect(download.body.expires_at).toBe(expires_at);
    server = await server.restart();
    expect((await server.call("GET", download.body.url)).status).toBe(200);
    clock.nowMs += 60_000;
    expect((await server.call("GET", download.body.url)).status).toBe(403);
    expect((await call("POST", `/exports/${id}/download`)).status).toBe(404);
  });
});

test("without a worker exports wait, a bounded number of them, and there is nothing to download", async () => {
  const idle = await startTestServer({ env: { EXPORTS_WORKER_ENABLED: "false" } });
  try {
    const headers = { "X-API-Key": TEST_API_KEY };
    const ask = (from: string) => idle.call("POST", "/exports", { headers, body: { ...WISH, from } });
    const first = (await (await ask("2026-11-01")).json()) as ExportAnswer;
    for (const from of ["2026-11-02", "2026-11-03", "2026-11-04", "2026-11-05"])
      expect((await ask(from)).status).toBe(202);
    const refused = await ask("2026-11-06");
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "60"]);
    expect(await refused.json()).toMatchObject({ error: { code: "rate_limited" } });
    // The same again is no further one.
    expect((await ask("2026-11-05")).status).toBe(202);
    const early = await idle.call("POST", `/exports/${first.export_id}/download`, { headers });
    expect(early.status).toBe(409);
    expect(await (await idle.call("GET", "/metrics")).text()).toMatch(/^cookiehub_exports_open 5$/m);
  } finally {
    await idle.close();
  }
});
