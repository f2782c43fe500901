import { describe, expect, test } from "vitest";
import type { CdnPullRow } from "../../ports.ts";
import type { OpenStore } from "../relational-store.ts";

/** Describes what every relational store guarantees of the ledger of CDN logs. */
export function describeCdn(open: OpenStore): void {
  describe("files of CDN logs", () => {
    test("are registered once, and are pending from the oldest on until they are loaded", async () => {
      const { store, cdn } = await open();
      const files = [
        { key: "cdn/b", atMs: 4_102_444_800_000 },
        { key: "cdn/c", atMs: 2 },
        { key: "cdn/a", atMs: 2 },
        { key: "cdn/c", atMs: 1 },
      ];
      for (const { key, atMs } of files) await store.transaction(() => cdn.registerFile(key, atMs));
      const readPending = async () => (await store.read(() => cdn.pendingFiles(9, "one", 0))).map(({ key }) => key);
      expect(await readPending()).toEqual(["cdn/a", "cdn/c", "cdn/b"]);
      expect(await store.read(() => cdn.pendingFiles(1, "one", 0))).toHaveLength(1);
      await store.transaction(() => cdn.markLoaded("cdn/c", 7));
      await store.transaction(() => cdn.registerFile("cdn/c", 9));
      expect(await readPending()).toEqual(["cdn/a", "cdn/b"]);
      expect(await store.read(() => cdn.findFile("cdn/c"))).toEqual({
        ...{ key: "cdn/c", state: "loaded", linesDone: 0, attempts: 0 },
        ...{ registeredAtMs: 2, loadedAtMs: 7, lastError: null },
      });
      expect(await store.read(() => cdn.countFiles())).toEqual({ pending: 2, failed: 0 });
      expect(await store.read(() => cdn.findFile("cdn/none"))).toBeUndefined();
    });

    test("keep how far they were loaded: never less than before", async () => {
      const { store, cdn } = await open();
      await store.transaction(() => cdn.registerFile("cdn/a", 1));
      for (const lines of [10_000, 3_000_000_000, 20_000]) await store.transaction(() => cdn.markLines("cdn/a", lines));
      expect((await store.read(() => cdn.findFile("cdn/a")))?.linesDone).toBe(3_000_000_000);
    });

    test("are given up after so many attempts, and not before", async () => {
      const { store, cdn } = await open();
      await store.transaction(() => cdn.registerFile("cdn/a", 1));
      await store.transaction(() => cdn.registerFile("cdn/b", 1));
      for (const attempt of [1, 2, 3, 4]) {
        expect(await store.read(() => cdn.hasFailedFiles())).toBe(attempt === 4);
        await store.transaction(() => cdn.markAttempt("cdn/a", `fault ${attempt}`, 3));
        const file = await store.read(() => cdn.findFile("cdn/a"));
        expect(file).toMatchObject({
          state: attempt < 3 ? "pending" : "failed",
          attempts: Math.min(attempt, 3),
          lastError: `fault ${Math.min(attempt, 3)}`,
        });
      }
    });

    test("that were given up are loaded again where somebody says so, with all their attempts", async () => {
      const { store, cdn } = await open();
      for (const key of ["cdn/a", "cdn/b"]) await store.transaction(() => cdn.registerFile(key, 1));
      await store.transaction(() => cdn.markLines("cdn/a", 7));
      await store.transaction(() => cdn.markAttempt("cdn/a", "damaged", 1));
      expect(await store.transaction(() => cdn.retryFiles())).toBe(1);
      expect(await store.transaction(() => cdn.retryFiles())).toBe(0);
      expect(await store.read(() => cdn.hasFailedFiles())).toBe(false);
      expect(await store.read(() => cdn.findFile("cdn/a"))).toMatchObject({
        ...{ state: "pending", linesDone: 7, attempts: 0, lastError: "damaged" },
      });
    });

    test("are claimed by one at a time, and taken over when a claim was not renewed in time", async () => {
      const { store, cdn } = await open();
      await store.transaction(() => cdn.registerFile("cdn/a", 1));
      await store.transaction(() => cdn.markLines("cdn/a", 7));
      const toClaim = (holder: string, atMs: number) => ({ holder, atMs, untilMs: atMs + 60_000 });
      const claim = (holder: string, atMs: number) =>
        store.transaction(() => cdn.claimFile("cdn/a", toClaim(holder, atMs)));
      const renew = (holder: string, atMs: number) =>
        store.transaction(() => cdn.renewClaim("cdn/a", toClaim(holder, atMs)));
      const isOpenTo = async (holder: string, atMs: number) =>
        (await store.read(() => cdn.pendingFiles(9, holder, atMs))).length > 0;

      const [one, two] = await Promise.all([claim("one", 0), claim("two", 0)]);
      expect([one, two].filter((file) => file !== undefined)).toMatchObject([{ key: "cdn/a", linesDone: 7 }]);
      await store.transaction(() => cdn.releaseFile("cdn/a", one ? "one" : "two"));

      expect(await claim("one", 0)).toBeDefined();
      expect([await claim("two", 59_999), await isOpenTo("two", 59_999)]).toEqual([undefined, false]);
      expect([await isOpenTo("one", 59_999), await renew("one", 40_000)]).toEqual([true, true]);
      expect(await claim("two", 60_000)).toBeUndefined();
      expect(await isOpenTo("two", 100_000)).toBe(true);
      expect(await claim("two", 100_000)).toBeDefined();
      expect(await renew("one", 100_001)).toBe(false);
      await store.transaction(() => cdn.releaseFile("cdn/a", "one"));
      expect(await claim("one", 100_002)).toBeUndefined();
      await store.transaction(() => cdn.releaseFile("cdn/a", "two"));
      expect(await claim("one", 100_003)).toBeDefined();
      await store.transaction(() => cdn.markLoaded("cdn/a", 100_004));
      expect([await renew("one", 100_005), await claim("one", 300_000)]).toEqual([false, undefined]);
    });

    test("a day of a zone comes back as it was put, and a later put replaces every member", async () => {
      const { store, cdn } = await open();
      const row: CdnPullRow = {
        ...{ zone: "1337", day: "2026-03-01", linesDone: 25_000, isComplete: false },
        ...{ failures: 2, retryAtMs: 4_102_444_800_000 },
      };
      await store.transaction(() => cdn.putPull(row));
      await store.transaction(() => cdn.putPull({ ...row, zone: "1338" }));
      expect(await store.read(() => cdn.findPull("1337", "2026-03-01"))).toEqual(row);
      expect(await store.read(() => cdn.findPull("1337", "2026-03-02"))).toBeUndefined();
      const later = { ...row, linesDone: 3_000_000_000, isComplete: true, failures: 0, retryAtMs: 0 };
      await store.transaction(() => cdn.putPull(later));
      expect(await store.read(() => cdn.findPull("1337", "2026-03-01"))).toEqual(later);
    });
  });
}
