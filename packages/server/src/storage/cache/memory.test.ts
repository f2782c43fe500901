import { describe, expect, test } from "vitest";
import { describeCache } from "../contract/cache.ts";
import { createMemoryCache } from "./memory.ts";

describeCache("Memory", async () => {
  let nowMs = 0;
  return {
    cache: await createMemoryCache({ entriesMax: 100, now: () => nowMs }),
    elapse: async (durationMs) => {
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

  test("one listener may subscribe twice and leave once", async () => {
    const cache = await createMemoryCache({ entriesMax: 1 });
    let calls = 0;
    const listener = () => {
      calls += 1;
    };
    const leave = await cache.subscribe("news", listener);
    await cache.subscribe("news", listener);
    leave();
    await cache.publish("news", "a");
    await Promise.resolve();
    expect(calls).toBe(1);
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
