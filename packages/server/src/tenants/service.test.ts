import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Administration, DATABASES, ORIGIN, openAdministration } from "../../test/administration.ts";
import type { ConfigLayer, TenantRow } from "../storage/ports.ts";
import { toConfigEtag } from "./precondition.ts";
import type { LayerChange } from "./publish.ts";

let open: Administration;

const publish = (change: LayerChange, ifMatch?: string): Promise<TenantRow> =>
  open.tenants.publish("shop", change, { ...ORIGIN, ifMatch });
const put = (layer: object): LayerChange => ({ kind: "put", layer: { domain: "shop.example", ...layer } });
const find = async (): Promise<TenantRow> => {
  const row = await open.store.read(() => open.store.repositories.tenants.find("shop"));
  if (!row) throw new Error("no tenant");
  return row;
};

describe.each(DATABASES)("on %s", (_name, openDatabase) => {
  beforeEach(async () => {
    open = await openAdministration(openDatabase);
  });
  afterEach(() => open.close());

  describe("publishing", () => {
    beforeEach(() => open.createTenant("shop"));

    test("two publishers at once: no version is lost, each stands with what was written for it", async () => {
      const policies = Array.from({ length: 12 }, (_, index) => `p${index}`);
      const rows = await Promise.all(policies.map((policy_version) => publish(put({ policy_version }))));
      expect(rows.map((row) => row.configVersion).sort((a, b) => a - b)).toEqual(policies.map((_, index) => index + 2));
      const versions = await open.tenants.versions("shop", { cursor: "", limit: 50 });
      for (const row of rows) {
        const kept = versions.find((version) => version.configVersion === row.configVersion);
        expect(kept).toMatchObject({ configHash: row.configHash, layer: row.layer, config: row.config });
      }
      const newest = await find();
      expect(rows.find((row) => row.configVersion === newest.configVersion)).toEqual(newest);
    });

    test("two patches at once both hold", async () => {
      await Promise.all([
        publish({ kind: "patch", patch: { banner: { theme: "dark" } } }),
        publish({ kind: "patch", patch: { banner: { layout: "box" }, policy_version: "9" } }),
      ]);
      expect((await find()).layer).toEqual({
        domain: "shop.example",
        banner: { theme: "dark", layout: "box" },
        policy_version: "9",
      });
    });

    test("a change that was made from an older version is refused, and nothing goes live", async () => {
      const etag = toConfigEtag(await find());
      await publish(put({ policy_version: "2" }), etag);
      const before = await find();
      await expect(publish(put({ policy_version: "3" }), etag)).rejects.toMatchObject({ code: "precondition_failed" });
      await expect(publish(put({ policy_version: "3" }), `W/${etag}`)).rejects.toMatchObject({ status: 412 });
      expect(await find()).toEqual(before);
      await publish(put({ policy_version: "3" }), `"other", ${toConfigEtag(before)}`);
      await publish(put({ policy_version: "4" }), "*");
      expect((await find()).configVersion).toBe(4);
    });

    test("the same content published again after another is another version, so that no ETag comes back", async () => {
      const first = await find();
      await publish(put({ policy_version: "2" }));
      const again = await publish({ kind: "put", layer: first.layer });
      expect(again.configHash).toBe(first.configHash);
      expect(toConfigEtag(again)).not.toBe(toConfigEtag(first));
    });

    test("the same again changes nothing: no version, no entry", async () => {
      await publish(put({ policy_version: "2" }));
      const before = [await find(), await open.readEntries()];
      await publish({ kind: "put", layer: { policy_version: "2", domain: "shop.example", tenant_id: "shop" } });
      expect([await find(), await open.readEntries()]).toEqual(before);
    });

    test("null in a patch removes a member, so that the layer below shows again", async () => {
      await publish(put({ policy_version: "2", banner: { theme: "dark", layout: "box" } }));
      const row = await publish({ kind: "patch", patch: { policy_version: null, banner: { theme: null } } });
      expect(row.layer).toEqual({ domain: "shop.example", banner: { layout: "box" } });
      expect(row.config).toMatchObject({ policy_version: "1", banner: { theme: "auto", layout: "box" } });
    });

    test("a patch that leaves nothing whole is refused", async () => {
      await expect(publish({ kind: "patch", patch: { domain: null } })).rejects.toMatchObject({
        code: "invalid_request",
        details: [{ path: "domain" }],
      });
    });

    test("every change leaves an entry with its actor and hashes, in the same transaction", async () => {
      const row = await publish(put({ policy_version: "2" }));
      await expect(publish(put({ policy_version: "" }))).rejects.toMatchObject({ code: "invalid_request" });
      const entries = await open.readEntries();
      expect(entries.map(({ action, tenant_id }) => [action, tenant_id])).toEqual([
        ["tenant_create", "shop"],
        ["config_publish", "shop"],
      ]);
      expect(entries[1]?.details).toMatchObject({
        key_id: ORIGIN.keyId,
        change: "put",
        config_version: 2,
        config_hash: row.configHash,
      });
    });

    test("another room may edit the layer, and is checked like anybody", async () => {
      const edit = (layer: ConfigLayer): ConfigLayer => ({ ...layer, policy_version: "7" });
      expect((await publish({ kind: "edit", edit })).config.policy_version).toBe("7");
      await expect(publish({ kind: "edit", edit: () => ({}) })).rejects.toMatchObject({ code: "invalid_request" });
    });

    test("is told to whoever keeps copies, once it is live", async () => {
      open.published.length = 0;
      await publish(put({ policy_version: "2" }));
      expect(open.published.map((row) => [row.tenantId, row.configVersion])).toEqual([["shop", 2]]);
      expect((await open.directory.get("shop")).configVersion).toBe(2);
    });
  });

  describe("rolling back", () => {
    beforeEach(() => open.createTenant("shop"));

    test("publishes the layer of that version again, as a new version", async () => {
      await publish(put({ policy_version: "2" }));
      await publish(put({ policy_version: "3" }));
      const row = await publish({ kind: "rollback", version: 2 });
      expect([row.configVersion, row.config.policy_version]).toEqual([4, "2"]);
      expect(row.configHash).toBe((await open.tenants.version("shop", 2)).configHash);
    });

    test("to what would not be valid any more is refused with the faults, and nothing goes live", async () => {
      await open.organizations.put("org", { name: "Org" }, ORIGIN.keyId);
      await open.createTenant("other", "org", { categories: [{ id: "stats", name: "Statistics" }] });
      const change = (layer: object): Promise<TenantRow> =>
        open.tenants.publish("other", { kind: "put", layer: { domain: "other.example", ...layer } }, ORIGIN);
      await change({});
      const config = {
        categories: [{ id: "own", name: "Own" }],
        google_consent_mode: { mapping: { ad_storage: "own" } },
      };
      await open.organizations.put("org", { name: "Org", config }, ORIGIN.keyId);
      const rollback = open.tenants.publish("other", { kind: "rollback", version: 1 }, ORIGIN);
      await expect(rollback).rejects.toMatchObject({
        code: "invalid_request",
        details: [{ path: "google_consent_mode.mapping.ad_storage" }],
      });
      expect((await open.directory.get("other")).config.categories[0]?.id).toBe("own");
    });

    test("to a version that was never published is not found", async () => {
      await expect(publish({ kind: "rollback", version: 9 })).rejects.toMatchObject({ code: "not_found" });
    });
  });

  describe("creating", () => {
    test("an id or a code that names a tenant already, either way, is refused", async () => {
      const first = await open.createTenant("abcd1234");
      const create = (tenantId: string, code: string): Promise<TenantRow> =>
        open.tenants.create({ tenantId, code, organizationId: null, layer: { domain: "a.example" } }, ORIGIN);
      for (const [tenantId, code] of [
        ["abcd1234", "zzzz0001"],
        [first.code, "zzzz0002"],
        ["other", "abcd1234"],
        ["other", first.code],
      ] as const) {
        await expect(create(tenantId, code)).rejects.toMatchObject({ code: "conflict" });
      }
      expect(await open.store.read(() => open.store.repositories.tenants.count())).toBe(1);
    });

    test("the same name twice at once makes one tenant", async () => {
      const results = await Promise.allSettled([open.createTenant("shop"), open.createTenant("shop")]);
      expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    });

    test("names are made where they are left out, and a tenant takes its organization's layer", async () => {
      await open.organizations.put("org", { name: "Org", config: { banner: { theme: "dark" } } }, ORIGIN.keyId);
      const row = await open.tenants.create(
        { tenantId: undefined, code: undefined, organizationId: "org", layer: { domain: "a.example" } },
        ORIGIN,
      );
      expect(row.tenantId).toMatch(/^ten_[A-Za-z0-9_-]{16}$/);
      expect(row.code).toMatch(/^[A-Za-z0-9]{8}$/);
      expect([row.organizationId, row.config.banner.theme]).toEqual(["org", "dark"]);
    });

    test("in an organization that is not there is refused", async () => {
      await expect(open.createTenant("shop", "nobody")).rejects.toMatchObject({ code: "not_found" });
    });
  });
});
