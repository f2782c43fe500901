import path from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { createMemoryCache } from "../storage/cache/memory.ts";
import { createTenantRow } from "../storage/contract/rows.ts";
import { createTestFolder } from "../storage/contract/test-folder.ts";
import type { Cache } from "../storage/ports.ts";
import { createSqliteRelational } from "../storage/relational/sqlite.ts";
import type { ConsentChange } from "./context.ts";
import { createConsentService } from "./service.ts";

const NOW_MS = Date.UTC(2026, 10, 20, 12);
const row = createTenantRow({ tenantId: "shop" });
const shared = { description: "", cookies: [], vendors: [], services: [], sells_data: false };
const categories = [
  { ...shared, id: "essential", name: "Essential", required: true },
  { ...shared, id: "analytics", name: "Analytics", required: false },
];
const tenant = { ...row, config: { ...row.config, policy_version: "1", categories } };
const caller = (deviceId: string) => ({
  ...{ tenant, deviceId, location: "DE", addressPrefix: "203.0.113.0/24" },
  agent: { browser: "Firefox", os: "Linux", device: "desktop" as const },
});
const decision = (deviceId: string, idempotencyKey: string, analytics: boolean) => ({
  ...caller(deviceId),
  idempotencyKey,
  request: { categories: { analytics }, policy_version: "1", banner_version: "1", consent_method: "api" as const },
});

/** Two processes on one store and one cache; the first one's messages to the cache can be cut off, as by its death. */
async function openTwo() {
  const store = await createSqliteRelational({ file: path.join(createTestFolder(), "records.sqlite") });
  onTestFinished(() => store.close());
  const cache: Cache = { ...(await createMemoryCache({ entriesMax: 100 })), isShared: true };
  let isDead = false;
  const dying: Cache = { ...cache, remove: (keys) => (isDead ? new Promise(() => {}) : cache.remove(keys)) };
  const heard: ConsentChange[] = [];
  let drawn = 0;
  const parts = { store, isAlone: false, now: () => NOW_MS, random: (size: number) => Buffer.alloc(size, ++drawn) };
  const one = createConsentService({ ...parts, cache: dying, announce: async () => {} });
  const announce = async (change: ConsentChange): Promise<void> => {
    heard.push(change);
  };
  const other = createConsentService({ ...parts, cache, announce });
  const kill = (): void => {
    isDead = true;
  };
  return { one, other, heard, kill, store };
}

type Service = ReturnType<typeof createConsentService>;

async function readAnalytics(service: Service, deviceId: string): Promise<unknown> {
  const { body } = await service.check({ tenant, deviceId, location: "DE", gpc: false });
  return JSON.parse(body).categories.analytics.consented;
}

describe("a decision whose process died between recording it and telling", () => {
  test("is what everybody reads as soon as its retry is acknowledged by another process", async () => {
    const { one, other, heard, kill, store } = await openTwo();
    await one.update(decision("dev_killed01", "key_killed01", true));
    const migration = { strategy: "device_wins_recent", resolutions: {} } as const;
    for (const deviceId of ["dev_killed01", "dev_killed02"]) {
      await one.migrate({ ...caller(deviceId), ...migration, userId: "ann" });
    }
    const readBoth = () => Promise.all(["dev_killed01", "dev_killed02"].map((device) => readAnalytics(other, device)));
    expect(await readBoth()).toEqual([true, true]);
    kill();
    // Never answered: the caller gives up, and asks again where somebody lives.
    void one.update(decision("dev_killed01", "key_killed02", false));
    await expect.poll(() => store.read(() => store.repositories.audit.count("shop"))).toBe(4);
    const retried = await other.update(decision("dev_killed01", "key_killed02", false));
    expect(retried).toMatchObject({ status: 201, committed: null });
    expect(await readBoth()).toEqual([false, false]);
    expect(heard).toMatchObject([{ tenantId: "shop", subject: "u:ann", deviceId: "dev_killed01", action: "update" }]);
  });
});
