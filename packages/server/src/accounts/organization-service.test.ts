import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Administration, DATABASES, ORIGIN, openAdministration } from "../../test/administration.ts";
import { StorageUnavailableError } from "../storage/errors.ts";
import type { RelationalStore } from "../storage/ports.ts";
import { beginUnit } from "./organization-publishing.ts";

let open: Administration;

const DARK = { name: "Org", config: { banner: { theme: "dark" } } } as const;
const ids = Array.from({ length: 45 }, (_, index) => `t${String(index).padStart(2, "0")}`);
const createAll = async (): Promise<void> => {
  for (const id of ids) await open.createTenant(id, "org");
};
const readThemes = async (): Promise<string[]> => {
  const rows = await open.store.read(() => open.store.repositories.tenants.list("org", "", 100));
  return [...new Set(rows.map((row) => row.config.banner.theme))];
};

/** A store that is gone once a number of transactions is done: the process ended there. */
function createFailing(store: RelationalStore, transactions: number): RelationalStore {
  let left = transactions;
  return {
    ...store,
    transaction: (unit) =>
      left-- > 0 ? store.transaction(unit) : Promise.reject(new StorageUnavailableError("the process ended")),
  };
}

describe.each(DATABASES)("on %s", (_name, openDatabase) => {
  beforeEach(async () => {
    open = await openAdministration(openDatabase);
    await open.organizations.put("org", { name: "Org" }, ORIGIN.keyId);
  });
  afterEach(() => open.close());

  describe("a change of an organization's layer", () => {
    test("reaches every tenant of it and no other, each with its own version and entry", async () => {
      await createAll();
      await open.createTenant("foreign");
      open.published.length = 0;
      const answer = await open.organizations.put("org", DARK, ORIGIN.keyId);
      expect(answer).toMatchObject({ state: "settled", config: DARK.config });
      expect(await readThemes()).toEqual(["dark"]);
      expect((await open.directory.get("foreign")).config.banner.theme).toBe("auto");
      expect(open.published.map((row) => row.tenantId)).toEqual(ids);
      const entries = await open.readEntries();
      expect(entries.filter(({ details }) => details.change === "organization")).toHaveLength(ids.length);
      expect(entries.filter(({ action }) => action === "organization_put")).toHaveLength(2);
    });

    test("leaves what a tenant says for itself, and gives it no version where nothing changes", async () => {
      await open.createTenant("own", "org", { banner: { theme: "light" } });
      await open.organizations.put("org", DARK, ORIGIN.keyId);
      expect(await open.directory.get("own")).toMatchObject({
        configVersion: 1,
        config: { banner: { theme: "light" } },
      });
    });

    test("that one tenant cannot take is refused with the tenant and the fault, and nothing goes live", async () => {
      await createAll();
      const own = { categories: [{ id: "stats", name: "Statistics" }] };
      await open.createTenant("t33x", "org", own);
      const config = {
        categories: [{ id: "ads", name: "Ads" }],
        google_consent_mode: { mapping: { ad_storage: "ads" } },
      };
      const before = await open.organizations.read("org");
      await expect(open.organizations.put("org", { name: "New", config }, ORIGIN.keyId)).rejects.toMatchObject({
        code: "invalid_request",
        details: [{ path: "t33x.google_consent_mode.mapping.ad_storage" }],
      });
      expect(await open.organizations.read("org")).toEqual(before);
      expect((await open.directory.get("t00")).configVersion).toBe(1);
    });

    test("that is malformed itself is refused before any tenant is looked at", async () => {
      const put = open.organizations.put("org", { name: "Org", config: { banner: { theme: "pink" } } }, ORIGIN.keyId);
      await expect(put).rejects.toMatchObject({ details: [{ path: "config.banner.theme" }] });
    });

    test("of the name alone publishes nothing", async () => {
      await open.createTenant("shop", "org");
      await open.organizations.put("org", { name: "Renamed" }, ORIGIN.keyId);
      expect((await open.organizations.read("org")).name).toBe("Renamed");
      expect((await open.directory.get("shop")).configVersion).toBe(1);
    });

    test("whose process ends anywhere on the way is finished or was never there, by whoever comes next", async () => {
      await createAll();
      const seen = new Set<string>();
      for (let transactions = 0; transactions < 8; transactions++) {
        const config = { policy_version: `p${transactions}` };
        const failing = open.over(createFailing(open.store, transactions));
        const outcome = await failing.organizations.put("org", { name: "Org", config }, ORIGIN.keyId).then(
          () => "answered",
          () => "ended",
        );
        const { state } = await open.organizations.read("org");
        seen.add(`${outcome} ${state}`);
        await open.organizations.task.run();
        const organization = await open.organizations.read("org");
        expect(organization.state).toBe("settled");
        const rows = await open.store.read(() => open.store.repositories.tenants.list("org", "", 100));
        const policies = new Set(rows.map((row) => row.config.policy_version));
        expect(policies.size).toBe(1);
        const isNew = state === "publishing" || outcome === "answered";
        if (isNew) expect([...policies]).toEqual([config.policy_version]);
        else expect(policies.has(config.policy_version)).toBe(false);
        for (const row of rows) expect(row).toEqual(await open.directory.get(row.tenantId));
      }
      expect([...seen].sort()).toEqual(["answered settled", "ended checking", "ended publishing", "ended settled"]);
    });

    test("that is under way holds every tenant's change to both layers", async () => {
      await open.createTenant("shop", "org");
      const layer = {
        categories: [{ id: "ads", name: "Ads" }],
        google_consent_mode: { mapping: { ad_storage: "ads" } },
      };
      const parts = {
        repositories: open.store.repositories,
        now: () => 1,
        random: (bytes: number) => new Uint8Array(bytes),
      };
      const publishing = { stage: "checking", layer, afterTenantId: "", startedAtMs: 1, keyId: "key_x" } as const;
      await open.store.transaction(() => beginUnit(parts, "org", publishing));
      const change = open.tenants.publish(
        "shop",
        { kind: "put", layer: { domain: "shop.example", categories: [{ id: "own", name: "Own" }] } },
        ORIGIN,
      );
      await expect(change).rejects.toMatchObject({
        message: expect.stringContaining("the organization is publishing"),
        details: [{ path: "google_consent_mode.mapping.ad_storage" }],
      });
      await open.organizations.task.run();
      expect((await open.organizations.read("org")).state).toBe("settled");
    });

    test("two at once: one is done, the other is told to wait", async () => {
      await createAll();
      const results = await Promise.allSettled([
        open.organizations.put("org", DARK, ORIGIN.keyId),
        open.organizations.put("org", { name: "Org", config: { banner: { theme: "light" } } }, ORIGIN.keyId),
      ]);
      expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
      expect(results[1]).toMatchObject({ reason: { code: "conflict" } });
      expect(await readThemes()).toEqual(["dark"]);
    });
  });
});
