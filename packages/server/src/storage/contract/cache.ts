import { describe, expect, onTestFinished, test, vi } from "vitest";
import { MESSAGE_MAX_BYTES } from "../cache/message.ts";
import { CacheMessageError } from "../errors.ts";
import type { Cache } from "../ports.ts";
import { describeLeases } from "./cache-leases.ts";

/** An empty cache, and how its time passes. */
export interface CacheUnderTest {
  readonly cache: Cache;
  /** The same cache as another process has it; `cache` itself where no other process has it. */
  readonly peer: Cache;
  /** Lets time pass, or starts nothing where time passes by itself: what depends on it is waited for. */
  elapse(durationMs: number): void;
}

const HOUR_MS = 3_600_000;

/** Describes what every cache guarantees. */
export function describeCache(name: string, createCache: () => Promise<CacheUnderTest>): void {
  async function open() {
    const opened = await createCache();
    onTestFinished(async () => {
      await opened.cache.close();
      await opened.peer.close();
    });
    return opened;
  }

  describe(`${name} as a cache`, () => {
    test("answers what was set last until it is removed", async () => {
      const { cache } = await open();
      await cache.ping();
      await cache.set("key", "one", HOUR_MS);
      await cache.set("key", "two ü🍪", HOUR_MS);
      expect(await cache.get("key")).toBe("two ü🍪");
      await cache.remove("key");
      expect(await cache.get("key")).toBeUndefined();
    });

    test("keys and values are any text, and no two keys are one", async () => {
      const { cache, peer } = await open();
      const keys = [
        "",
        "__proto__",
        "constructor",
        "ü",
        "u\u0308",
        "🍪",
        "a b",
        "a:b",
        "a\nb",
        "a\u0000b",
        "k".repeat(2_000),
      ];
      for (const key of keys) expect(await cache.get(key)).toBeUndefined();
      for (const key of keys) await cache.set(key, `is ${key}`, HOUR_MS);
      for (const key of keys) expect(await peer.get(key)).toBe(`is ${key}`);
      await cache.set("empty", "", HOUR_MS);
      expect(await peer.get("empty")).toBe("");
    });

    test("removes any number of entries at once, and those only", async () => {
      const { cache, peer } = await open();
      const keys = Array.from({ length: 40 }, (_, index) => `key ${index}`);
      for (const key of keys) await cache.set(key, "1", HOUR_MS);
      await cache.set("other", "1", HOUR_MS);
      await cache.remove([]);
      await cache.remove([...keys, "never there"]);
      expect(await Promise.all(keys.map((key) => peer.get(key)))).toEqual(keys.map(() => undefined));
      expect(await peer.get("other")).toBe("1");
    });

    test("forgets at the end of an entry's time, however it came in", async () => {
      const { cache, elapse } = await open();
      await cache.set("set", "1", 100);
      const lease = await cache.lease("filled");
      if ("token" in lease) await cache.fill("filled", lease.token, "1", 100);
      await cache.set("long", "1", HOUR_MS);
      await cache.set("no time", "1", HOUR_MS);
      await cache.set("no time", "2", 0);
      elapse(100);
      await vi.waitFor(async () =>
        expect([await cache.get("set"), await cache.get("filled")]).toEqual([undefined, undefined]),
      );
      expect([await cache.get("long"), await cache.get("no time")]).toEqual(["1", undefined]);
    });

    test("a message reaches every subscriber of its channel, in order, and nobody else", async () => {
      const { cache, peer } = await open();
      const heard: string[] = [];
      const leave = await cache.subscribe("news", (message) => heard.push(`one ${message}`));
      await peer.subscribe("news", (message) => heard.push(`two ${message}`));
      await cache.subscribe("other", (message) => heard.push(`other ${message}`));
      const sent = Array.from({ length: 50 }, (_, index) => `${index} ü🍪`);
      await Promise.all(sent.map((message) => cache.publish("news", message)));
      await vi.waitFor(() => expect(heard).toHaveLength(100));
      expect(heard.filter((line) => line.startsWith("one"))).toEqual(sent.map((message) => `one ${message}`));
      expect(heard.filter((line) => line.startsWith("two"))).toEqual(sent.map((message) => `two ${message}`));
      leave();
      leave();
      await cache.publish("news", "last");
      await vi.waitFor(() => expect(heard).toContain("two last"));
      expect(heard).not.toContain("one last");
    });

    test("who leaves a channel and comes back hears what is said from then on", async () => {
      const { cache, peer } = await open();
      const heard: string[] = [];
      for (const round of ["a", "b", "c"]) {
        const leave = await cache.subscribe("news", (message) => heard.push(message));
        await peer.publish("news", round);
        await vi.waitFor(() => expect(heard).toContain(round));
        leave();
      }
    });

    test("who comes back while the leaving is under way hears everything from then on", async () => {
      const { cache, peer } = await open();
      for (let ticks = 0; ticks < 12; ticks++) {
        const heard: string[] = [];
        const leaveFirst = await cache.subscribe("news", () => heard.push("never"));
        leaveFirst();
        for (let tick = 0; tick < ticks; tick++) await Promise.resolve();
        const leave = await cache.subscribe("news", (message) => heard.push(message));
        await peer.publish("news", `${ticks}`);
        await vi.waitFor(() => expect(heard).toEqual([`${ticks}`]), { interval: 5 });
        leave();
      }
    });

    test("one listener may subscribe twice and leave once", async () => {
      const { cache } = await open();
      const heard: string[] = [];
      const listener = (message: string) => heard.push(message);
      const leave = await cache.subscribe("news", listener);
      await cache.subscribe("news", listener);
      leave();
      await cache.publish("news", "a");
      await cache.publish("news", "b");
      await vi.waitFor(() => expect(heard).toContain("b"));
      expect(heard).toEqual(["a", "b"]);
    });

    test("a message of 64 KiB arrives whole, and a longer one is refused", async () => {
      const { cache, peer } = await open();
      const heard: string[] = [];
      await peer.subscribe("news", (message) => heard.push(message));
      const longest = "ü".repeat(MESSAGE_MAX_BYTES / 2);
      await expect(cache.publish("news", `${longest}.`)).rejects.toThrow(CacheMessageError);
      await cache.publish("news", longest);
      await vi.waitFor(() => expect(heard).toEqual([longest]));
    });

    describeLeases(open);
  });
}
