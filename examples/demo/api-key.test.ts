import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readApiKey } from "./api-key.ts";

let dataDir: string;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "demo-key-"));
});

afterEach(async () => {
  await rm(dataDir, { recursive: true });
});

test("the key is made once, differs between demos, and only its owner can read it", async () => {
  const first = await readApiKey(join(dataDir, "a"));
  expect(await readApiKey(join(dataDir, "a"))).toBe(first);
  expect(await readApiKey(join(dataDir, "b"))).not.toBe(first);
  expect((await stat(join(dataDir, "a", "demo-api-key"))).mode & 0o077).toBe(0);
});

test("a damaged key file stops the start instead of becoming an empty key", async () => {
  await writeFile(join(dataDir, "demo-api-key"), "");
  await expect(readApiKey(dataDir)).rejects.toThrow("delete it");
});
