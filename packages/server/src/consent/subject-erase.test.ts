import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createTenantRow } from "../storage/contract/rows.ts";
import { createTestFolder } from "../storage/contract/test-folder.ts";
import type { LockRepository } from "../storage/ports.ts";
import { createSqliteRelational } from "../storage/relational/sqlite.ts";
import { eraseUnit } from "./subject-erase.ts";

const tenant = createTenantRow({ tenantId: "shop" });

test("an erasure holds also a device that logged in while it waited: what runs on it would bring the user back", async () => {
  const store = await createSqliteRelational({ file: path.join(createTestFolder(), "records.sqlite") });
  onTestFinished(() => store.close());
  const { links } = store.repositories;
  const link = (deviceId: string) => links.put({ tenantId: "shop", deviceId, userId: "ann", linkedAtMs: 1 });
  await store.transaction(() => link("dev_before01"));
  const held: string[] = [];
  const locks: LockRepository = {
    *hold(names) {
      if (names.includes("consent shop u:ann")) yield* link("dev_meanwhile");
      held.push(...names);
    },
  };
  const parts = {
    repositories: { ...store.repositories, locks },
    now: () => Date.UTC(2026, 10, 20),
    random: (bytes: number) => Buffer.alloc(bytes, 1),
  };
  const { answer, committed } = await store.transaction(() =>
    eraseUnit(parts, { tenant, filter: { userId: "ann" }, keyId: "key_1" }),
  );
  expect(held).toEqual(["consent shop d:dev_before01", "consent shop u:ann", "consent shop d:dev_meanwhile"]);
  expect(answer.erased.links).toBe(2);
  expect(committed.devices).toEqual(["dev_before01", "dev_meanwhile"]);
});
