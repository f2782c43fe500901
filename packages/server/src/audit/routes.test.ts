import { hash } from "node:crypto";
import { consentReceiptAnswerSchema } from "@cookiehub/schemas";
import type { ConsentReceiptAnswer, LogKeysAnswer } from "@cookiehub/schemas/types";
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { createLogFixture, runToEnd } from "../../test/audit/log-fixture.ts";
import { DECISION, startTestServer, TEST_API_KEY, type TestServer, toHeaders } from "../../test/test-server.ts";
import type { ApiRequest } from "../http/route.ts";
import { readCheckpoint } from "./checkpoint.ts";
import { createLogReader } from "./log-reader.ts";
import { hashLeaf, toInclusionRoot } from "./merkle.ts";
import { readSigners, readVkey } from "./note.ts";
import { createAuditRoutes } from "./routes.ts";

const DEVICE = "dev_receipt0001";
const OTHER = "dev_receipt0002";
const KEY = { "X-API-Key": TEST_API_KEY };
let server: TestServer;

beforeEach(async () => {
  server = await startTestServer();
});
afterEach(() => server.close());

async function decide(device = DEVICE): Promise<string> {
  const headers = toHeaders(device, `key_${device}`);
  const response = await server.call("POST", "/api/v1/consent", { headers, body: DECISION });
  return ((await response.json()) as { audit_id: string }).audit_id;
}

function ask(auditId: string, headers: Record<string, string>): Promise<Response> {
  return server.call("GET", `/api/v1/consent/receipt/${auditId}`, { headers });
}

async function readLogged(auditId: string, headers = toHeaders(DEVICE)): Promise<ConsentReceiptAnswer> {
  return vi.waitFor(
    async () => {
      const response = await ask(auditId, headers);
      expect(response.status).toBe(200);
      return consentReceiptAnswerSchema.parse(await response.json());
    },
    { timeout: 20_000, interval: 50 },
  );
}

describe("a receipt", () => {
  test("proves its decision against the log's key, with nothing else at hand", async () => {
    const auditId = await decide();
    const receipt = await readLogged(auditId);
    expect(receipt).toMatchObject({ status: "logged", audit_id: auditId, tenant_id: "demo" });
    expect(receipt.decision.categories).toEqual(DECISION.categories);
    expect(receipt.shown).toMatchObject({ policy_version: "1", banner_version: "1", config_version: 1 });
    expect(JSON.parse(receipt.entry)).toMatchObject({ audit_id: auditId, config_hash: receipt.shown.config_hash });

    const { proof, personal } = receipt;
    if (proof === null || personal === null) throw new Error("no proof");
    const leaf = hashLeaf(Buffer.from(receipt.entry));
    expect(Buffer.from(leaf).toString("hex")).toBe(receipt.leaf_hash);
    const { checkpoint, note } = readCheckpoint(proof.checkpoint);
    const path = proof.inclusion.map((one) => Buffer.from(one, "hex"));
    expect(Buffer.from(toInclusionRoot(leaf, proof.leaf_index, proof.tree_size, path) ?? [])).toEqual(checkpoint.root);
    expect(checkpoint.size).toBe(proof.tree_size);

    const { keys } = (await (await server.call("GET", "/log/keys")).json()) as LogKeysAnswer;
    expect(keys).toEqual(proof.keys);
    expect(readSigners(note, [readVkey(keys[0]?.vkey ?? "")])).toHaveLength(1);

    const commitment = hash("sha256", Buffer.concat([Buffer.from(personal.salt, "hex"), Buffer.from(personal.fields)]));
    expect(JSON.parse(receipt.entry).subject_commitment).toBe(commitment);
    expect(JSON.parse(personal.fields)).toMatchObject({ deviceId: DEVICE });
  });

  test("is pending, and says when to ask again, until the log covers it", async () => {
    const auditId = await decide();
    const response = await ask(auditId, toHeaders(DEVICE));
    const receipt = consentReceiptAnswerSchema.parse(await response.json());
    // The sequencer may have been faster: then it is logged, and never anything in between.
    expect([response.status, receipt.status, receipt.proof === null]).toEqual(
      receipt.proof === null ? [202, "pending", true] : [200, "logged", false],
    );
    if (receipt.proof === null) expect(response.headers.get("retry-after")).toBe("2");
    expect(receipt.decision.audit_id).toBe(auditId);
  });

  test("is for the device that decided, and for keys of the tenant", async () => {
    const auditId = await decide();
    expect((await ask(auditId, toHeaders(OTHER))).status).toBe(404);
    expect((await ask(auditId, { "X-Tenant-ID": "demo" })).status).toBe(400);
    expect((await ask(auditId, { "X-Tenant-ID": "demo", "X-API-Key": "chk_wrong" })).status).toBe(401);
    expect([200, 202]).toContain((await ask(auditId, { "X-Tenant-ID": "demo", ...KEY })).status);
    expect((await ask(`${auditId.slice(0, -3)}AAA`, toHeaders(DEVICE))).status).toBe(404);
    expect((await ask("aud_1", toHeaders(DEVICE))).status).toBe(400);
    const body = { tenant_id: "other", config: { domain: "other.example" } };
    expect((await server.call("POST", "/api/v1/tenants", { headers: KEY, body })).status).toBe(201);
    expect((await ask(auditId, { ...toHeaders(DEVICE), "X-Tenant-ID": "other" })).status).toBe(404);
  });

  test("is for every device of the user, once a login linked them", async () => {
    await decide();
    const migrate = (device: string): Promise<Response> =>
      server.call("POST", "/api/v1/consent/migrate", {
        headers: { ...KEY, "X-Tenant-ID": "demo" },
        body: { device_id: device, user_id: "ann" },
      });
    await migrate(DEVICE);
    await migrate(OTHER);
    const response = await server.call("POST", "/api/v1/consent", {
      headers: toHeaders(DEVICE, "key_of_the_user"),
      body: { ...DECISION, consent_method: "preferences" },
    });
    const { audit_id: auditId } = (await response.json()) as { audit_id: string };
    expect([200, 202]).toContain((await ask(auditId, toHeaders(OTHER))).status);
    expect((await ask(auditId, toHeaders("dev_stranger001"))).status).toBe(404);
  });

  test("of an erased person opens nothing, and is found by key alone", async () => {
    const auditId = await decide();
    const body = { device_id: DEVICE };
    const headers = { ...KEY, "X-Tenant-ID": "demo" };
    expect((await server.call("POST", "/api/v1/subjects/erase", { headers, body })).status).toBe(200);
    expect((await ask(auditId, toHeaders(DEVICE))).status).toBe(404);
    const receipt = await readLogged(auditId, headers);
    expect(receipt.personal).toBeNull();
    expect(receipt.proof).not.toBeNull();
  });
});

