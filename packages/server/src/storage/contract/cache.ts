import { describe, expect, onTestFinished, test, vi } from "vitest";
import type { Cache } from "../ports.ts";

/** An empty cache, and how its time passes. */
export interface CacheUnderTest {
  readonly cache: Cache;
  elapse(durationMs: number): Promise<void>;
}

/** Describes what every cache guarantees. */
export function describeCache(name: string, createCache: () => Promise<CacheUnderTest>): void {
  async function open() {
    const opened = await createCache();
    onTestFinished(() => opened.cache.close());
    return opened;
  }

  describe(`${name} as a cache`, () => {
    test("answers what was set last until it is removed", async () => {
      const { cache } = await open();
      await cache.ping();
      await cache.set("key", "one", 1_000);
      await cache.set("key", "two ü🍪", 1_000);
      expect(await cache.get("key")).toBe("two ü🍪");
      await cache.remove("key");
      expect(await cache.get("key")).toBeUndefined();
      expect(await cache.get("__proto__")).toBeUndefined();
    });

    test("forgets at the end of an entry's time", async () => {
      const { cache, elapse } = await open();
      await cache.set("short", "1", 100);
      await cache.set("long", "1", 10_000);
      await elapse(100);
      expect(await cache.get("short")).toBeUndefined();
      expect(await cache.get("long")).toBe("1");
    });

    test("a message reaches every subscriber of its channel, in order, and nobody else", async () => {
      const { cache } = await open();
      const heard: string[] = [];
      const leave = await cache.subscribe("news", (message) => heard.push(`one ${message}`));
      await cache.subscribe("news", (message) => heard.push(`two ${message}`));
      await cache.subscribe("other", (message) => heard.push(`other ${message}`));
      await cache.publish("news", "a");
      await cache.publish("news", "b");
      await vi.waitFor(() => expect([...heard].sort()).toEqual(["one a", "one b", "two a", "two b"]));
      expect(heard.filter((line) => line.startsWith("one"))).toEqual(["one a", "one b"]);
      leave();
      leave();
      await cache.publish("news", "c");
      await vi.waitFor(() => expect(heard).toContain("two c"));
      expect(heard).not.toContain("one c");
    });
  });
}
