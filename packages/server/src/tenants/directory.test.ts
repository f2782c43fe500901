import { join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { createMemoryCache } from "../storage/cache/memory.ts";
import { createTenantRow } from "../storage/contract/rows.ts";
import { createTestFolder } from "../storage/contract/test-folder.ts";
import { StorageUnavailableError } from "../storage/errors.ts";
import type { Cache, RelationalStore, SubscriptionGaps } from "../storage/ports.ts";
import { createSqliteRelational } from "../storage/relational/sqlite.ts";
import { createTenantDirectory } from "./directory.ts";

/** A shared cache whose connection can be lost: nothing is published or heard meanwhile. */
async function createLossyCache() {
  const memory = await createMemoryCache({ entriesMax: 10 });
  const listeners: SubscriptionGaps[] = [];
  let isLost = false;
  const cache: Cache = {
    ...memory,
    isShared: true,
    publish: async (channel, message) => {
      if (isLost) throw new StorageUnavailableError("away");
      await memory.publish(channel, message);
    },
    subscribe: async (channel, listener, gaps) => {
      if (gaps) listeners.push(gaps);
      if (isLost) gaps?.onLost();
      return memory.subscribe(channel, (message) => {
        if (!isLost) listener(message);
      });
    },
  };
  return {
    cache,
    lose: () => {
      isLost = true;
      for (const gaps of listeners) gaps.onLost();
    },
    restore: () => {
      isLost = false;
      for (const gaps of listeners) gaps.onRestored();
    },
  };
}

async function createWorld(options: { readonly isLost?: boolean; readonly cache?: Cache } = {}) {
  const relational = await createSqliteRelational({ file: join(createTestFolder(), "test.sqlite") });
  const lossy = await createLossyCache();
  if (options.isLost) lossy.lose();
  const clock = { nowMs: 0 };
  const world = { reads: 0, onRead: async (): Promise<void> => {} };
  const store: RelationalStore = {
    ...relational,
    read: async (unit) => {
      world.reads++;
      const answer = await relational.read(unit);
      await world.onRead();
      return answer;
    },
  };
  const directory = await createTenantDirectory(store, options.cache ?? lossy.cache, () => clock.nowMs);
  onTestFinished(async () => {
    directory.close();
    await relational.close();
  });
  /** A change that another process committed. */
  const publish = (configVersion: number) =>
    relational.transaction(() =>
      relational.repositories.tenants.put(createTenantRow({ configVersion, configHash: `hash-${configVersion}` })),
    );
  const readVersion = async () => (await directory.get("shop")).configVersion;
  await publish(1);
  return { ...lossy, clock, world, directory, publish, readVersion };
}

describe("the tenant directory", () => {
  test("answers from memory, by id and by code, until its time is over", async () => {
    const { clock, world, directory, publish, readVersion } = await createWorld();
    await directory.get("shop0001");
    expect([await readVersion(), await readVersion(), world.reads]).toEqual([1, 1, 2]);
    await publish(2);
    clock.nowMs = 59_999;
    expect(await readVersion()).toBe(1);
    clock.nowMs = 60_000;
    expect(await readVersion()).toBe(2);
  });

  test("keeps what it knows for 30 s only where no shared cache tells of changes", async () => {
    const cache = await createMemoryCache({ entriesMax: 10 });
    const { clock, publish, readVersion } = await createWorld({ cache });
    await readVersion();
    await publish(2);
    clock.nowMs = 29_999;
    expect(await readVersion()).toBe(1);
    clock.nowMs = 30_000;
    expect(await readVersion()).toBe(2);
  });

  test("a change made elsewhere is read as soon as its message came", async () => {
    const { cache, directory, publish, readVersion } = await createWorld();
    const elsewhere = await createTenantDirectory({} as RelationalStore, cache, () => 0);
    await directory.get("shop0001");
    await readVersion();
    await publish(2);
    await elsewhere.invalidate({ tenantId: "shop", code: "shop0001" });
    await vi.waitFor(async () => expect(await readVersion()).toBe(2));
    expect((await directory.get("shop0001")).configVersion).toBe(2);
  });

  test("trusts nothing it remembers while changes could be missed, and nothing from before when it hears again", async () => {
    const { world, lose, restore, publish, readVersion } = await createWorld();
    await readVersion();
    lose();
    for (const version of [2, 3]) {
      await publish(version);
      expect(await readVersion()).toBe(version);
    }
    restore();
    await publish(4);
    expect(await readVersion()).toBe(4);
    const { reads } = world;
    await readVersion();
    expect(world.reads).toBe(reads);
  });

  test("a directory that could not listen from the start remembers nothing until it can", async () => {
    const { restore, publish, readVersion } = await createWorld({ isLost: true });
    expect(await readVersion()).toBe(1);
    await publish(2);
    expect(await readVersion()).toBe(2);
    restore();
    await readVersion();
    await publish(3);
    expect(await readVersion()).toBe(2);
  });

  test("a row read before a change is not kept after it", async () => {
    const { cache, lose, restore, world, directory, publish, readVersion } = await createWorld();
    const invalidate = () => directory.invalidate({ tenantId: "shop", code: "shop0001" });
    const message = async () => {
      const heard = new Promise<void>((resolve) => void cache.subscribe("tenant-changed", () => resolve()));
      await cache.publish("tenant-changed", "shop");
      await heard;
    };
    const gap = async () => {
      lose();
      restore();
    };
    for (const [index, change] of [invalidate, message, gap].entries()) {
      const version = index + 2;
      world.onRead = async () => {
        world.onRead = async () => {};
        await publish(version);
        await change();
      };
      await invalidate();
      await readVersion();
      expect(await readVersion()).toBe(version);
    }
  });

  test("a change whose message cannot be sent now is not reported as failed, and this process reads it", async () => {
    const { lose, directory, publish, readVersion } = await createWorld();
    await readVersion();
    lose();
    await publish(2);
    await directory.invalidate({ tenantId: "shop", code: "shop0001" });
    expect(await readVersion()).toBe(2);
  });
});
