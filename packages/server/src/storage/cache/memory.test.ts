import { describe, expect, test } from "vitest";
import { describeCache } from "../contract/cache.ts";
import { LEASE_MS } from "./lease.ts";
import { createMemoryCache } from "./memory.ts";

describeCache("Memory", async () => {
  let nowMs = 0;
  const cache = await createMemoryCache({ entriesMax: 100, now: () => nowMs });
  return {
    cache,
    peer: cache,
    elapse: (durationMs) => {
      nowMs += durationMs;
    },
  };
});

describe("memory cache", () => {
  test("keeps no more than its bound, and lets the entry unused for longest go", async () => {
    const cache = await createMemoryCache({ entriesMax: 2 });
    await cache.set("a", "1", 1_000);
    await cache.set("b", "1", 1_000);
    await cache.get("a");
    await cache.set("c", "1", 1_000);
    expect([await cache.get("a"), await cache.get("b"), await cache.get("c")]).toEqual(["1", undefined, "1"]);
  });

  test("a lease is good for ten seconds, so that a reader that hangs holds nothing", async () => {
    let nowMs = 0;
    const cache = await createMemoryCache({ entriesMax: 2, now: () => nowMs });
    const lease = await cache.lease("key");
    nowMs += LEASE_MS;
    if ("token" in lease) await cache.fill("key", lease.token, "late", 1_000);
    expect(await cache.get("key")).toBeUndefined();
    expect(await cache.lease("key")).not.toEqual(lease);
  });

  test("says nothing to a listener that has left, even when the message was on its way", async () => {
    const cache = await createMemoryCache({ entriesMax: 1 });
    const heard: string[] = [];
    const leave = await cache.subscribe("news", (message) => heard.push(message));
    const published = cache.publish("news", "a");
    leave();
    await published;
    expect(heard).toEqual([]);
  });
});
