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

    test("gives back every byte of a body that comes in pieces, and is as much an object as any", async () => {
      const store = await createStore();
      for (const [key, pieces] of [
        ["stream/none", 0],
        ["stream/one", 1],
        ["stream/many", 57],
      ] as const) {
        expect(await store.putStream(key, toPieces(pieces)), key).toBe("created");
        const written = Buffer.concat(await readAll(toPieces(pieces)));
        const read = await store.getStream(key);
        expect(read && Buffer.concat(await readAll(read)).equals(written), key).toBe(true);
        expect(Buffer.from((await store.get(key)) ?? "none").equals(written), key).toBe(true);
      }
      expect(await listAll(store, "stream/")).toEqual(["stream/many", "stream/none", "stream/one"]);
      expect(await store.getStream("stream")).toBeUndefined();
      expect(await store.getStream("stream/other")).toBeUndefined();
    });

    test("never changes what a key holds for a body in pieces either, small or large", async () => {
      const store = await createStore();
      await store.put("key", toBytes("first"));
      for (const pieces of [0, 1, 40]) expect(await store.putStream("key", toPieces(pieces))).toBe("exists");
      expect(Buffer.from((await store.get("key")) ?? "").toString()).toBe("first");
    });

    test("leaves nothing of a body that fails, passes its fault on, and lets it clear away", async () => {
      const store = await createStore();
      for (const pieces of [0, 1, 40]) {
        const fault = new TypeError("the writer's own");
        await expect(store.putStream("half", toPieces(pieces, fault))).rejects.toBe(fault);
        expect(await store.get("half")).toBeUndefined();
      }
      expect(await listAll(store, "")).toEqual([]);
      expect(await store.putStream("half", toPieces(1))).toBe("created");
    });

    test("stops reading a body that is given up, and has nothing open until the first byte is asked for", async () => {
      const store = await createStore();
      await store.putStream("key", toPieces(40));
      for await (const chunk of (await store.getStream("key")) ?? []) {
        expect(chunk.byteLength).toBeGreaterThan(0);
        break;
      }
      await store.getStream("key");
    });

    test("ends an object, and says nothing of one that is not there", async () => {
      const store = await createStore();
      await store.put("a/b", toBytes("x"));
      await store.put("a/c", toBytes("y"));
      for (const key of ["a/b", "a/b", "a", "a/c/d", "none"]) await store.remove(key);
      expect(await listAll(store, "")).toEqual(["a/c"]);
      expect(await store.get("a/b")).toBeUndefined();
    });

    test("refuses keys that could leave the store or that another store could not hold", async () => {
      const store = await createStore();
      const hostile = ["", ".", "..", "../x", "a/../x", "a/./x", "/a", "a/", "a//b", "a\\b", "a b", "a\0b", "ü", "a\n"];
      for (const key of [...hostile, "C:/x", "+incoming/x", "a".repeat(2_000), `${"a".repeat(256)}/b`]) {
        await expect(store.put(key, toBytes("x")), JSON.stringify(key)).rejects.toBeInstanceOf(ObjectKeyError);
        await expect(store.putStream(key, toPieces(1)), JSON.stringify(key)).rejects.toBeInstanceOf(ObjectKeyError);
        await expect(store.get(key), JSON.stringify(key)).rejects.toBeInstanceOf(ObjectKeyError);
        await expect(store.getStream(key), JSON.stringify(key)).rejects.toBeInstanceOf(ObjectKeyError);
        await expect(store.remove(key), JSON.stringify(key)).rejects.toBeInstanceOf(ObjectKeyError);
      }
      for (const prefix of ["../", "/", "a//", "a/../b", "ü", "a\0"]) {
        await expect(listAll(store, prefix), JSON.stringify(prefix)).rejects.toBeInstanceOf(ObjectKeyError);
      }
      expect(await listAll(store, "")).toEqual([]);
    });
  });
}

const PIECE_BYTES = 300_000;

/** So many pieces, none like another; then the fault, if there is one. More than 28 are more than one part of S3. */
async function* toPieces(count: number, fault?: Error): AsyncGenerator<Uint8Array> {
  for (let piece = 0; piece < count; piece++) {
    yield Buffer.alloc(PIECE_BYTES + piece, `piece ${piece}, `);
  }
  if (fault) throw fault;
}

async function readAll(body: AsyncIterable<Uint8Array>): Promise<Uint8Array[]> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return chunks;
}
