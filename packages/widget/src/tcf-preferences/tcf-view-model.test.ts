import { listIds, type RestrictionWish, type TcfSlimVendor, toTcModel } from "@cookiehub/schemas/signals";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createTcfFiles } from "../../test/tcf-dialog-kit.ts";
import { createTcfDraft } from "./tcf-draft.ts";
import { readShownVendors, toAsked, toName, toSearchable, toUsers, type ViewModelInput } from "./tcf-view-model.ts";

const { list } = createTcfFiles(300);
const INPUT: ViewModelInput = { list, restrictions: [], isPurposeOneTreatment: false };

function show(input: Partial<ViewModelInput> = {}) {
  const work = readShownVendors({ ...INPUT, ...input });
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}

const createVendor = (id: number, change: Partial<TcfSlimVendor> = {}): TcfSlimVendor => ({
  ...{ id, name: `Vendor ${id}`, purposes: [], legIntPurposes: [], flexiblePurposes: [] },
  ...{ specialPurposes: [], features: [], specialFeatures: [], ...change },
});
const listOf = (...vendors: TcfSlimVendor[]) => ({ ...list, vendors });

describe("the vendors that are shown", () => {
  test("T64: stand under the basis that holds here, and not at all for a purpose that is not allowed", () => {
    const vendors = listOf(
      createVendor(3, { purposes: [1, 2], legIntPurposes: [7, 9], flexiblePurposes: [2, 7] }),
      createVendor(4, { legIntPurposes: [7] }),
    );
    const restrictions: RestrictionWish[] = [
      { purposeId: 7, type: 1 },
      { purposeId: 9, type: 0 },
      { purposeId: 2, type: 2, vendors: [3] },
    ];
    expect(show({ list: vendors, restrictions })).toMatchObject([
      { id: 3, consent: [1, 7], legitimateInterest: [2] },
      // Its purpose is not flexible: the publisher cannot ask for consent to it.
      { id: 4, consent: [], legitimateInterest: [7] },
    ]);
  });

  test("T55: leave out who has left the list, and keep the page that each stands on in it", () => {
    const vendors = Array.from({ length: 101 }, (_, index) => createVendor(index + 1));
    const gone = createVendor(500, { deletedDate: "2026-06-01T00:00:00Z" });
    const shown = show({ list: listOf(gone, ...vendors) });
    expect(shown).toHaveLength(101);
    expect(shown.find(({ id }) => id === 99)?.page).toBe(1);
    expect(shown.find(({ id }) => id === 100)?.page).toBe(2);
  });

  test("T50: with its own treatment purpose 1 is not shown, and a vendor with no other asks for no consent", () => {
    const vendors = listOf(createVendor(1, { purposes: [1] }), createVendor(2, { purposes: [1, 3] }));
    const shown = show({ list: vendors, isPurposeOneTreatment: true });
    expect(shown.map(({ consent }) => consent)).toEqual([[], [3]]);
    expect(toAsked(shown)).toEqual({ purposeConsents: [3], vendorConsents: [2], specialFeatureOptIns: [] });
  });

  test("are in the order of their names, whatever case and marks they have", () => {
    const vendors = listOf(
      ...["zeta", "\u00c9clair", "Delta", "eclipse"].map((name, at) => createVendor(at + 1, { name })),
    );
    expect(show({ list: vendors }).map(({ name }) => name)).toEqual(["Delta", "\u00c9clair", "eclipse", "zeta"]);
    expect(toSearchable("T\u00e9l\u00e9kom AG")).toBe("telekom ag");
  });

  test("are read in steps, so that a long list never holds the page up", () => {
    const steps = [...readShownVendors({ ...INPUT, list: createTcfFiles(1500).list })];
    expect(steps.length).toBeGreaterThan(20);
  });
});

describe("counts", () => {
  test("T92: say how many vendors ask for consent to a purpose, and how many claim legitimate interest", () => {
    const vendors = show({
      list: listOf(
        createVendor(1, { purposes: [2], features: [3] }),
        createVendor(2, { purposes: [2], legIntPurposes: [7], specialPurposes: [1] }),
        createVendor(3, { legIntPurposes: [2] }),
      ),
    });
    const count = (...[use, id]: [Parameters<typeof toUsers>[1], number]) =>
      toUsers(vendors, use, id).map((vendor) => vendor.id);
    expect(count("consent", 2)).toEqual([1, 2]);
    expect(count("legitimateInterest", 2)).toEqual([3]);
    expect(count("specialPurposes", 1)).toEqual([2]);
    expect(count("features", 3)).toEqual([1]);
    expect(count("specialFeatures", 1)).toEqual([]);
  });

  test("a text that the list does not have is named by its number", () => {
    expect(toName([{ id: 1, name: "One", description: "", illustrations: [] }], 1)).toBe("One");
    expect(toName([], 12)).toBe("#12");
  });
});

test("T54 to T63: every switch that is on becomes a bit of the string, and every bit of consent had a switch", () => {
  const wishes = fc.array(
    fc.record({
      purposeId: fc.integer({ min: 1, max: 11 }),
      type: fc.constantFrom(0 as const, 1 as const, 2 as const),
    }),
    { maxLength: 5 },
  );
  fc.assert(
    fc.property(wishes, fc.boolean(), (restrictions, isPurposeOneTreatment) => {
      const asked = toAsked(show({ restrictions, isPurposeOneTreatment }));
      const draft = createTcfDraft(null, asked);
      for (const kind of ["purposeConsents", "vendorConsents", "specialFeatureOptIns"] as const) {
        draft.set(kind, asked[kind], true);
      }
      const choice = draft.toChoice();
      const model = toTcModel({
        ...{ list, disclosed: list.vendors.map(({ id }) => id), choice, consentScreen: 2, language: "en" },
        nowMs: Date.UTC(2026, 10, 21),
        operator: {
          ...{ cmpId: 3, cmpVersion: 1, publisherCountry: "DE", hasNonStandardTexts: false },
          ...{ isPurposeOneTreatment, restrictions },
        },
      });
      expect([...listIds(model.purposeConsents)]).toEqual(choice.purposeConsents);
      expect([...listIds(model.vendorConsents)]).toEqual(choice.vendorConsents);
      expect([...listIds(model.specialFeatureOptIns)]).toEqual(choice.specialFeatureOptIns);
    }),
    { numRuns: 30 },
  );
});
