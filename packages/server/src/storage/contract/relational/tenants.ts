import { describe, expect, test } from "vitest";
import { StorageConflictError } from "../../errors.ts";
import type { OpenStore } from "../relational-store.ts";
import { createOrganizationRow, createTenantRow } from "../rows.ts";

/** Describes what every relational store guarantees of tenants and what belongs to them. */
export function describeTenants(open: OpenStore): void {
  describe("tenants", () => {
    test("are found by id and by code, and an id wins over a code", async () => {
      const { store, tenants } = await open();
      const byCode = createTenantRow({ tenantId: "other", code: "abcd1234" });
      const byId = createTenantRow({ tenantId: "abcd1234", code: "zzzz9999" });
      await store.transaction(() => tenants.put(byCode));
      expect(await store.read(() => tenants.find("abcd1234"))).toEqual(byCode);
      await store.transaction(() => tenants.put(byId));
      expect(await store.read(() => tenants.find("abcd1234"))).toEqual(byId);
      expect(await store.read(() => tenants.find("other"))).toEqual(byCode);
      expect(await store.read(() => tenants.find("' OR 1=1 --"))).toBeUndefined();
      expect(await store.read(() => tenants.count())).toBe(2);
    });

    test("keep their time of creation when the configuration is replaced", async () => {
      const { store, tenants } = await open();
      await store.transaction(() => tenants.put(createTenantRow()));
      const second = createTenantRow({
        ...{ configVersion: 2, configHash: "hash-2", servicesVersion: 2 },
        ...{ updatedAtMs: 9, createdAtMs: 8 },
      });
      await store.transaction(() => tenants.put(second));
      const found = await store.read(() => tenants.find("shop"));
      expect(found).toEqual({ ...second, createdAtMs: createTenantRow().createdAtMs });
    });

    test("take the same version again, but never other content under a published number", async () => {
      const { store, tenants } = await open();
      await store.transaction(() => tenants.put(createTenantRow()));
      await store.transaction(() => tenants.put(createTenantRow()));
      const rewritten = store.transaction(() => tenants.put(createTenantRow({ configHash: "rewritten" })));
      await expect(rewritten).rejects.toBeInstanceOf(StorageConflictError);
      expect((await store.read(() => tenants.find("shop")))?.configHash).toBe("hash-1");
    });

    test("cannot take another tenant's code", async () => {
      const { store, tenants } = await open();
      await store.transaction(() => tenants.put(createTenantRow()));
      const thief = store.transaction(() => tenants.put(createTenantRow({ tenantId: "thief" })));
      await expect(thief).rejects.toBeInstanceOf(StorageConflictError);
    });

    test("are listed in the order of their ids, those of one organization or all", async () => {
      const { store, tenants, organizations } = await open();
      await store.transaction(() => organizations.put(createOrganizationRow()));
      const rows = ["b", "A", "c-1", "c_1"].map((tenantId, index) =>
        createTenantRow({ tenantId, code: `code000${index}`, organizationId: tenantId === "A" ? null : "org_1" }),
      );
      for (const row of rows) await store.transaction(() => tenants.put(row));
      const ids = async (organizationId: string | null, after: string, limit: number) =>
        (await store.read(() => tenants.list(organizationId, after, limit))).map((tenant) => tenant.tenantId);
      expect(await ids(null, "", 9)).toEqual(["A", "b", "c-1", "c_1"]);
      expect(await ids(null, "b", 1)).toEqual(["c-1"]);
      expect(await ids("org_1", "", 9)).toEqual(["b", "c-1", "c_1"]);
      expect(await ids("org_2", "", 9)).toEqual([]);
    });

    test("keep every published version with what was written for it", async () => {
      const { store, tenants } = await open();
      for (const configVersion of [1, 2, 3]) {
        const row = createTenantRow({ configVersion, configHash: `hash-${configVersion}`, layer: { configVersion } });
        await store.transaction(() => tenants.put(row));
      }
      const listed = await store.read(() => tenants.versions("shop", 3, 9));
      expect(listed.map((version) => [version.configVersion, version.configHash, version.layer])).toEqual([
        [2, "hash-2", { configVersion: 2 }],
        [1, "hash-1", { configVersion: 1 }],
      ]);
      expect(await store.read(() => tenants.version("shop", 1))).toEqual(listed[1]);
      expect(await store.read(() => tenants.version("other", 1))).toBeUndefined();
    });

    test("have identity secrets of their own, newest first, until they are removed", async () => {
      const { store, tenants, identitySecrets } = await open();
      await store.transaction(() => tenants.put(createTenantRow()));
      const secret = (secretId: string, createdAtMs: number) => ({
        tenantId: "shop",
        secretId,
        secret: "s",
        createdAtMs,
      });
      await store.transaction(() => identitySecrets.put(secret("one", 1)));
      await store.transaction(() => identitySecrets.put(secret("two", 2)));
      expect(await store.read(() => identitySecrets.of("shop"))).toEqual([secret("two", 2), secret("one", 1)]);
      await store.transaction(() => identitySecrets.remove("shop", "two"));
      await store.transaction(() => identitySecrets.remove("other", "one"));
      expect(await store.read(() => identitySecrets.of("shop"))).toEqual([secret("one", 1)]);
    });

    test("share the secrets of the installation, each fixed by whoever wrote it first", async () => {
      const { store, serverSecrets } = await open();
      expect(await store.read(() => serverSecrets.find("transfer"))).toBeUndefined();
      for (const secret of ["first", "second"]) await store.transaction(() => serverSecrets.add("transfer", secret));
      await store.transaction(() => serverSecrets.add("other", "third"));
      expect(await store.read(() => serverSecrets.find("transfer"))).toBe("first");
      expect(await store.read(() => serverSecrets.find("other"))).toBe("third");
    });

    test("belong to an organization whose layer can be replaced", async () => {
      const { store, organizations } = await open();
      await store.transaction(() => organizations.put(createOrganizationRow()));
      const changed = createOrganizationRow({ name: "New", layer: { banner: { theme: "dark" } }, updatedAtMs: 9 });
      await store.transaction(() => organizations.put({ ...changed, createdAtMs: 9 }));
      expect(await store.read(() => organizations.find("org_1"))).toEqual(changed);
      expect(await store.read(() => organizations.find("org_2"))).toBeUndefined();
    });

    test("belong to an organization that says how far a change of its layer has come", async () => {
      const { store, organizations } = await open();
      const publishing = {
        stage: "publishing",
        layer: { banner: { theme: "dark" } },
        afterTenantId: "shop",
        startedAtMs: 7,
        keyId: "key_1",
      } as const;
      const row = createOrganizationRow({ publishing });
      await store.transaction(() => organizations.put(row));
      await store.transaction(() => organizations.put(createOrganizationRow({ organizationId: "org_2" })));
      expect(await store.read(() => organizations.find("org_1"))).toEqual(row);
      expect(await store.read(() => organizations.publishing(9))).toEqual([row]);
      await store.transaction(() => organizations.put({ ...row, publishing: null }));
      expect(await store.read(() => organizations.publishing(9))).toEqual([]);
    });
  });
}
