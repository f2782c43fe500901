import type { TcfChoice } from "@cookiehub/schemas/signals";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createTcfDraft, type TcfAsked, type TcfKind } from "./tcf-draft.ts";

const NOTHING: TcfChoice = {
  ...{ purposeConsents: [], vendorConsents: [], specialFeatureOptIns: [] },
  ...{ purposeObjections: [], vendorObjections: [] },
};
const KINDS = Object.keys(NOTHING) as TcfKind[];
const ASKED_KINDS = ["purposeConsents", "vendorConsents", "specialFeatureOptIns"] as const;
const ASKED: TcfAsked = { purposeConsents: [1, 2], vendorConsents: [7, 9], specialFeatureOptIns: [1] };

const ids = fc.uniqueArray(fc.integer({ min: 1, max: 12 }), { maxLength: 8 });
const choices = fc.record({
  ...{ purposeConsents: ids, vendorConsents: ids, specialFeatureOptIns: ids },
  ...{ purposeObjections: ids, vendorObjections: ids },
});
const askeds = fc.record({ purposeConsents: ids, vendorConsents: ids, specialFeatureOptIns: ids });
const acts = fc.array(fc.record({ kind: fc.constantFrom(...KINDS), ids, isIn: fc.boolean() }));
const sort = (list: readonly number[]) => [...list].sort((one, other) => one - other);

describe("the draft of a TCF choice", () => {
  test("T93: without a choice every consent is off, nothing is objected to, and that is what it saves", () => {
    const draft = createTcfDraft(null, ASKED);
    expect(draft.toChoice()).toEqual(NOTHING);
    expect(KINDS.some((kind) => draft.has(kind, [1]))).toBe(false);
  });

  test("T93, T94: turns one of them, or many at once, and saves ids in order, each once", () => {
    const draft = createTcfDraft(null, ASKED);
    draft.set("vendorConsents", [9, 7, 9], true);
    draft.set("purposeObjections", [7], true);
    draft.set("purposeConsents", [2], true);
    draft.set("purposeConsents", [2], false);
    expect(draft.has("vendorConsents", [7, 9])).toBe(true);
    expect(draft.has("vendorConsents", [7, 8])).toBe(false);
    expect(draft.toChoice()).toEqual({ ...NOTHING, vendorConsents: [7, 9], purposeObjections: [7] });
  });

  test("T54, T58: drops agreement to what is not asked about any more, and keeps every objection", () => {
    const before = {
      ...{ purposeConsents: [1, 3], vendorConsents: [7, 8], specialFeatureOptIns: [1, 2] },
      ...{ purposeObjections: [2, 9], vendorObjections: [7, 8] },
    };
    expect(createTcfDraft(before, ASKED).toChoice()).toEqual({
      ...{ purposeConsents: [1], vendorConsents: [7], specialFeatureOptIns: [1] },
      ...{ purposeObjections: [2, 9], vendorObjections: [7, 8] },
    });
  });

  test("whatever is pressed, it saves what the switches show, and never agreement that had no switch", () => {
    fc.assert(
      fc.property(fc.option(choices), askeds, acts, (choice, asked, presses) => {
        const draft = createTcfDraft(choice, asked);
        const pressed = presses.filter(
          ({ kind, ids: some }) => !(kind in asked) || some.every((id) => asked[kind as keyof TcfAsked].includes(id)),
        );
        for (const { kind, ids: some, isIn } of pressed) draft.set(kind, some, isIn);
        const saved = draft.toChoice();
        for (const kind of KINDS) {
          expect(saved[kind]).toEqual(sort([...new Set(saved[kind])]));
          for (let id = 1; id <= 12; id++) expect(draft.has(kind, [id])).toBe(saved[kind].includes(id));
        }
        for (const kind of ASKED_KINDS) expect(saved[kind].filter((id) => !asked[kind].includes(id))).toEqual([]);
        expect(createTcfDraft(saved, asked).toChoice()).toEqual(saved);
      }),
    );
  });

  test("untouched, it saves what it was opened with, as far as that is still asked about", () => {
    fc.assert(
      fc.property(choices, (choice) => {
        const saved = createTcfDraft(choice, choice).toChoice();
        for (const kind of KINDS) expect(saved[kind]).toEqual(sort(choice[kind]));
      }),
    );
  });
});
