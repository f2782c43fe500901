import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readConfig } from "../config.ts";
import type { RelationalStore } from "../storage/ports.ts";
import { createSqliteRelational } from "../storage/relational/sqlite.ts";
import { toPublished } from "../tenants/tenant.ts";
import { provision } from "./provision.ts";

let directory: string;
let store: RelationalStore;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "cookiehub-provision-"));
  store = await createSqliteRelational({ file: join(directory, "test.sqlite") });
});
afterEach(async () => {
  await store.close();
  await rm(directory, { recursive: true, force: true });
});

let counter = 0;
const random = (bytes: number): Uint8Array => new Uint8Array(bytes).map(() => counter++);
const tenantEnv = {
  COOKIEHUB_INIT_TENANT_ID: "shop",
  COOKIEHUB_INIT_TENANT_CODE: "shop0001",
  COOKIEHUB_INIT_TENANT_DOMAIN: "shop.example,a.test",
};
const run = (env: Record<string, string>): ReturnType<typeof provision> =>
  provision({ store, nowMs: 1, random }, readConfig(env).init);

describe("a first start", () => {
  test("makes one key with every scope, and shows it once", async () => {
    const { adminKey } = await run({});
    expect(adminKey).toMatch(/^chk_[A-Za-z0-9_-]{43}$/);
    expect((await run({})).adminKey).toBeNull();
  });

  test("makes no key beside the one that was given", async () => {
    expect((await run({ COOKIEHUB_INIT_API_KEY: "chk_given_by_the_operator" })).adminKey).toBeNull();
    expect(await store.read(() => store.repositories.apiKeys.count())).toBe(1);
  });

  test("makes the tenant that was asked for, with its hosts", async () => {
    await run(tenantEnv);
    const tenant = await store.read(() => store.repositories.tenants.find("shop0001"));
    expect(tenant).toMatchObject({ tenantId: "shop", config: { domain: "shop.example", subdomains: ["a.test"] } });
  });
});

describe("a later start", () => {
  test("changes nothing: neither keys nor a configuration that was published since", async () => {
    const env = { ...tenantEnv, COOKIEHUB_INIT_API_KEY: "chk_given_by_the_operator" };
    await run(env);
    const { tenants, apiKeys } = store.repositories;
    const tenant = await store.read(() => tenants.find("shop"));
    if (!tenant) throw new Error("no tenant");
    const published = toPublished(
      tenant,
      { config: { ...tenant.config, policy_version: "7" }, layer: tenant.layer },
      2,
    );
    await store.transaction(() => tenants.put(published));
    expect(await run(env)).toEqual({
      adminKey: null,
      isInitKeyRevoked: false,
      tenantCreated: false,
      ignoredHosts: [],
    });
    expect(await store.read(() => tenants.find("shop"))).toEqual(published);
    expect(await store.read(() => apiKeys.count())).toBe(1);
  });

  test("with another key in the environment revokes the earlier one, and says so in the log of changes", async () => {
    const { apiKeys, auditLog } = store.repositories;
    await run({ COOKIEHUB_INIT_API_KEY: "chk_the_first_key_of_the_operator" });
    const [first] = await store.read(() => apiKeys.list("server", "", 9));
    await run({ COOKIEHUB_INIT_API_KEY: "chk_the_second_key_of_the_operator" });
    const keys = await store.read(() => apiKeys.list("server", "", 9));
    expect(keys.find((key) => key.keyId === first?.keyId)?.revokedAtMs).toBe(1);
    expect(keys.filter((key) => key.revokedAtMs === null)).toHaveLength(1);
    await store.transaction(() => auditLog.sequence(9));
    const leaves = await store.read(() => auditLog.leaves(0, 9));
    expect(leaves.map((leaf) => (JSON.parse(leaf.body) as { action: string }).action)).toEqual([
      "key_create",
      "key_revoke",
      "key_create",
    ]);
  });

  test("leaves keys alone that the environment did not bring", async () => {
    await run({});
    await run({ COOKIEHUB_INIT_API_KEY: "chk_given_by_the_operator" });
    expect(await store.read(() => store.repositories.apiKeys.count())).toBe(2);
  });

  test("does not bring a key back that was revoked, and tells so", async () => {
    const env = { COOKIEHUB_INIT_API_KEY: "chk_given_by_the_operator" };
    await run(env);
    const { apiKeys } = store.repositories;
    const [key] = await store.read(() => apiKeys.list("server", "", 9));
    if (!key) throw new Error("no key");
    await store.transaction(() => apiKeys.put({ ...key, revokedAtMs: 5 }));
    expect((await run(env)).isInitKeyRevoked).toBe(true);
    expect(await store.read(() => apiKeys.count())).toBe(0);
  });

  test("says which hosts it does not add: the configuration decides, and their pages would be refused", async () => {
    await run(tenantEnv);
    const env = { ...tenantEnv, COOKIEHUB_INIT_TENANT_DOMAIN: "shop.example,www.shop.example,new.example" };
    expect((await run(env)).ignoredHosts).toEqual(["new.example"]);
  });

  test("refuses an id that is another tenant's code: it would answer in the other's name", async () => {
    await run(tenantEnv);
    const env = { ...tenantEnv, COOKIEHUB_INIT_TENANT_ID: "shop0001", COOKIEHUB_INIT_TENANT_CODE: "other001" };
    await expect(run(env)).rejects.toThrow("id shop0001 is the code of tenant shop");
  });

  test("refuses to give a tenant another code, or a code to another tenant", async () => {
    await run(tenantEnv);
    await expect(run({ ...tenantEnv, COOKIEHUB_INIT_TENANT_CODE: "other001" })).rejects.toThrow(
      "exists with code shop0001",
    );
    await expect(run({ ...tenantEnv, COOKIEHUB_INIT_TENANT_ID: "other" })).rejects.toThrow("belongs to tenant shop");
  });
});
