import { describe, expect, test } from "vitest";
import { ObjectKeyError } from "../errors.ts";
import type { ObjectStore } from "../ports.ts";

/** Describes what every object store guarantees. `createStore` opens an empty store for the running test. */
export function describeObjectStore(name: string, createStore: () => Promise<ObjectStore>): void {
  const toBytes = (text: string) => new TextEncoder().encode(text);

  async function listAll(store: ObjectStore, prefix: string): Promise<string[]> {
    const keys: string[] = [];
    for await (const key of store.list(prefix)) keys.push(key);
    return keys;
  }

  describe(`${name} as an object store`, () => {
    test("gives back every byte", async () => {
      const store = await createStore();
      await store.ping();
      const body = Uint8Array.from({ length: 70_000 }, (_, index) => index % 256);
      expect(await store.put("a/b=c/d-1_2.bin", body)).toBe("created");
      const got = await store.get("a/b=c/d-1_2.bin");
      expect(got === undefined ? undefined : Buffer.compare(got, body)).toBe(0);
      expect(await store.put("empty", new Uint8Array())).toBe("created");
      expect(await store.get("empty")).toHaveLength(0);
      expect(await store.get("a/other")).toBeUndefined();
      expect(await store.get("empty/below")).toBeUndefined();
    });

    test("never changes what a key holds", async () => {
      const store = await createStore();
      expect(await store.put("key", toBytes("first"))).toBe("created");
      expect(await store.put("key", toBytes("second"))).toBe("exists");
      expect(Buffer.from((await store.get("key")) ?? "").toString()).toBe("first");
    });

    test("lets exactly one of many writers of one key win, whole", async () => {
      const store = await createStore();
      const bodies = Array.from({ length: 12 }, (_, index) => String.fromCharCode(97 + index).repeat(50_000));
      const outcomes = await Promise.all(bodies.map((body) => store.put("race/key", toBytes(body))));
      expect(outcomes.filter((outcome) => outcome === "created")).toHaveLength(1);
      expect(Buffer.from((await store.get("race/key")) ?? "").toString()).toBe(bodies[outcomes.indexOf("created")]);
    });

    test("lists keys under any prefix in ascending order", async () => {
      const store = await createStore();
      const keys = ["a/b/c", "a/b-c", "a/b.c", "a/b0", "a/a", "b", "a-", "a0", "Z/9", "a/b/a/x"];
      for (const key of keys) await store.put(key, toBytes(key));
      const sorted = [...keys].sort();
      expect(await listAll(store, "")).toEqual(sorted);
      for (const prefix of ["a", "a/", "a/b", "a/b/", "a/b/a", "b", "nothing", "a/b/c/", "Z/9/9"]) {
        expect(await listAll(store, prefix), prefix).toEqual(sorted.filter((key) => key.startsWith(prefix)));
      }
    });

    test("refuses keys that could leave the store or that another store could not hold", async () => {
      const store = await createStore();
      const hostile = ["", ".", "..", "../x", "a/../x", "a/./x", "/a", "a/", "a//b", "a\\b", "a b", "a\0b", "ü", "a\n"];
      for (const key of [...hostile, "C:/x", "+incoming/x", "a".repeat(2_000), `${"a".repeat(256)}/b`]) {
        await expect(store.put(key, toBytes("x")), JSON.stringify(key)).rejects.toBeInstanceOf(ObjectKeyError);
        await expect(store.get(key), JSON.stringify(key)).rejects.toBeInstanceOf(ObjectKeyError);
      }
      for (const prefix of ["../", "/", "a//", "a/../b", "ü", "a\0"]) {
        await expect(listAll(store, prefix), JSON.stringify(prefix)).rejects.toBeInstanceOf(ObjectKeyError);
      }
      expect(await listAll(store, "")).toEqual([]);
    });
  });
}
