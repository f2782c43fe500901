import { describe, expect, test } from "vitest";
import type { OpenStore } from "../relational-store.ts";

const LATE_MS = 4_102_444_800_000;

/** Describes what every relational store guarantees of erasures, and of what is forgotten of bronze. */
export function describeErasures(open: OpenStore): void {
  describe("erasures in the statistics", () => {
    const toErasure = (erasureId: string, untilMs: number) => ({
      ...{ erasureId, untilMs, code: "shop0001", userToken: `dev_${erasureId}` },
    });

    test("are due from the longest waiting on, again after a run, and never when they are done", async () => {
      const { store, erasures } = await open();
      for (const one of [toErasure("b", 2), toErasure("a", 2), toErasure("c", 1), toErasure("d", LATE_MS)])
        await store.transaction(() => erasures.add(one));
      const readDue = async (nowMs: number) =>
        (await store.read(() => erasures.due(nowMs, 9))).map(({ erasureId }) => erasureId);
      expect(await readDue(2)).toEqual(["c", "a", "b"]);
      expect(await store.read(() => erasures.due(2, 1))).toEqual([
        {
          ...{ erasureId: "c", code: "shop0001", untilMs: 1, userToken: "dev_c", userHash: null },
          ...{ runs: 0, dueAtMs: 1 },
        },
      ]);
      const readWaiting = (nowMs: number) => store.read(() => erasures.waiting(nowMs));
      expect(await readWaiting(2)).toEqual({ count: 3, oldestDueAtMs: 1 });
      await store.transaction(() => erasures.markRun("c", LATE_MS));
      await store.transaction(() => erasures.markRun("a", 5));
      expect(await readDue(4)).toEqual(["b"]);
      expect([await readWaiting(4), await readWaiting(5)]).toEqual([
        { count: 1, oldestDueAtMs: 2 },
        // The run that is to make sure has failed too.
        { count: 2, oldestDueAtMs: 2 },
      ]);
      await store.transaction(() => erasures.markDone("a", "hash"));
      await store.transaction(() => erasures.markRun("a", 6));
      expect(await readDue(7)).toEqual(["b"]);
    });

    test("are told with their token until they are done, and from then on with its hash alone", async () => {
      const { store, erasures } = await open();
      for (const id of ["c", "a", "b"]) await store.transaction(() => erasures.add(toErasure(id, 1)));
      await store.transaction(() => erasures.markDone("b", "hash"));
      const all = await store.read(() => erasures.list("", 9));
      expect(all.map(({ userToken, userHash }) => [userToken, userHash])).toEqual([
        ["dev_a", null],
        [null, "hash"],
        ["dev_c", null],
      ]);
      expect((await store.read(() => erasures.list("a", 1))).map(({ erasureId }) => erasureId)).toEqual(["b"]);
      expect(await store.read(() => erasures.list("c", 9))).toEqual([]);
    });
  });

  test("what was loaded is forgotten from the oldest on; what waits or failed never is", async () => {
    const { store, ingest, cdn } = await open();
    for (const [key, atMs] of [
      ["b", 2],
      ["a", 2],
      ["c", 1],
      ["waits", 1],
      ["late", LATE_MS],
    ] as const) {
      await store.transaction(() => ingest.register(key, atMs));
      await store.transaction(() => cdn.registerFile(key, atMs));
      if (key === "waits") continue;
      await store.transaction(() => ingest.markLoaded(key, 9));
      await store.transaction(() => cdn.markLoaded(key, 9));
    }
    const read = async () => [
      (await store.read(() => ingest.loadedBefore(3, 9))).map(({ key }) => key),
      (await store.read(() => cdn.loadedFilesBefore(3, 9))).map(({ key }) => key),
    ];
    expect(await read()).toEqual([
      ["c", "a", "b"],
      ["c", "a", "b"],
    ]);
    expect(await store.read(() => ingest.loadedBefore(3, 1))).toHaveLength(1);
    for (const key of ["c", "waits"]) {
      await store.transaction(() => ingest.remove(key));
      await store.transaction(() => cdn.removeFile(key));
    }
    expect(await read()).toEqual([
      ["a", "b"],
      ["a", "b"],
    ]);
    expect((await store.read(() => ingest.pending(9))).map(({ key }) => key)).toEqual(["waits"]);
    expect((await store.read(() => cdn.pendingFiles(9, "loader", 9))).map(({ key }) => key)).toEqual(["waits"]);
  });
}
