import { describe, expect, onTestFinished, test } from "vitest";
import { StorageConflictError, StorageUnavailableError } from "../errors.ts";
import type { RelationalStore, Repositories } from "../ports.ts";
import { describeAudit } from "./relational/audit.ts";
import { describeCdn } from "./relational/cdn.ts";
import { describeConsents } from "./relational/consents.ts";
import { describeErasures } from "./relational/erasures.ts";
import { describeExports } from "./relational/exports.ts";
import { describeTcfFiles } from "./relational/tcf-files.ts";
import { describeTenants } from "./relational/tenants.ts";
import {
  createApiKeyRow,
  createConsentRow,
  createIdempotencyRow,
  createOrganizationRow,
  createTenantRow,
} from "./rows.ts";

/** A store of a running test, with its repositories. */
export type OpenStore = () => Promise<{ readonly store: RelationalStore } & Repositories>;

/** Describes what every relational store guarantees. `createStore` opens an empty store for the running test. */
export function describeRelationalStore(name: string, createStore: () => Promise<RelationalStore>): void {
  const open: OpenStore = async () => {
    const store = await createStore();
    onTestFinished(() => store.close());
    return { store, ...store.repositories };
  };

  describe(`${name} as a relational store`, () => {
    describe("transactions", () => {
      test("a unit's answer arrives, and what it wrote can be read", async () => {
        const { store, consents } = await open();
        const answer = await store.transaction(function* () {
          yield* consents.put(createConsentRow(1));
          return "done";
        });
        expect(answer).toBe("done");
        expect(await store.read(() => consents.current("shop", "dev_1"))).toEqual(createConsentRow(1));
      });

      test("a unit sees what it wrote itself", async () => {
        const { store, consents } = await open();
        const seen = await store.transaction(function* () {
          yield* consents.put(createConsentRow(1));
          return yield* consents.current("shop", "dev_1");
        });
        expect(seen).toEqual(createConsentRow(1));
      });

      test("a unit that throws leaves nothing and rejects with its own error", async () => {
        const { store, consents, outbox } = await open();
        const failing = store.transaction(function* () {
          yield* consents.put(createConsentRow(1));
          yield* outbox.add("never");
          throw new RangeError("changed my mind");
        });
        await expect(failing).rejects.toThrow(new RangeError("changed my mind"));
        expect(await store.read(() => consents.current("shop", "dev_1"))).toBeUndefined();
        expect(await store.read(() => outbox.take(10))).toEqual([]);
      });

      test("one unit that throws does not disturb units handed over with it", async () => {
        const { store, consents } = await open();
        const outcomes = await Promise.allSettled(
          [1, 2, 3, 4, 5].map((number) =>
            store.transaction(function* () {
              yield* consents.put(createConsentRow(number));
              if (number === 3) throw new Error("only me");
            }),
          ),
        );
        expect(outcomes.map((outcome) => outcome.status)).toEqual([
          "fulfilled",
          "fulfilled",
          "rejected",
          "fulfilled",
          "fulfilled",
        ]);
        for (const number of [1, 2, 4, 5]) {
          expect(await store.read(() => consents.current("shop", `dev_${number}`))).toEqual(createConsentRow(number));
        }
        expect(await store.read(() => consents.current("shop", "dev_3"))).toBeUndefined();
      });

      test("a unit refused by the database leaves nothing of what it wrote before", async () => {
        const { store, consents, idempotency } = await open();
        await store.transaction(() => idempotency.put(createIdempotencyRow(1)));
        const failing = store.transaction(function* () {
          yield* consents.put(createConsentRow(1));
          yield* idempotency.put(createIdempotencyRow(1, { answer: "other" }));
        });
        await expect(failing).rejects.toBeInstanceOf(StorageConflictError);
        expect(await store.read(() => consents.current("shop", "dev_1"))).toBeUndefined();
      });

      test("a reading unit cannot write", async () => {
        const { store, outbox } = await open();
        await expect(store.read(() => outbox.add("no"))).rejects.toThrow();
        expect(await store.read(() => outbox.take(1))).toEqual([]);
      });

      test("after closing, everything rejects as unavailable", async () => {
        const { store, outbox } = await open();
        await store.ping();
        await store.close();
        await expect(store.transaction(() => outbox.add("x"))).rejects.toBeInstanceOf(StorageUnavailableError);
        await expect(store.read(() => outbox.take(1))).rejects.toBeInstanceOf(StorageUnavailableError);
        await expect(store.ping()).rejects.toBeInstanceOf(StorageUnavailableError);
        await store.close();
      });

      test("closing waits for units handed over before it", async () => {
        const { store, outbox } = await open();
        const last = store.transaction(() => outbox.add("last words"));
        await store.close();
        await expect(last).resolves.toBeUndefined();
      });
    });

    describeTenants(open);
    describeConsents(open);
    describeAudit(open);
    describeTcfFiles(open);
    describeCdn(open);
    describeExports(open);
    describeErasures(open);

    describe("idempotency keys", () => {
      test("keep the first answer, apart for each tenant, until it is swept", async () => {
        const { store, idempotency } = await open();
        for (const number of [1, 2, 3]) await store.transaction(() => idempotency.put(createIdempotencyRow(number)));
        await store.transaction(() => idempotency.put(createIdempotencyRow(1, { tenantId: "other" })));
        expect(await store.read(() => idempotency.find("shop", "key-1"))).toEqual(createIdempotencyRow(1));
        expect(await store.transaction(() => idempotency.sweep(3))).toBe(3);
        expect(await store.read(() => idempotency.find("shop", "key-2"))).toBeUndefined();
        expect(await store.read(() => idempotency.find("shop", "key-3"))).toEqual(createIdempotencyRow(3));
        expect(await store.transaction(() => idempotency.sweep(3))).toBe(0);
      });
    });

    describe("the outbox", () => {
      test("gives messages in the order they were added in, until they are removed; a position never comes again", async () => {
        const { store, outbox } = await open();
        for (const message of ["one", "two", "three"]) await store.transaction(() => outbox.add(message));
        const [first, second] = await store.read(() => outbox.take(2));
        expect([first?.message, second?.message]).toEqual(["one", "two"]);
        await store.transaction(() => outbox.remove([first?.position ?? 0, second?.position ?? 0]));
        const [third] = await store.read(() => outbox.take(10));
        expect(third?.message).toBe("three");
        await store.transaction(() => outbox.remove([third?.position ?? 0]));
        await store.transaction(() => outbox.add("four"));
        const [fourth] = await store.read(() => outbox.take(10));
        expect(fourth?.position).toBeGreaterThan(third?.position ?? Number.POSITIVE_INFINITY);
      });

      test("loses the messages that are removed and no other, however many there are", async () => {
        const { store, outbox } = await open();
        await store.transaction(function* () {
          for (let number = 0; number < 250; number += 1) yield* outbox.add(String(number));
        });
        const isKept = (message: string) => Number(message) % 10 === 0;
        const gone = (await store.read(() => outbox.take(999))).filter(({ message }) => !isKept(message));
        await store.transaction(() => outbox.remove(gone.map(({ position }) => position)));
        await store.transaction(() => outbox.remove([]));
        const left = (await store.read(() => outbox.take(999))).map(({ message }) => message);
        expect(left).toEqual(Array.from({ length: 25 }, (_, number) => String(number * 10)));
      });
    });

    describe("API keys", () => {
      test("are found by hash and by id, and listed in the order of their ids", async () => {
        const { store, apiKeys } = await open();
        const bound = createApiKeyRow({ keyId: "key_0", hash: "h0", origin: "init" });
        await store.transaction(() => apiKeys.put(createApiKeyRow()));
        await store.transaction(() => apiKeys.put(bound));
        expect(await store.read(() => apiKeys.findByHash("h1"))).toEqual(createApiKeyRow());
        expect(await store.read(() => apiKeys.findByHash("H1"))).toBeUndefined();
        expect(await store.read(() => apiKeys.find("key_0"))).toEqual(bound);
        expect(await store.read(() => apiKeys.list("server", "", 9))).toEqual([bound, createApiKeyRow()]);
        expect(await store.read(() => apiKeys.list("server", "key_0", 9))).toEqual([createApiKeyRow()]);
      });

      test("are listed by what they are good for: one tenant, or an organization and its tenants", async () => {
        const { store, apiKeys, tenants, organizations } = await open();
        await store.transaction(() => organizations.put(createOrganizationRow()));
        await store.transaction(() => tenants.put(createTenantRow({ organizationId: "org_1" })));
        await store.transaction(() => tenants.put(createTenantRow({ tenantId: "foreign", code: "foreign1" })));
        for (const [keyId, organizationId, tenantId] of [
          ["key_1", null, null],
          ["key_2", "org_1", null],
          ["key_3", null, "shop"],
          ["key_4", null, "foreign"],
        ] as const) {
          const row = createApiKeyRow({ keyId, hash: keyId, organizationId, tenantId });
          await store.transaction(() => apiKeys.put(row));
        }
        const ids = async (...page: Parameters<typeof apiKeys.list>) =>
          (await store.read(() => apiKeys.list(...page))).map((key) => key.keyId);
        expect(await ids({ organizationId: "org_1" }, "", 9)).toEqual(["key_2", "key_3"]);
        expect(await ids({ organizationId: "org_1" }, "key_2", 9)).toEqual(["key_3"]);
        expect(await ids({ tenantId: "shop" }, "", 9)).toEqual(["key_3"]);
        expect(await ids("server", "", 3)).toEqual(["key_1", "key_2", "key_3"]);
      });

      test("of an origin are found until they are revoked", async () => {
        const { store, apiKeys } = await open();
        const given = createApiKeyRow({ keyId: "key_2", hash: "h2", origin: "init" });
        await store.transaction(() => apiKeys.put(createApiKeyRow()));
        await store.transaction(() => apiKeys.put(given));
        expect(await store.read(() => apiKeys.ofOrigin("init"))).toEqual([given]);
        await store.transaction(() => apiKeys.put({ ...given, revokedAtMs: 9 }));
        expect(await store.read(() => apiKeys.ofOrigin("init"))).toEqual([]);
      });

      test("keep what they may do when their name or revocation changes, and count no more once revoked", async () => {
        const { store, apiKeys } = await open();
        await store.transaction(() => apiKeys.put(createApiKeyRow()));
        expect(await store.read(() => apiKeys.count())).toBe(1);
        await store.transaction(() => apiKeys.put(createApiKeyRow({ scopes: [], name: "gone", revokedAtMs: 9 })));
        expect(await store.read(() => apiKeys.find("key_1"))).toEqual(
          createApiKeyRow({ name: "gone", revokedAtMs: 9 }),
        );
        expect(await store.read(() => apiKeys.count())).toBe(0);
      });

      test("of one hash are one key", async () => {
        const { store, apiKeys } = await open();
        await store.transaction(() => apiKeys.put(createApiKeyRow()));
        const twin = store.transaction(() => apiKeys.put(createApiKeyRow({ keyId: "key_2" })));
        await expect(twin).rejects.toBeInstanceOf(StorageConflictError);
      });
    });

    describe("ingest objects", () => {
      test("are registered once, offered oldest first while pending, and stay loaded", async () => {
        const { store, ingest } = await open();
        for (const [key, atMs] of [
          ["b", 2],
          ["a", 2],
          ["c", 1],
          ["c", 9],
        ] as const) {
          await store.transaction(() => ingest.register(key, atMs));
        }
        const keys = async () => (await store.read(() => ingest.pending(9))).map((object) => object.key);
        expect(await keys()).toEqual(["c", "a", "b"]);
        await store.transaction(() => ingest.markLoaded("c", 5));
        await store.transaction(() => ingest.register("c", 9));
        await store.transaction(() => ingest.markAttempt("c", "late failure", 1));
        expect(await keys()).toEqual(["a", "b"]);
        expect(await store.read(() => ingest.countByState())).toEqual({ pending: 2, failed: 0 });
      });

      test("are given up after the last attempt", async () => {
        const { store, ingest } = await open();
        await store.transaction(() => ingest.register("a", 1));
        await store.transaction(() => ingest.markAttempt("a", "first", 2));
        expect(await store.read(() => ingest.pending(1))).toEqual([
          { key: "a", state: "pending", attempts: 1, registeredAtMs: 1, loadedAtMs: null, lastError: "first" },
        ]);
        await store.transaction(() => ingest.markAttempt("a", "second", 2));
        expect(await store.read(() => ingest.pending(1))).toEqual([]);
        expect(await store.read(() => ingest.countByState())).toEqual({ pending: 0, failed: 1 });
        expect(await store.read(() => ingest.find("a"))).toMatchObject({ key: "a", state: "failed", attempts: 2 });
        expect(await store.read(() => ingest.find("b"))).toBeUndefined();
      });

      test("that were given up are told, until they are to be loaded again with all their attempts", async () => {
        const { store, ingest } = await open();
        for (const key of ["a", "b", "c"]) await store.transaction(() => ingest.register(key, 1));
        await store.transaction(() => ingest.markLoaded("c", 2));
        expect(await store.read(() => ingest.hasFailed())).toBe(false);
        await store.transaction(() => ingest.markAttempt("a", "damaged", 1));
        expect(await store.read(() => ingest.hasFailed())).toBe(true);
        expect(await store.transaction(() => ingest.retryFailed())).toBe(1);
        expect(await store.transaction(() => ingest.retryFailed())).toBe(0);
        expect(await store.read(() => ingest.hasFailed())).toBe(false);
        expect(await store.read(() => ingest.pending(9))).toMatchObject([
          { key: "a", attempts: 0, lastError: "damaged" },
          { key: "b", attempts: 0 },
        ]);
      });
    });
  });
}
