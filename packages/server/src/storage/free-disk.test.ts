import { tmpdir } from "node:os";
import { expect, test } from "vitest";
import { checkFreeDisk } from "./free-disk.ts";

const withFree = (bytes: number) => async () => ({ bavail: bytes / 4096, bsize: 4096 });

test("a disk with room passes, this one too", async () => {
  await expect(checkFreeDisk("/data", withFree(64 * 2 ** 20))).resolves.toBeUndefined();
  await expect(checkFreeDisk(tmpdir())).resolves.toBeUndefined();
});

test.each([0, 4096, 63 * 2 ** 20])("a disk with %i bytes left is as good as full", async (bytes) => {
  await expect(checkFreeDisk("/data", withFree(bytes))).rejects.toThrow("MiB left");
});

test("a directory that is gone does not pass", async () => {
  await expect(checkFreeDisk("/nowhere/at/all")).rejects.toThrow("ENOENT");
});
