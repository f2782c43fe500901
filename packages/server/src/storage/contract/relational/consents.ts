import { describe, expect, test } from "vitest";
import { toDeviceSubject, toUserSubject } from "../../subject.ts";
import type { OpenStore } from "../relational-store.ts";
import { createConsentRow } from "../rows.ts";

/** Describes what every relational store guarantees of records and of the devices linked to a user. */
export function describeConsents(open: OpenStore): void {
  describe("consents", () => {
    test("hold one current record for each subject of each tenant, whatever the text in it", async () => {
      const { store, consents } = await open();
      const hostile = `'; DROP TABLE consents; -- "\u{1F36A}\n`;
      const rows = [
        createConsentRow(1),
        createConsentRow(1, { tenantId: "other", consentId: "con_other" }),
        createConsentRow(2, { userId: hostile, variant: hostile, tcString: hostile, choices: { [hostile]: true } }),
      ];
      for (const row of rows) await store.transaction(() => consents.put(row));
      const changed = createConsentRow(1, {
        ...{ consentId: "con_new", choices: {}, gpc: false, gppString: null },
        ...{ services: { [hostile]: false, youtube: true }, configVersion: 7 },
      });
      await store.transaction(() => consents.put(changed));
      expect(await store.read(() => consents.current("shop", "dev_1"))).toEqual(changed);
      expect(await store.read(() => consents.find("shop", toDeviceSubject("dev_1")))).toEqual(changed);
      expect(await store.read(() => consents.current("other", "dev_1"))).toEqual(rows[1]);
      expect(await store.read(() => consents.current("shop", "dev_2"))).toEqual(rows[2]);
    });

    test("of a user are read by each linked device, and by no other", async () => {
      const { store, consents, links } = await open();
      const ofUser = createConsentRow(9, { subject: toUserSubject("ann"), userId: "ann" });
      const own = createConsentRow(1);
      await store.transaction(function* () {
        for (const row of [ofUser, own, createConsentRow(3)]) yield* consents.put(row);
        yield* links.put({ tenantId: "shop", deviceId: "dev_1", userId: "ann", linkedAtMs: 1 });
        yield* links.put({ tenantId: "shop", deviceId: "dev_2", userId: "ann", linkedAtMs: 2 });
        yield* links.put({ tenantId: "other", deviceId: "dev_3", userId: "ann", linkedAtMs: 3 });
      });
      const current = (deviceId: string) => store.read(() => consents.current("shop", deviceId));
      expect(await current("dev_1")).toEqual(ofUser);
      expect(await current("dev_2")).toEqual(ofUser);
      expect(await current("dev_3")).toEqual(createConsentRow(3));
      await store.transaction(() => links.remove("shop", "dev_1"));
      expect(await current("dev_1")).toEqual(own);
      await store.transaction(() => consents.remove("shop", toUserSubject("ann")));
      expect(await current("dev_2")).toBeUndefined();
    });

    test("a device named like a user is still a device", async () => {
      const { store, consents } = await open();
      const row = createConsentRow(1, { subject: toUserSubject("dev_1"), userId: "dev_1" });
      await store.transaction(() => consents.put(row));
      expect(await store.read(() => consents.current("shop", "dev_1"))).toBeUndefined();
    });
  });

  describe("device links", () => {
    test("give a device one user at a time, and list a user's devices", async () => {
      const { store, links } = await open();
      const link = (deviceId: string, userId: string) => ({ tenantId: "shop", deviceId, userId, linkedAtMs: 5 });
      for (const one of [link("dev_2", "ann"), link("dev_1", "ann"), link("dev_3", "bob")])
        await store.transaction(() => links.put(one));
      expect(await store.read(() => links.ofUser("shop", "ann"))).toEqual([link("dev_1", "ann"), link("dev_2", "ann")]);
      await store.transaction(() => links.put(link("dev_1", "bob")));
      expect(await store.read(() => links.find("shop", "dev_1"))).toEqual(link("dev_1", "bob"));
      expect(await store.read(() => links.ofUser("shop", "ann"))).toEqual([link("dev_2", "ann")]);
      expect(await store.read(() => links.find("other", "dev_1"))).toBeUndefined();
    });
  });

  describe("locks", () => {
    test("keep units that decide on what they read apart: no count is lost", async () => {
      const { store, consents, locks } = await open();
      const subject = toDeviceSubject("dev_0");
      await Promise.all(
        Array.from({ length: 20 }, () =>
          store.transaction(function* () {
            yield* locks.hold(["shop dev_0"]);
            const found = yield* consents.find("shop", subject);
            const count = (found?.decidedAtMs ?? 0) + 1;
            yield* consents.put(createConsentRow(0, { subject, decidedAtMs: count }));
          }),
        ),
      );
      expect((await store.read(() => consents.find("shop", subject)))?.decidedAtMs).toBe(20);
    });

    test("named in other orders never wait in a circle", async () => {
      const { store, locks, outbox } = await open();
      const names = ["a", "b", "c"];
      await Promise.all(
        Array.from({ length: 12 }, (_, number) =>
          store.transaction(function* () {
            yield* locks.hold(number % 2 === 0 ? names : names.toReversed());
            yield* outbox.add(String(number));
          }),
        ),
      );
      expect(await store.read(() => outbox.take(99))).toHaveLength(12);
    });
  });

  describe("exclusive work", () => {
    test("is refused while work of the same name runs, and runs again after", async () => {
      const { store } = await open();
      let end: () => void = () => {};
      const first = store.exclusively(
        "one",
        () =>
          new Promise<string>((resolve) => {
            end = () => resolve("first");
          }),
      );
      await expect.poll(() => store.exclusively("one", async () => "second")).toBeUndefined();
      expect(await store.exclusively("two", async () => "other")).toBe("other");
      end();
      expect(await first).toBe("first");
      expect(await store.exclusively("one", async () => "third")).toBe("third");
    });

    test("that fails gives its name back and fails with its own error", async () => {
      const { store } = await open();
      const failing = store.exclusively("one", async () => {
        throw new RangeError("mine");
      });
      await expect(failing).rejects.toThrow(new RangeError("mine"));
      expect(await store.exclusively("one", async () => "again")).toBe("again");
    });
  });
}
