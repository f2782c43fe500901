import { describe, expect, test } from "vitest";
import { StorageConflictError } from "../../errors.ts";
import type { OpenStore } from "../relational-store.ts";
import { createAuditPair } from "../rows.ts";

/** Describes what every relational store guarantees of audit entries and of their order in the log. */
export function describeAudit(open: OpenStore): void {
  describe("audit entries", () => {
    test("come back by device, newest first, of that tenant and device alone", async () => {
      const { store, audit } = await open();
      const own = [createAuditPair(1), createAuditPair(2), createAuditPair(3)] as const;
      const foreign = [createAuditPair(4, "other"), createAuditPair(5, "shop", "dev_2")];
      for (const pair of [...own, ...foreign]) await store.transaction(() => audit.append(...pair));
      const found = await store.read(() => audit.bySubject("shop", { deviceId: "dev_1" }, 2));
      expect(found.map(({ entry, subject }) => [entry, subject])).toEqual([own[2], own[1]]);
      expect(await store.read(() => audit.count("shop"))).toBe(4);
      expect(await store.read(() => audit.count("nobody"))).toBe(0);
    });

    test("come back by user, whatever the device", async () => {
      const { store, audit } = await open();
      const [entry, subject] = createAuditPair(1);
      await store.transaction(() => audit.append(entry, { ...subject, userId: "ann" }));
      await store.transaction(() => audit.append(...createAuditPair(2)));
      const found = await store.read(() => audit.bySubject("shop", { userId: "ann" }, 9));
      expect(found.map((one) => one.entry)).toEqual([entry]);
      expect(await store.read(() => audit.bySubject("other", { userId: "ann" }, 9))).toEqual([]);
    });

    test("are never written twice under one id", async () => {
      const { store, audit } = await open();
      const [entry, subject] = createAuditPair(1);
      await store.transaction(() => audit.append(entry, subject));
      await expect(store.transaction(() => audit.append({ ...entry, body: "forged" }, subject))).rejects.toThrow();
      const found = await store.read(() => audit.bySubject("shop", { deviceId: "dev_1" }, 9));
      expect(found).toEqual([{ entry, subject }]);
    });

    test("stay when their subject is erased, and are then found by their id alone", async () => {
      const { store, audit } = await open();
      const [entry, subject] = createAuditPair(1);
      await store.transaction(() => audit.append(entry, subject));
      await store.transaction(() => audit.append(...createAuditPair(2, "shop", "dev_2")));
      expect(await store.read(() => audit.find(entry.auditId, entry.atMs))).toEqual({ entry, subject });
      expect(await store.transaction(() => audit.eraseSubject("other", { deviceId: "dev_1" }))).toBe(0);
      expect(await store.transaction(() => audit.eraseSubject("shop", { deviceId: "dev_1" }))).toBe(1);
      expect(await store.read(() => audit.find(entry.auditId, entry.atMs))).toEqual({ entry, subject: null });
      expect(await store.read(() => audit.bySubject("shop", { deviceId: "dev_1" }, 9))).toEqual([]);
      expect(await store.read(() => audit.bySubject("shop", { deviceId: "dev_2" }, 9))).toHaveLength(1);
      expect(await store.read(() => audit.count("shop"))).toBe(2);
    });

    test("of a device can be erased without those that a user left on it", async () => {
      const { store, audit } = await open();
      const [entry, subject] = createAuditPair(1);
      await store.transaction(() => audit.append(entry, { ...subject, userId: "ann" }));
      const [alone, nobody] = createAuditPair(2);
      await store.transaction(() => audit.append(alone, { ...nobody, userId: null }));
      const filter = { deviceId: "dev_1", userId: null };
      expect(await store.transaction(() => audit.eraseSubject("other", filter))).toBe(0);
      expect(await store.transaction(() => audit.eraseSubject("shop", filter))).toBe(1);
      expect(await store.transaction(() => audit.eraseSubject("shop", filter))).toBe(0);
      const left = await store.read(() => audit.bySubject("shop", { deviceId: "dev_1" }, 9));
      expect(left.map((row) => row.entry.auditId)).toEqual([entry.auditId]);
    });

    test("about nobody have no erasable half", async () => {
      const { store, audit } = await open();
      const [entry] = createAuditPair(1);
      await store.transaction(() => audit.append({ ...entry, consentId: "", action: "config_publish" }, null));
      expect((await store.read(() => audit.find(entry.auditId, entry.atMs)))?.subject).toBeNull();
    });

    test("lose their erasable halves by age, the oldest first and a bounded number at once", async () => {
      const { store, audit } = await open();
      for (const number of [1, 2, 3, 4]) {
        const [entry, subject] = createAuditPair(number);
        await store.transaction(() => audit.append({ ...entry, atMs: number * 100 }, subject));
      }
      expect(await store.transaction(() => audit.eraseBefore(301, 2))).toBe(2);
      expect(await store.transaction(() => audit.eraseBefore(301, 2))).toBe(1);
      expect(await store.transaction(() => audit.eraseBefore(301, 2))).toBe(0);
      const left = await store.read(() => audit.bySubject("shop", { deviceId: "dev_1" }, 9));
      expect(left.map(({ entry }) => entry.atMs)).toEqual([400]);
    });
  });

  describe("the audit log", () => {
    test("gives every entry exactly one place, without gaps, however many give places at once", async () => {
      const { store, audit, auditLog } = await open();
      const numbers = Array.from({ length: 30 }, (_, number) => number);
      const appends = numbers.map((number) => store.transaction(() => audit.append(...createAuditPair(number))));
      const rounds = numbers.map(() => store.transaction(() => auditLog.sequence(4)));
      await Promise.all([...appends, ...rounds]);
      while ((await store.transaction(() => auditLog.sequence(4))) > 0);
      expect(await store.read(() => auditLog.size())).toBe(30);
      expect(await store.read(() => auditLog.waiting())).toBe(0);
      const leaves = await store.read(() => auditLog.leaves(0, 99));
      expect(leaves.map((leaf) => leaf.leafIndex)).toEqual(numbers);
      expect(new Set(leaves.map((leaf) => leaf.auditId)).size).toBe(30);
      expect((await store.read(() => auditLog.leaves(28, 99))).map((leaf) => leaf.leafIndex)).toEqual([28, 29]);
    });

    test("keeps the order of entries that were appended one after the other", async () => {
      const { store, audit, auditLog } = await open();
      const pairs = [1, 2, 3, 4, 5].map((number) => createAuditPair(number));
      for (const pair of pairs) await store.transaction(() => audit.append(...pair));
      expect(await store.read(() => auditLog.waiting())).toBe(5);
      expect(await store.transaction(() => auditLog.sequence(3))).toBe(3);
      expect(await store.transaction(() => auditLog.sequence(3))).toBe(2);
      const leaves = await store.read(() => auditLog.leaves(0, 9));
      expect(leaves.map((leaf) => [leaf.body, leaf.leafHash])).toEqual(
        pairs.map(([entry]) => [entry.body, entry.leafHash]),
      );
      const [third] = pairs[2] ?? [];
      expect(await store.read(() => auditLog.placeOf(third?.auditId ?? "", third?.atMs ?? 0))).toBe(2);
      expect(await store.read(() => auditLog.placeOf("aud_none", 0))).toBeUndefined();
    });

    test("keeps one checkpoint a size, never with another root, and finds the one that covers a place", async () => {
      const { store, auditLog } = await open();
      const checkpoint = (treeSize: number) => ({ treeSize, rootHash: `root-${treeSize}`, note: "note", atMs: 7 });
      expect(await store.read(() => auditLog.latestCheckpoint())).toBeUndefined();
      for (const size of [3, 10, 3]) await store.transaction(() => auditLog.putCheckpoint(checkpoint(size)));
      const forged = store.transaction(() => auditLog.putCheckpoint({ ...checkpoint(3), rootHash: "other" }));
      await expect(forged).rejects.toBeInstanceOf(StorageConflictError);
      expect(await store.read(() => auditLog.latestCheckpoint())).toEqual(checkpoint(10));
      expect(await store.read(() => auditLog.checkpointFrom(3))).toEqual(checkpoint(3));
      expect(await store.read(() => auditLog.checkpointFrom(4))).toEqual(checkpoint(10));
      expect(await store.read(() => auditLog.checkpointFrom(11))).toBeUndefined();
    });

    test("keeps what was said about it first, until it is replaced on purpose", async () => {
      const { store, auditLog } = await open();
      expect(await store.transaction(() => auditLog.keepFact("key", "one"))).toBe("one");
      expect(await store.transaction(() => auditLog.keepFact("key", "two"))).toBe("one");
      await store.transaction(() => auditLog.replaceFact("key", "three"));
      expect(await store.read(() => auditLog.readFact("key"))).toBe("three");
      expect(await store.read(() => auditLog.readFact("other"))).toBeUndefined();
    });
  });
}
