import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createConsentRow } from "../storage/contract/rows.ts";
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

function refuse(refused: readonly string[], deviceRecord: ConsentRow | undefined, later?: ConsentRow): ConsentRow {
  const context = { deviceId: "dev_1", deviceRecord, latestStatedAtMs: deviceRecord?.statedAtMs ?? null };
  return toDeviceRecord({ decision, refused, later, gpc: false }, context, "con_new");
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

describe("a login that merged the device's own record", () => {
  const conflict = { device_value: true, user_value: false, resolved_value: false };
  const merge: Merge = {
    ...{ choices: {}, isSettled: true, winner: "user" },
    conflicts: [
      { ...conflict, category: "analytics", reason: "resolved_by_user" },
      { ...conflict, category: "marketing", reason: "user_wins" },
    ],
  };
  const context = { userId: "ben", auditId: "aud_login" };

  test("refuses there what the visitor, asked, answered with no, and nothing that a rule decided", () => {
    expect(toMergedDevice(own, merge, context)).toEqual({
      ...own,
      ...{ userId: "ben", auditId: "aud_login", tcString: null, gppString: null },
      choices: { essential: true, analytics: false, marketing: true },
    });
  });

  test("only names the user where nobody was asked", () => {
    expect(toMergedDevice(own, null, context)).toEqual({ ...own, userId: "ben" });
  });
});
