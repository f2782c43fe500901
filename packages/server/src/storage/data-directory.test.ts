import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { holdDataDirectory } from "./data-directory.ts";

let parent: string;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), "cookiehub-hold-"));
});
afterEach(() => rm(parent, { recursive: true, force: true }));

describe("the data directory", () => {
  test("is made readable by its owner alone: it holds ids of visitors and secrets", async () => {
    const directory = join(parent, "data");
    const release = await holdDataDirectory(directory, { waitMs: 0 });
    expect(((await stat(directory)).mode & 0o777).toString(8)).toBe("700");
    release();
  });

  test("is held by one server at a time, and a second one is told what to do", async () => {
    const release = await holdDataDirectory(parent, { waitMs: 0 });
    await expect(holdDataDirectory(parent, { waitMs: 0 })).rejects.toThrow(`another server uses ${parent}: stop`);
    release();
    (await holdDataDirectory(parent, { waitMs: 0 }))();
  });

  test("is not held where servers share it through Redis, which is where they clear each other's memory", async () => {
    const options = { isShared: true, waitMs: 0 };
    const releases = [await holdDataDirectory(parent, options), await holdDataDirectory(parent, options)];
    for (const release of releases) release();
  });

  test("goes to the one that waits as soon as the first lets go", async () => {
    const release = await holdDataDirectory(parent, { waitMs: 0 });
    const second = holdDataDirectory(parent, { waitMs: 60_000 });
    release();
    (await second)();
  });
});
