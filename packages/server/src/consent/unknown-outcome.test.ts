import path from "node:path";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { createMemoryCache } from "../storage/cache/memory.ts";
import { createTenantRow } from "../storage/contract/rows.ts";
import { createTestFolder } from "../storage/contract/test-folder.ts";
import { StorageUnavailableError } from "../storage/errors.ts";
import type { RelationalStore } from "../storage/ports.ts";
import { createSqliteRelational } from "../storage/relational/sqlite.ts";
import { type ConsentService, createConsentService } from "./service.ts";

const row = createTenantRow();
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
const login = (deviceId: string) => ({
  ...{ ...caller(deviceId), userId: "ann", strategy: "most_restrictive" as const, resolutions: {} },
});

let service: ConsentService;
/** Cuts the connection after the next commit: it is recorded, and nobody knows. */
let cut: () => void;

beforeEach(async () => {
  const store = await createSqliteRelational({ file: path.join(createTestFolder(), "records.sqlite") });
  onTestFinished(() => store.close());
  let isCut = false;
  cut = () => {
    isCut = true;
  };
  const cutting: RelationalStore = {
    ...store,
    transaction: async (unit) => {
      const outcome = await store.transaction(unit);
      if (isCut) throw new StorageUnavailableError("the connection broke during the commit");
      return outcome;
    },
  };
  const cache = await createMemoryCache({ entriesMax: 100 });
  let drawn = 0;
  const random = (size: number) => Buffer.alloc(size, ++drawn);
  const now = () => Date.UTC(2026, 10, 20, 12);
  service = createConsentService({ store: cutting, cache, isAlone: true, now, random, announce: async () => {} });
  await service.update(decision("dev_phone", "key_1", true));
  await service.migrate(login("dev_phone"));
  await service.migrate(login("dev_tablet"));
});

async function readAnalytics(deviceId: string): Promise<boolean> {
  const { body } = await service.check({ tenant, deviceId, location: "DE", gpc: false });
  return JSON.parse(body).categories.analytics.consented;
}

describe("a change that was recorded, and whose caller was told that nobody knows", () => {
  test.each<[string, () => Promise<unknown>]>([
    ["a decision", () => service.update(decision("dev_phone", "key_2", false))],
    ["a withdrawal", () => service.withdraw({ ...caller("dev_phone"), category: null, statedAtMs: null, gpc: false })],
    ["a login", () => service.migrate(login("dev_laptop"))],
    ["an erasure", () => service.eraseSubject({ tenant, filter: { userId: "ann" }, keyId: "key_1" })],
  ])("of %s is what every device of the user reads next", async (_what, change) => {
    await service.update(decision("dev_laptop", "key_3", false));
    expect([await readAnalytics("dev_phone"), await readAnalytics("dev_tablet")]).toEqual([true, true]);
    cut();
    await expect(change()).rejects.toBeInstanceOf(StorageUnavailableError);
    expect([await readAnalytics("dev_phone"), await readAnalytics("dev_tablet")]).toEqual([false, false]);
  });
});
