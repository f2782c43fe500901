import { describe, expect, test } from "vitest";
import type { TcfFileRow } from "../../ports.ts";
import type { OpenStore } from "../relational-store.ts";

/** Describes what every relational store guarantees of the files of the vendor list. */
export function describeTcfFiles(open: OpenStore): void {
  describe("files of the vendor list", () => {
    const waiting: TcfFileRow = {
      name: "purposes-fr",
      objectKey: null,
      version: null,
      etag: null,
      fetchedAtMs: null,
      askAtMs: 4_102_444_800_000,
      failures: 3,
    };
    const held: TcfFileRow = {
      name: "list",
      objectKey: "tcf/v3/178-aa.json",
      version: 178,
      etag: '"x"',
      fetchedAtMs: 4_102_444_800_000,
      askAtMs: 4_102_444_800_001,
      failures: 0,
    };

    test("come back as they were put, by name and all of them, and a later put replaces every member", async () => {
      const { store, tcfFiles } = await open();
      expect(await store.read(() => tcfFiles.find("list"))).toBeUndefined();
      await store.transaction(() => tcfFiles.put(waiting));
      await store.transaction(() => tcfFiles.put({ ...waiting, name: "list" }));
      await store.transaction(() => tcfFiles.put(held));
      expect(await store.read(() => tcfFiles.find("list"))).toEqual(held);
      expect(await store.read(() => tcfFiles.all())).toEqual([held, waiting]);
      await store.transaction(() => tcfFiles.put({ ...waiting, name: "list" }));
      expect(await store.read(() => tcfFiles.find("list"))).toEqual({ ...waiting, name: "list" });
    });
  });
}
