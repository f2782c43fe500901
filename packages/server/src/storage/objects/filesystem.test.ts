import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { describeObjectStore } from "../contract/object-store.ts";
import { createTestFolder } from "../contract/test-folder.ts";
import { ObjectKeyError } from "../errors.ts";
import { createFileObjects } from "./filesystem.ts";

const BODY = new TextEncoder().encode("body");

describeObjectStore("The filesystem", () =>
  createFileObjects({ directory: path.join(createTestFolder(), "deep", "objects") }),
);

describe("filesystem object store", () => {
  test("finds its objects again in a later process", async () => {
    const directory = createTestFolder();
    await (await createFileObjects({ directory })).put("a/b", BODY);
    const later = await createFileObjects({ directory });
    expect(await later.put("a/b", BODY)).toBe("exists");
    expect(Buffer.from((await later.get("a/b")) ?? "").toString()).toBe("body");
  });

  test("leaves nothing behind on the way in, and clears what a dead process left, not what a living one is writing", async () => {
    const directory = createTestFolder();
    const incoming = path.join(directory, "+incoming");
    mkdirSync(incoming);
    for (const name of ["dead", "living"]) writeFileSync(path.join(incoming, name), "half");
    utimesSync(path.join(incoming, "dead"), 1_000, 1_000);
    const store = await createFileObjects({ directory });
    await store.put("a", BODY);
    await store.put("a", BODY);
    expect(readdirSync(incoming)).toEqual(["living"]);
    const keys: string[] = [];
    for await (const key of store.list("")) keys.push(key);
    expect(keys).toEqual(["a"]);
  });

  test("refuses a key that is a folder of others, or below another object", async () => {
    const store = await createFileObjects({ directory: createTestFolder() });
    await store.put("a/b", BODY);
    await expect(store.put("a", BODY)).rejects.toBeInstanceOf(ObjectKeyError);
    await expect(store.put("a/b/c", BODY)).rejects.toBeInstanceOf(ObjectKeyError);
    await expect(store.put("a/b/c/d", BODY)).rejects.toBeInstanceOf(ObjectKeyError);
    expect(await store.get("a")).toBeUndefined();
  });

  test("writes nothing outside its folder", async () => {
    const parent = createTestFolder();
    const store = await createFileObjects({ directory: path.join(parent, "objects") });
    await expect(store.put("../outside", BODY)).rejects.toBeInstanceOf(ObjectKeyError);
    expect(existsSync(path.join(parent, "outside"))).toBe(false);
  });
});
