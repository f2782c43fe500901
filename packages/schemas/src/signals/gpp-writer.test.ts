import { GppModel } from "@iabgpp/cmpapi";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { usModels } from "../../test/us-models.ts";
import { US_SECTIONS } from "./gpp-sections.ts";
import { type GppSection, readGppStringOutline, toGppString } from "./gpp-string.ts";
import { toUsSection } from "./gpp-us.ts";
import { SignalStringError } from "./signal-string-error.ts";

/** A TC string of a core only, as the specification prints it. */
const TC_STRING = "CPXxRfAPXxRfAAfKABENB-CgAAAAAAAAAAYgAAAAAAAA";

const toText = (id: number) => (id === 2 ? TC_STRING : `B${"VVU".repeat(id % 3)}.YA`);
const sectionIds = fc.uniqueArray(fc.integer({ min: 1, max: 63 }), { maxLength: 63 });
const usSections = fc
  .uniqueArray(fc.constantFrom(...US_SECTIONS.filter(({ id, version }) => id > 7 || version === 2)), { maxLength: 21 })
  .chain((layouts) =>
    fc.tuple(
      ...layouts.map((layout) =>
        usModels(layout).map((model) => ({ id: layout.id, text: toUsSection(layout.id, model) })),
      ),
    ),
  );

describe("writing a GPP string", () => {
  test("G27, G29: the header lists exactly the sections there are, in ascending order, for any ids", () => {
    fc.assert(
      fc.property(sectionIds, (ids) => {
        const sections = ids.map((id) => ({ id, text: toText(id) }));
        const text = toGppString(sections);
        expect(text).toMatch(/^D/);
        expect(readGppStringOutline(text).sections).toEqual(sections.toSorted((one, other) => one.id - other.id));
      }),
    );
  });

  test("G27: the other library finds the same sections in it, and writes the same header", () => {
    fc.assert(
      fc.property(usSections, (sections) => {
        const text = toGppString(sections);
        const model = new GppModel(text);
        const ids = sections.map(({ id }) => id).sort((one, other) => one - other);
        expect(model.getSectionIds()).toEqual(ids);
        const other = new GppModel();
        for (const id of ids) other.setFieldValueBySectionId(id, "MspaCoveredTransaction", 2);
        expect(text.split("~")[0]).toBe(ids.length > 0 ? other.encode().split("~")[0] : "DBAA");
      }),
    );
  });

  test("G28: fills the header to whole bytes; the examples of the specification are read in both forms", () => {
    const tc = { id: 2, text: TC_STRING };
    const usp = { id: 6, text: "1YNN" };
    expect(toGppString([tc])).toBe(`DBABMA~${TC_STRING}`);
    expect(toGppString([tc, usp])).toBe(`DBACNYA~${TC_STRING}~1YNN`);
    expect(toGppString([{ id: 5, text: TC_STRING }, usp])).toBe(`DBABjw~${TC_STRING}~1YNN`);
    for (const header of ["DBACNY", "DBACNYA"]) {
      expect(readGppStringOutline(`${header}~${TC_STRING}~1YNN`).sections).toEqual([tc, usp]);
    }
  });

  test("G27: neighbouring ids are one range", () => {
    const run = Array.from({ length: 21 }, (_, index) => ({ id: index + 7, text: toText(index + 7) }));
    // Twelve bits of head, a count of one, and three short numbers: five bytes.
    expect(toGppString(run).split("~")[0]).toHaveLength(7);
  });

  test("G30, G31: texts pass through as they are, and changing one section leaves the others, byte for byte", () => {
    // The other library gives a TC string of a core only two segments more, whatever is changed.
    const [usca, tc] = [
      { id: 8, text: "BAAAAACA.QA" },
      { id: 2, text: TC_STRING },
    ];
    const before = toGppString([usca, tc]);
    const model = new GppModel(before);
    model.setFieldValueBySectionId(8, "SaleOptOut", 1);
    expect(model.encode()).not.toContain(`~${TC_STRING}~`);

    fc.assert(
      fc.property(usSections, fc.nat(), (sections, pick) => {
        const all: GppSection[] = [tc, ...sections];
        const changed = all.map((section, index) =>
          index === pick % all.length ? { ...section, text: "1---" } : section,
        );
        const [old, now] = [toGppString(all), toGppString(changed)].map((text) => text.split("~"));
        expect(now?.[0]).toBe(old?.[0]);
        const kept = [...all].sort((one, other) => one.id - other.id);
        kept.forEach(({ id, text }, index) => {
          expect(old?.[index + 1]).toBe(text);
          if (id !== all[pick % all.length]?.id) expect(now?.[index + 1]).toBe(text);
        });
      }),
    );
  });

  test.each<[string, readonly GppSection[], string]>([
    ["section 0", [{ id: 0, text: "1YNN" }], "id"],
    ["section 64", [{ id: 64, text: "1YNN" }], "id"],
    ["half a section", [{ id: 6.5, text: "1YNN" }], "id"],
    [
      "a section twice",
      [
        { id: 6, text: "1YNN" },
        { id: 6, text: "1YNN" },
      ],
      "sections",
    ],
    ["an empty text", [{ id: 6, text: "" }], "sections"],
    ["an empty sub-section", [{ id: 8, text: "BAAAAACA." }], "sections"],
    ["a text that would be two sections", [{ id: 6, text: "1YNN~1YNN" }], "alphabet"],
    ["a string that nobody reads", [{ id: 8, text: "B".repeat(8192) }], "too_long"],
  ])("refuses %s", (_, sections, code) => {
    expect(() => toGppString(sections)).toThrow(expect.objectContaining({ code }));
    expect(() => toGppString(sections)).toThrow(SignalStringError);
  });
});