describe("the log over HTTP", () => {
  test("serves its newest checkpoint, and tiles that lead to it; tiles that nothing covers it does not serve", async () => {
    const { proof } = await readLogged(await decide());
    const response = await server.call("GET", "/log/checkpoint");
    expect(response.headers.get("content-type")).toBe("text/plain; charset=utf-8");
    const { checkpoint } = readCheckpoint(await response.text());
    expect(checkpoint.size).toBeGreaterThanOrEqual(proof?.tree_size ?? 1);
    const tile = await server.call("GET", `/log/tile/0/000.p/${checkpoint.size}`);
    expect(tile.headers.get("cache-control")).toContain("immutable");
    expect((await tile.arrayBuffer()).byteLength).toBe(checkpoint.size * 32);
    for (const path of [`0/000.p/${checkpoint.size + 1}`, "0/000", "1/000.p/1", "0/0", "9/000", "..%2F..%2Fkeys"]) {
      expect((await server.call("GET", `/log/tile/${path}`)).status, path).toBe(404);
    }
  });

  test("gives entries to keys of the whole server with audit:read, and to nobody else", async () => {
    await readLogged(await decide());
    const path = "/log/tile/entries/000.p/1";
    expect((await server.call("GET", path)).status).toBe(401);
    const body = { name: "auditor", scopes: ["audit:read"], tenant_id: "demo" };
    const created = await server.call("POST", "/api/v1/keys", { headers: KEY, body });
    const { key = "" } = (await created.json()) as { key?: string };
    expect((await server.call("GET", path, { headers: { "X-API-Key": key } })).status).toBe(403);
    const response = await server.call("GET", path, { headers: KEY });
    expect(response.headers.get("cache-control")).toContain("private");
    const bytes = Buffer.from(await response.arrayBuffer());
    expect(bytes.readUInt16BE(0)).toBe(bytes.length - 2);
    expect(JSON.parse(bytes.subarray(2).toString())).toHaveProperty("audit_id");
  });

  test("serves no tile that has its place and no signature yet: it could still become another one", async () => {
    const fixture = await createLogFixture();
    onTestFinished(fixture.close);
    const { store, objects } = fixture;
    await fixture.append(2);
    await runToEnd(fixture.createSequencer());
    await fixture.append(1);
    await store.transaction(() => store.repositories.auditLog.sequence(9));
    const log = createLogReader(store, objects);
    const none = (): never => {
      throw new Error("unused");
    };
    const tenants = { get: none, invalidate: none, close: none };
    const route = createAuditRoutes({ store, log, tenants }).find(({ path }) => path.startsWith("/log/tile/:"));
    const serve = async (path: string) => route?.handle({ param: () => path } as unknown as ApiRequest);
    expect(await serve("0/000.p/2")).toMatchObject({ status: 200 });
    await expect(serve("0/000.p/3")).rejects.toMatchObject({ code: "not_found" });
  });

  test("is named among the readiness checks and the figures", async () => {
    await readLogged(await decide());
    const ready = (await (await server.call("GET", "/ready")).json()) as { checks: Record<string, string> };
    expect(ready.checks.audit_log).toBe("ok");
    const metrics = await (await server.call("GET", "/metrics")).text();
    expect(metrics).toMatch(/^cookiehub_audit_log_fault 0$/m);
    expect(metrics).toMatch(/^cookiehub_audit_waiting 0$/m);
    expect(metrics).toMatch(/^cookiehub_audit_log_size [1-9]/m);
    expect(metrics).toMatch(/^cookiehub_audit_checkpoint_age_seconds \d/m);
  });
});
