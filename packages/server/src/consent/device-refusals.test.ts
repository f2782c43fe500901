import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createConsentRow, createTenantRow } from "../storage/contract/rows.ts";
import type { ConsentRow } from "../storage/ports.ts";
import { toDeviceRecord, toMergedDevice } from "./device-refusals.ts";
import type { Merge } from "./merge.ts";

const own = createConsentRow(1, {
  ...{ subject: "d:dev_1", deviceId: "dev_1", userId: "anna", auditId: "aud_own", gpc: false },
  choices: { essential: true, analytics: true, marketing: true },
  ...{ tcString: "C", gppString: "D", statedAtMs: 5, decidedAtMs: 10, expiresAtMs: 20, policyVersion: "old" },
});
const decision = createConsentRow(2, {
  ...{ subject: "u:anna", deviceId: "dev_1", userId: "anna", auditId: "aud_new", gpc: true },
  choices: { essential: true, analytics: true, marketing: false, video: false },
  ...{ tcString: "C2", gppString: "D2", statedAtMs: 7, decidedAtMs: 30, expiresAtMs: 99, policyVersion: "new" },
});

const category = { name: "", description: "", required: false, sells_data: false, cookies: [], vendors: [] };
const toServices = (...ids: string[]) => ids.map((id) => ({ id, name: id }));
const row = createTenantRow();
const categories = [
  { ...category, id: "analytics", services: toServices("hotjar", "matomo") },
  { ...category, id: "marketing", services: toServices("meta") },
];
const tenant = { ...row, config: { ...row.config, categories } };

function refuse(
  refused: readonly string[],
  deviceRecord: ConsentRow | undefined,
  later?: ConsentRow,
  refusedServices: readonly string[] = [],
): ConsentRow {
  const context = { tenant, deviceId: "dev_1", deviceRecord, latestStatedAtMs: deviceRecord?.statedAtMs ?? null };
  return toDeviceRecord({ decision, refused, refusedServices, later, gpc: false }, context, "con_new");
}

describe("a refusal on a linked device", () => {
  test("is refused in the device's own record, which says and lasts as before otherwise", () => {
    expect(refuse(["marketing"], own)).toEqual({
      ...own,
      choices: { essential: true, analytics: true, marketing: false },
      ...{ tcString: null, gppString: null, statedAtMs: 7, auditId: "aud_new" },
    });
  });

  test("of a device that never decided makes a record of refusals alone, which names the user", () => {
    expect(refuse(["marketing"], undefined)).toEqual({
      ...decision,
      ...{ consentId: "con_new", subject: "d:dev_1", choices: { marketing: false }, tcString: null, gppString: null },
      gpc: false,
    });
  });

  test("never turns the device's clock back", () => {
    expect(refuse(["marketing"], { ...own, statedAtMs: 9 }).statedAtMs).toBe(9);
  });

  test("agrees to nothing, whatever was decided, and keeps every refusal that the device had", () => {
    const choices = fc.dictionary(fc.constantFrom("analytics", "marketing", "video"), fc.boolean());
    const ids = fc.subarray(["analytics", "marketing", "video"]);
    fc.assert(
      fc.property(choices, ids, fc.option(choices), (before, refused, later) => {
        const row = refuse(refused, { ...own, choices: before }, later ? { ...decision, choices: later } : undefined);
        for (const [id, isAgreed] of Object.entries(row.choices)) if (isAgreed) expect(before[id]).toBe(true);
        for (const [id, isAgreed] of Object.entries(before)) if (!isAgreed) expect(row.choices[id]).toBe(false);
      }),
    );
  });
});

describe("a refusal that is older than the decision that stands (0024)", () => {
  const later = { ...decision, choices: { essential: true, marketing: true } };

  test("holds on the device where the later decision says nothing", () => {
    expect(refuse(["analytics"], own, later).choices).toMatchObject({ analytics: false, marketing: true });
  });

  test("changes nothing on the device in what the later decision answers, unless the device says nothing", () => {
    expect(refuse(["marketing"], own, later).choices).toEqual(own.choices);
    expect(refuse(["marketing"], undefined, later).choices).toEqual({ marketing: false });
  });
});

describe("services of a linked device's own record", () => {
  const before = { ...own, services: { hotjar: true, meta: true, gone: true, matomo: false } };

  test("are refused with it where they were refused on the device, and with their category", () => {
    expect(refuse(["marketing"], before, undefined, ["hotjar"]).services).toEqual({ hotjar: false, matomo: false });
    expect(refuse([], before, undefined, ["hotjar"]).services).toMatchObject({ hotjar: false, meta: true });
  });

  test("stay where a later decision answers their category, and are refused where it does not (0024)", () => {
    const later = { ...decision, choices: { analytics: true }, services: {} };
    const { services } = refuse([], { ...own, services: {} }, later, ["hotjar", "meta"]);
    expect(services).toEqual({ meta: false });
    expect(refuse([], { ...own, choices: {}, services: {} }, later, ["hotjar"]).services).toEqual({ hotjar: false });
  });

  test("are never agreed to there, and lose no refusal", () => {
    const ids = ["hotjar", "matomo", "meta", "gone"];
    const choices = fc.dictionary(fc.constantFrom(...ids), fc.boolean());
    const kinds = fc.dictionary(fc.constantFrom("analytics", "marketing"), fc.boolean());
    fc.assert(
      fc.property(choices, fc.subarray(ids), fc.option(fc.tuple(kinds, choices)), (services, refused, said) => {
        const later = said ? { ...decision, choices: said[0], services: said[1] } : undefined;
        const after = refuse(["marketing"], { ...own, services }, later, refused).services;
        for (const [id, isAgreed] of Object.entries(after)) if (isAgreed) expect(services[id]).toBe(true);
        for (const [id, isAgreed] of Object.entries(services)) if (!isAgreed) expect(after[id]).toBe(false);
        if (!later) for (const id of refused) expect(after[id]).toBe(false);
      }),
    );
  });
});

describe("a login that merged the device's own record", () => {
  const conflict = { device_value: true, user_value: false, resolved_value: false };
  const merge: Merge = {
    ...{ choices: {}, isSettled: true, winner: "user" },
    conflicts: [
      { ...conflict, category: "analytics", reason: "resolved_by_user" },
      { ...conflict, category: "marketing", reason: "user_wins" },
    ],
  };
  const context = { tenant, userId: "ben", auditId: "aud_login" };

  test("refuses there what the visitor, asked, answered with no, and nothing that a rule decided", () => {
    expect(toMergedDevice(own, merge, context)).toEqual({
      ...own,
      ...{ userId: "ben", auditId: "aud_login", tcString: null, gppString: null },
      choices: { essential: true, analytics: false, marketing: true },
    });
  });

  test("takes back what was agreed to about services of what was answered with no", () => {
    const before = { ...own, services: { hotjar: true, meta: true, matomo: false } };
    expect(toMergedDevice(before, merge, context).services).toEqual({ meta: true, matomo: false });
  });

  test("only names the user where nobody was asked", () => {
    expect(toMergedDevice(own, null, context)).toEqual({ ...own, userId: "ben" });
  });
});
