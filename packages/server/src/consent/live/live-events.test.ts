import { describe, expect, test, vi } from "vitest";
import { createMemoryCache } from "../../storage/cache/memory.ts";
import type { LivePosition } from "./listener.ts";
import { createLossyCache, createState, listen, settle, startHub, toChange } from "./listening-world.ts";

describe("a listener", () => {
  test("is greeted, hears nothing of what it has, and hears its device's next change with the new state", async () => {
    const state = createState();
    state.records.set("d:dev_a", "aud_1");
    const { live } = await startHub();
    const reader = await listen(live, state);
    // The position is no event: it is what the browser names when it comes back.
    expect(reader.texts).toEqual([": listening\nretry: 3500\n\n", "id: aud_1\n\n"]);
    state.records.set("d:dev_a", "aud_2");
    await live.announce(toChange("d:dev_a", "dev_a"));
    await settle();
    expect(reader.heard()).toEqual(["aud_2"]);
  });

  test("hears neither another device nor the same device of another tenant", async () => {
    const state = createState();
    const { live } = await startHub();
    const reader = await listen(live, state);
    state.records.set("d:dev_a", "aud_1");
    await live.announce(toChange("d:dev_b", "dev_b"));
    await live.announce({ ...toChange("d:dev_a", "dev_a"), tenantId: "other" });
    await settle();
    expect(reader.heard()).toEqual([]);
  });

  test("of a linked device hears the user's changes made elsewhere, until it is unlinked", async () => {
    const state = createState();
    const { live } = await startHub();
    const reader = await listen(live, state);
    state.links.set("dev_a", "ann");
    state.records.set("u:ann", "aud_1");
    await live.announce(toChange("u:ann", "dev_a", "migrate"));
    await settle();
    state.records.set("u:ann", "aud_2");
    await live.announce(toChange("u:ann", "dev_b"));
    await settle();
    expect(reader.heard()).toEqual(["aud_1", "aud_2"]);
    state.links.delete("dev_a");
    await live.announce(toChange("d:dev_a", "dev_a", "unlink"));
    await settle();
    expect(reader.heard()).toEqual(["aud_1", "aud_2", "none"]);
    state.records.set("u:ann", "aud_3");
    await live.announce(toChange("u:ann", "dev_b"));
    await settle();
    expect(reader.heard()).toEqual(["aud_1", "aud_2", "none"]);
  });

  test("hears a user from whom it was linked before it listened", async () => {
    const state = createState();
    state.links.set("dev_a", "ann");
    const { live } = await startHub();
    const reader = await listen(live, state);
    state.records.set("u:ann", "aud_1");
    await live.announce(toChange("u:ann", "dev_b"));
    await settle();
    expect(reader.heard()).toEqual(["aud_1"]);
  });

  test("is told at once what it missed since its last event, and nothing when it missed nothing", async () => {
    const state = createState();
    state.records.set("d:dev_a", "aud_2");
    const { live } = await startHub();
    expect((await listen(live, state, { lastEventId: "aud_1" })).heard()).toEqual(["aud_2"]);
    expect((await listen(live, state, { lastEventId: "aud_2" })).heard()).toEqual([]);
    expect((await listen(live, state, { lastEventId: "none", deviceId: "dev_b" })).heard()).toEqual([]);
  });

  test("hears a change that is announced while its state is being read for the first time", async () => {
    const state = createState();
    const { live } = await startHub();
    const reads: ((position: LivePosition) => void)[] = [];
    const readPosition = (): Promise<LivePosition> => new Promise((resolve) => reads.push(resolve));
    const reader = await listen(live, state, { readPosition });
    state.records.set("d:dev_a", "aud_1");
    await live.announce(toChange("d:dev_a", "dev_a"));
    await settle();
    reads.shift()?.(createState().position("dev_a"));
    await settle();
    reads.shift()?.(state.position("dev_a"));
    await settle();
    expect(reader.heard().at(-1)).toBe("aud_1");
  });

  test("is told once when an announcement comes twice, or changed nothing that holds", async () => {
    const state = createState();
    const { live } = await startHub();
    const reader = await listen(live, state);
    state.records.set("d:dev_a", "aud_1");
    for (let count = 0; count < 3; count++) {
      await live.announce(toChange("d:dev_a", "dev_a"));
      await settle();
    }
    expect(reader.heard()).toEqual(["aud_1"]);
  });

  test("costs a bounded number of reads, however many changes are announced at once", async () => {
    const state = createState();
    const { live } = await startHub();
    const readPosition = vi.fn(async () => state.position("dev_a"));
    const reader = await listen(live, state, { readPosition });
    readPosition.mockClear();
    state.records.set("d:dev_a", "aud_1");
    await Promise.all(Array.from({ length: 500 }, () => live.announce(toChange("d:dev_a", "dev_a"))));
    await settle();
    expect(reader.heard()).toEqual(["aud_1"]);
    expect(readPosition.mock.calls.length).toBeLessThanOrEqual(3);
  });

  test("misses nothing while the store does not answer: it is read again with its heartbeat", async () => {
    const state = createState();
    const { live, failures, pass } = await startHub();
    let isAway = true;
    const readPosition = async (): Promise<LivePosition> => {
      if (isAway) throw new Error("away");
      return state.position("dev_a");
    };
    const reader = await listen(live, state, { readPosition });
    state.records.set("d:dev_a", "aud_1");
    isAway = false;
    pass(15);
    await settle();
    expect([failures.length, reader.heard()]).toEqual([1, ["aud_1"]]);
  });

  test("gets a sign of life every 15 seconds, and is sent to connect again after an hour", async () => {
    const { live, pass } = await startHub();
    const reader = await listen(live, createState());
    pass(15 * 4);
    expect(reader.texts.filter((text) => text === ":\n\n")).toHaveLength(4);
    pass(3600 - 60);
    expect(reader.hasEnded()).toBe(true);
    expect(live.count()).toEqual({ connections: 0, subjects: 0, names: 0 });
  });
});

