import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import type { Cache } from "../ports.ts";
import type { CacheUnderTest } from "./cache.ts";

const HOUR_MS = 3_600_000;
const KEYS = ["a", "b", "__proto__"] as const;

async function takeToken(cache: Cache, key: string): Promise<string> {
  const lease = await cache.lease(key);
  if ("value" in lease) throw new Error(`${key} has a value: ${lease.value}`);
  return lease.token;
}

/** Describes how a reader fills what a writer may be changing. */
export function describeLeases(open: () => Promise<CacheUnderTest>): void {
  describe("leases", () => {
    test("a miss gives a token, and what is filled with it is given to the next", async () => {
      const { cache, peer } = await open();
      const token = await takeToken(cache, "key");
      expect(await takeToken(peer, "key")).toBe(token);
      await cache.fill("key", token, "ü🍪", HOUR_MS);
      expect(await peer.lease("key")).toEqual({ value: "ü🍪" });
      expect(await peer.get("key")).toBe("ü🍪");
    });

    test("a fill that began before a removal has no effect, also where nothing was there to remove", async () => {
      const { cache, peer } = await open();
      const token = await takeToken(cache, "key");
      await peer.remove("key");
      await cache.fill("key", token, "old", HOUR_MS);
      expect(await cache.get("key")).toBeUndefined();
      const fresh = await takeToken(cache, "key");
      await cache.fill("key", token, "old", HOUR_MS);
      expect(await cache.get("key")).toBeUndefined();
      await cache.fill("key", fresh, "new", HOUR_MS);
      expect(await peer.get("key")).toBe("new");
    });

    test("a token is good once, for its own key, and not after a set", async () => {
      const { cache, peer } = await open();
      const token = await takeToken(cache, "key");
      await cache.fill("other", token, "wrong", HOUR_MS);
      await cache.fill("key", "made up", "wrong", HOUR_MS);
      expect([await cache.get("other"), await cache.get("key")]).toEqual([undefined, undefined]);
      await peer.set("key", "set", HOUR_MS);
      await cache.fill("key", token, "wrong", HOUR_MS);
      expect(await cache.get("key")).toBe("set");
    });

    test("behaves as a map with one token per absent key, whatever the order of operations", async () => {
      const { cache, peer } = await open();
      const operation = fc.record({
        at: fc.constantFrom(cache, peer),
        key: fc.constantFrom(...KEYS),
        what: fc.constantFrom("get", "set", "lease", "fill", "remove", "removeAll"),
        /** Which of the tokens handed out so far a fill uses, counted from the newest. */
        age: fc.nat(4),
      });
      await fc.assert(
        fc.asyncProperty(fc.array(operation, { maxLength: 40 }), async (operations) => {
          await cache.remove(KEYS);
          const model = createModel();
          for (const [index, { at, key, what, age }] of operations.entries()) {
            await model.step(at, key, what, `value ${index}`, age);
          }
        }),
        { numRuns: 60 },
      );
    });

    test("after a change was removed nobody is given an older one, however readers and writers interleave", async () => {
      const { cache, peer } = await open();
      await fc.assert(
        fc.asyncProperty(fc.array(fc.nat(4), { maxLength: 80 }), async (schedule) => {
          await cache.remove("key");
          const world = { truth: 0, removed: 0 };
          const actors = [
            read(cache, world),
            read(peer, world),
            read(peer, world),
            write(cache, world),
            write(peer, world),
          ];
          for (const actor of schedule) await actors[actor]?.next();
        }),
        { numRuns: 100 },
      );
    });

    test("and when they truly run at once", async () => {
      const { cache, peer } = await open();
      const world = { truth: 0, removed: 0 };
      const run = async (actor: AsyncGenerator, steps: number) => {
        for (let step = 0; step < steps; step++) await actor.next();
      };
      const readers = [cache, peer, cache, peer].map((at) => run(read(at, world), 300));
      await Promise.all([...readers, run(write(cache, world), 100), run(write(peer, world), 100)]);
      await vi.waitFor(async () => {
        const lease = await cache.lease("key");
        if ("token" in lease) await cache.fill("key", lease.token, String(world.truth), HOUR_MS);
        expect(lease).toEqual({ value: String(world.truth) });
      });
    });
  });
}

/** The versions committed, and the newest whose removal has resolved. */
interface World {
  truth: number;
  removed: number;
}

// One step each between two yields: what a reader or writer does before anybody else may act.
async function* read(cache: Cache, world: World): AsyncGenerator {
  while (true) {
    const oldestAllowed = world.removed;
    const lease = await cache.lease("key");
    if ("value" in lease) expect(Number(lease.value)).toBeGreaterThanOrEqual(oldestAllowed);
    yield;
    if ("value" in lease) continue;
    const known = world.truth;
    yield;
    await cache.fill("key", lease.token, String(known), HOUR_MS);
    yield;
  }
}

async function* write(cache: Cache, world: World): AsyncGenerator {
  while (true) {
    const version = ++world.truth;
    yield;
    await cache.remove(["other", "key"]);
    world.removed = Math.max(world.removed, version);
    yield;
  }
}

function createModel() {
  const values = new Map<string, string>();
  const tokens = new Map<string, string>();
  const handedOut: string[] = [];

  async function stepLease(at: Cache, key: string): Promise<void> {
    const lease = await at.lease(key);
    const value = values.get(key);
    if (value !== undefined) {
      expect(lease).toEqual({ value });
      return;
    }
    const token = "token" in lease ? lease.token : "";
    if (tokens.has(key)) expect(token).toBe(tokens.get(key));
    else expect(handedOut).not.toContain(token);
    tokens.set(key, token);
    handedOut.push(token);
  }

  async function stepFill(at: Cache, key: string, value: string, age: number): Promise<void> {
    const token = handedOut.at(-1 - age) ?? "never handed out";
    await at.fill(key, token, value, HOUR_MS);
    if (tokens.get(key) !== token) return;
    tokens.delete(key);
    values.set(key, value);
  }

  async function step(at: Cache, key: string, what: string, value: string, age: number): Promise<void> {
    if (what === "lease") await stepLease(at, key);
    if (what === "fill") await stepFill(at, key, value, age);
    if (what === "set") {
      await at.set(key, value, HOUR_MS);
      values.set(key, value);
      tokens.delete(key);
    }
    if (what === "remove" || what === "removeAll") {
      const removed = what === "remove" ? [key] : KEYS;
      await at.remove(removed);
      for (const one of removed) {
        values.delete(one);
        tokens.delete(one);
      }
    }
    for (const one of KEYS) expect(await at.get(one)).toBe(values.get(one));
  }

  return { step };
}
