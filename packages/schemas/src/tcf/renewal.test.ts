import { describe, expect, test } from "vitest";
import { createList, createVendor, OPERATOR } from "../../test/tcf.ts";
import type { TcModel } from "../signals/tc-model.ts";
import { DISCLOSED_FROM_MS, toAbsence, toTcfAskReason } from "./renewal.ts";
import { toTcModel } from "./to-tc-model.ts";

const SHOWN = createList([createVendor(1, { purposes: [1] }), createVendor(2, { legIntPurposes: [7] })]);
const MODEL = toTcModel({
  ...{ list: SHOWN, disclosed: [1, 2], choice: null, operator: OPERATOR, consentScreen: 1, language: "en" },
  nowMs: Date.UTC(2026, 5, 1),
});
const ask = (list: typeof SHOWN, enabled: readonly number[], shown: typeof SHOWN | null = SHOWN) =>
  toTcfAskReason({ model: MODEL, cmpId: OPERATOR.cmpId, list, shown, enabled });

describe("a stored string", () => {
  test.each<[string, Partial<TcModel>, string | null]>([
    ["under policy 4 holds", { policyVersion: 4 }, null],
    ["under an older policy", { policyVersion: 3 }, "policy"],
    ["that is not for this service alone", { isServiceSpecific: false }, "not-service-specific"],
    ["of another CMP", { cmpId: 32 }, "cmp"],
    ["that does not say who was shown", { disclosedVendors: null }, "not-disclosed"],
    ["from before it had to say so holds", { disclosedVendors: null, createdMs: DISCLOSED_FROM_MS - 100 }, null],
  ])("T67, T68: %s", (_, change, reason) => {
    expect(toAbsence({ ...MODEL, ...change }, OPERATOR.cmpId)).toBe(reason);
  });

  test("T76: a vendor that was not shown is a reason to ask; another number of the list, or one that left, is none", () => {
    const vendors = [...SHOWN.vendors, createVendor(3, { purposes: [1] })];
    expect(ask(createList(vendors, 179), [1, 2])).toBeNull();
    expect(ask(createList(vendors, 179), [1, 2, 3])).toBe("new-vendor");
    expect(ask(createList([createVendor(1, { purposes: [1] })], 180), [1, 2])).toBeNull();
    const gone = createVendor(3, { purposes: [1], deletedDate: "2026-02-01T00:00:00Z" });
    expect(ask(createList([...SHOWN.vendors, gone], 180), [1, 2, 3])).toBeNull();
  });

  test.each([
    ["another purpose", { purposes: [1, 2] }, "vendor-changed"],
    ["a claim beside its question", { purposes: [1], legIntPurposes: [7] }, "vendor-changed"],
    ["a special feature", { purposes: [1], specialFeatures: [1] }, "vendor-changed"],
    ["less", { purposes: [] }, null],
  ])("T76: a vendor that now asks for %s", (_, change, reason) => {
    const list = createList([createVendor(1, change), createVendor(2, { legIntPurposes: [7] })], 190);
    expect(ask(list, [1, 2])).toBe(reason);
    // What it asked for then is not known: the list that was shown is not here.
    expect(ask(list, [1, 2], null)).toBeNull();
  });

  test("T68: a string that counts as absent is asked about, whatever its vendors", () => {
    expect(toTcfAskReason({ model: MODEL, cmpId: 99, list: SHOWN, shown: SHOWN, enabled: [1] })).toBe("cmp");
  });
});
