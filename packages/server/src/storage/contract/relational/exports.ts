import { describe, expect, test } from "vitest";
import { StorageConflictError } from "../../errors.ts";
import type { ExportArchive, ExportFailure, ExportWish, RelationalStore } from "../../ports.ts";
import type { OpenStore } from "../relational-store.ts";

const LATE_MS = 4_102_444_800_000;
const WISH: ExportWish = { code: "shop0001", from: "2026-03-01", to: "2026-03-31", format: "csv" };
const ARCHIVE: ExportArchive = {
  ...{ archiveKey: "exports/exp_1/1.zip", rowCount: 3_000_000_000, byteCount: 5_000_000_000 },
  ...{ finishedAtMs: LATE_MS, expiresAtMs: LATE_MS + 9 },
};
const FAILURE: ExportFailure = { error: "fault", atMs: 5, retryAtMs: 7, expiresAtMs: 20 };
const toJob = (exportId: string, createdAtMs: number, changes: Partial<ExportWish> = {}) => ({
  ...{ ...WISH, ...changes, exportId, createdAtMs, requestedBy: "key_1" },
});

/** Describes what every relational store guarantees of exports and who works on them. */
export function describeExports(open: OpenStore): void {
  const openExports = async () => {
    const { store } = await open();
    return { store, exports: wrap(store) };
  };

  describe("exports", () => {
    test("wait from the oldest on, come back as they were added, and are open once for one wish", async () => {
      const { exports } = await openExports();
      await exports.add(toJob("exp_2", LATE_MS, { code: "shop0002" }));
      await exports.add(toJob("exp_1", 2));
      expect(await exports.find("exp_1")).toEqual({
        ...toJob("exp_1", 2),
        ...{ status: 0, attempts: 0, claims: 0, freeAtMs: 2, finishedAtMs: null, expiresAtMs: null },
        ...{ archiveKey: null, rowCount: null, byteCount: null, lastError: null },
      });
      await expect(exports.add(toJob("exp_3", 3))).rejects.toBeInstanceOf(StorageConflictError);
      expect((await exports.findOpen(WISH))?.exportId).toBe("exp_1");
      const others: Partial<ExportWish>[] = [{ code: "shop0009" }, { from: "2026-03-02" }, { to: "2026-03-30" }];
      for (const other of [...others, { format: "ndjson" as const }]) {
        expect(await exports.findOpen({ ...WISH, ...other })).toBeUndefined();
      }
      expect([await exports.countOpen("shop0001"), await exports.countOpen("shop0009")]).toEqual([1, 0]);
      expect([await exports.countKept("shop0001"), await exports.countKept("shop0009")]).toEqual([1, 0]);
      expect(await exports.counts()).toEqual({ open: 2, failed: 0 });
      expect((await exports.claim(1, 9))?.exportId).toBeUndefined();
      expect((await exports.claim(LATE_MS, LATE_MS + 9))?.exportId).toBe("exp_1");
      expect((await exports.claim(LATE_MS, LATE_MS + 9))?.exportId).toBe("exp_2");
      expect(await exports.claim(LATE_MS, LATE_MS + 9)).toBeUndefined();
      expect(await exports.find("exp_9")).toBeUndefined();
    });

    test("have one holder at a time, whose lease ends unless it is extended", async () => {
      const { exports } = await openExports();
      await exports.add(toJob("exp_1", 1));
      const claims = await Promise.all(Array.from({ length: 8 }, () => exports.claim(10, 20)));
      expect(claims.filter(Boolean)).toMatchObject([{ status: 1, attempts: 1, claims: 1, freeAtMs: 20 }]);
      expect(await exports.extend("exp_1", 1, 30)).toBe(true);
      expect(await exports.claim(29, 99)).toBeUndefined();
      expect(await exports.claim(30, 40)).toMatchObject({ exportId: "exp_1", attempts: 2, claims: 2 });
      // The first one is slow, not dead: what it does changes nothing.
      expect(await exports.extend("exp_1", 1, 99)).toBe(false);
      expect(await exports.finish("exp_1", 1, ARCHIVE)).toBe(false);
      expect(await exports.fail("exp_1", 1, FAILURE, 1)).toBe(false);
      expect(await exports.giveBack("exp_1", 1, 1)).toBe(false);
      expect(await exports.find("exp_1")).toMatchObject({ status: 1, claims: 2, freeAtMs: 40, lastError: null });
    });

    test("become ready once, and the same may be wished for again then", async () => {
      const { exports } = await openExports();
      await exports.add(toJob("exp_1", 1));
      await exports.claim(1, 9);
      expect(await exports.finish("exp_1", 1, ARCHIVE)).toBe(true);
      expect(await exports.finish("exp_1", 1, { ...ARCHIVE, archiveKey: "other" })).toBe(false);
      expect(await exports.find("exp_1")).toMatchObject({ status: 4, ...ARCHIVE });
      expect(await exports.claim(LATE_MS * 2, LATE_MS * 2)).toBeUndefined();
      await exports.add(toJob("exp_2", 2));
      expect(await exports.counts()).toEqual({ open: 1, failed: 0 });
    });

    test("are tried again after a pause, and given up after so many attempts; one that is given back does not count", async () => {
      const { exports } = await openExports();
      await exports.add(toJob("exp_1", 1));
      await exports.claim(1, 9);
      expect(await exports.giveBack("exp_1", 1, 2)).toBe(true);
      expect(await exports.find("exp_1")).toMatchObject({ status: 0, attempts: 0, claims: 1, freeAtMs: 2 });
      await exports.claim(2, 9);
      expect(await exports.fail("exp_1", 2, FAILURE, 2)).toBe(true);
      const paused = { status: 0, attempts: 1, freeAtMs: 7, finishedAtMs: null, expiresAtMs: null, lastError: "fault" };
      expect(await exports.find("exp_1")).toMatchObject(paused);
      expect(await exports.claim(6, 9)).toBeUndefined();
      await exports.claim(7, 9);
      expect(await exports.fail("exp_1", 3, { ...FAILURE, error: "again" }, 2)).toBe(true);
      expect(await exports.find("exp_1")).toMatchObject({
        status: 9,
        finishedAtMs: 5,
        expiresAtMs: 20,
        lastError: "again",
      });
      expect(await exports.claim(LATE_MS, LATE_MS)).toBeUndefined();
      expect(await exports.counts()).toEqual({ open: 0, failed: 1 });
    });

    test("are given up where the last attempt died with its worker, and not while it may live", async () => {
      const { exports } = await openExports();
      await exports.add(toJob("exp_1", 1));
      await exports.add(toJob("exp_2", 1, { code: "shop0002" }));
      await exports.claim(1, 10);
      await exports.giveUpDead({ ...FAILURE, atMs: 9 }, 1);
      expect(await exports.find("exp_1")).toMatchObject({ status: 1 });
      await exports.giveUpDead({ ...FAILURE, atMs: 10 }, 2);
      expect(await exports.find("exp_1")).toMatchObject({ status: 1 });
      await exports.giveUpDead({ ...FAILURE, atMs: 10 }, 1);
      expect(await exports.find("exp_1")).toMatchObject({ status: 9, finishedAtMs: 10, lastError: "fault" });
      expect(await exports.find("exp_2")).toMatchObject({ status: 0 });
    });

    test("are cleared once when they have expired", async () => {
      const { exports } = await openExports();
      for (const [index, code] of ["shop0001", "shop0002", "shop0003"].entries()) {
        await exports.add(toJob(`exp_${index}`, index, { code }));
      }
      await exports.claim(9, 10);
      await exports.claim(9, 10);
      await exports.finish("exp_0", 1, { ...ARCHIVE, expiresAtMs: 20 });
      await exports.fail("exp_1", 1, { ...FAILURE, expiresAtMs: 10 }, 1);
      const readExpired = async (nowMs: number, limit: number) =>
        (await exports.expired(nowMs, limit)).map(({ exportId }) => exportId);
      expect(await readExpired(9, 9)).toEqual([]);
      expect(await readExpired(20, 9)).toEqual(["exp_1", "exp_0"]);
      expect(await readExpired(20, 1)).toEqual(["exp_1"]);
      await exports.markCleared("exp_1");
      expect(await readExpired(20, 9)).toEqual(["exp_0"]);
      expect(await exports.counts()).toEqual({ open: 1, failed: 0 });
    });
  });
}

type Methods = RelationalStore["repositories"]["exports"];

/** Each method as a transaction of its own. */
function wrap(store: RelationalStore) {
  const { exports } = store.repositories;
  const entries = Object.entries(exports).map(([name, unit]) => [
    name,
    (...given: never[]) => store.transaction(() => (unit as (...all: never[]) => never)(...given)),
  ]);
  return Object.fromEntries(entries) as {
    readonly [Name in keyof Methods]: Methods[Name] extends (...given: infer Given) => Generator<unknown, infer Answer>
      ? (...given: Given) => Promise<Answer>
      : never;
  };
}