describe("several processes", () => {
  test("that share a cache tell each other's listeners before anything else happens in between", async () => {
    const cache = await createMemoryCache({ entriesMax: 10 });
    const state = createState();
    const one = await startHub({ cache });
    const other = await startHub({ cache });
    const reader = await listen(other.live, state);
    state.records.set("d:dev_a", "aud_1");
    await one.live.announce(toChange("d:dev_a", "dev_a"));
    await settle();
    expect(reader.heard()).toEqual(["aud_1"]);
  });

  test("that lost each other tell what changed meanwhile as soon as they are back, and only that", async () => {
    const { cache, gaps } = await createLossyCache();
    const state = createState();
    const { live } = await startHub({ cache });
    const changed = await listen(live, state);
    const unchanged = await listen(live, state, { deviceId: "dev_b" });
    gaps()?.onLost();
    state.records.set("d:dev_a", "aud_1");
    await settle();
    expect(changed.heard()).toEqual([]);
    gaps()?.onRestored();
    await settle();
    expect([changed.heard(), unchanged.heard()]).toEqual([["aud_1"], []]);
  });

  test("that cannot publish tell their own listeners all the same, and look into the store meanwhile", async () => {
    const { cache, gaps } = await createLossyCache();
    const state = createState();
    const { live, pass } = await startHub({
      cache: { ...cache, publish: () => Promise.reject(new Error("away")) },
    });
    gaps()?.onLost();
    const reader = await listen(live, state);
    state.records.set("d:dev_a", "aud_1");
    await live.announce(toChange("d:dev_a", "dev_a"));
    await settle();
    state.records.set("d:dev_a", "aud_2");
    pass(15);
    await settle();
    expect(reader.heard()).toEqual(["aud_1", "aud_2"]);
  });

  test("that share a store and no cache look into the store with each heartbeat", async () => {
    const state = createState();
    const { live, pass } = await startHub({ isDeaf: true });
    const reader = await listen(live, state);
    state.records.set("d:dev_a", "aud_1");
    pass(15);
    await settle();
    expect(reader.heard()).toEqual(["aud_1"]);
  });

  test.each(["", "{", "null", '{"tenantId":"demo"}', '{"tenantId":"demo","subject":"x:1","deviceId":"dev_a"}'])(
    "pass over the message %j of another version",
    async (message) => {
      const cache = await createMemoryCache({ entriesMax: 10 });
      const { live } = await startHub({ cache });
      const state = createState();
      const reader = await listen(live, state);
      state.records.set("d:dev_a", "aud_1");
      await cache.publish("consent-changed", message);
      await settle();
      expect(reader.heard()).toEqual([]);
      await live.announce(toChange("d:dev_a", "dev_a"));
      await settle();
      expect(reader.heard()).toEqual(["aud_1"]);
    },
  );
});
