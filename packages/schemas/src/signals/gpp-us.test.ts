import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Field, toLetters } from "../../test/bit-writer.ts";
import { readWithOracle, writeWithOracle } from "../../test/gpp-oracle.ts";
import { expectBounded, letters, mutated, toFault } from "../../test/hostile-text.ts";
import { usModels } from "../../test/us-models.ts";
import { US_SECTIONS, type UsSectionLayout, WRITES_SECTION_HEADERS } from "./gpp-sections.ts";
import { readUsSection, toUsSection, type UsSubsection } from "./gpp-us.ts";
import { SignalStringError } from "./signal-string-error.ts";

const WRITTEN = US_SECTIONS.filter(({ id, version }) => id !== 7 || version === 2);
const LAYOUTS = WRITTEN.map((layout) => [layout.prefix, layout] as const);
const RUNS = { numRuns: 300 };

function findLayout(prefix: string): UsSectionLayout {
  const layout = WRITTEN.find((one) => one.prefix === prefix);
  if (!layout) throw new Error(prefix);
  return layout;
}

/** What the other library knows of a section: no header. */
function withoutHeader({ hasHeader }: UsSectionLayout, text: string): string {
  return hasHeader && WRITES_SECTION_HEADERS ? text.slice(text.indexOf(".") + 1) : text;
}

/** A core with every value of two bits set to one number. */
function toCore({ core, version }: UsSectionLayout, value: number): UsSubsection {
  const toValue = (count: number) => (count > 0 ? Array.from({ length: count }, () => value) : value);
  return Object.fromEntries(core.map(({ name, bits, count }) => [name, bits === 6 ? version : toValue(count)]));
}

describe("a US section", () => {
  test("2.6: sections 7 to 27 are known, each by its prefix, and one older version", () => {
    expect(WRITTEN.map(({ id }) => id)).toEqual(Array.from({ length: 21 }, (_, index) => index + 7));
    expect(WRITTEN.map(({ prefix }) => prefix).join(" ")).toBe(
      "usnat usca usva usco usut usct usfl usmt usor ustx usde usia usne usnh usnj ustn usmn usmd usin usky usri",
    );
    expect(US_SECTIONS).toHaveLength(22);
    expect(WRITTEN.flatMap(({ core, extra }) => [...core, ...extra]).filter(({ name }) => name === "")).toEqual([]);
  });

  test.each(LAYOUTS)("%s: what is read is what was written", (_, layout) => {
    fc.assert(
      fc.property(usModels(layout), (model) => {
        expect(readUsSection(layout.id, toUsSection(layout.id, model))).toEqual(model);
      }),
      RUNS,
    );
  });

  test.each(LAYOUTS)("%s: the other library reads what is written, and writes the same", (_, layout) => {
    fc.assert(
      fc.property(usModels(layout), (model) => {
        const text = withoutHeader(layout, toUsSection(layout.id, model));
        expect(readWithOracle(layout, text)).toEqual(model);
        const other = writeWithOracle(layout, model);
        expect(readUsSection(layout.id, other)).toEqual(model);
        expect(other).toBe(text);
      }),
      RUNS,
    );
  });

  test("usnat of version 1, which the other library writes, is read and not written", () => {
    const layout = US_SECTIONS.find(({ id, version }) => id === 7 && version === 1) ?? findLayout("usca");
    fc.assert(
      fc.property(usModels(layout), (model) => {
        expect(readUsSection(7, writeWithOracle(layout, model))).toEqual(model);
        expect(() => toUsSection(7, model)).toThrow(expect.objectContaining({ code: "version" }));
      }),
      RUNS,
    );
  });

  test("G13, G26, G37: the core comes first, then the GPC sub-section, by the names of the text", () => {
    expect(readUsSection(8, "BAAAAACA.YA")).toEqual([
      {
        Version: 1,
        SaleOptOutNotice: 0,
        SharingOptOutNotice: 0,
        SensitiveDataLimitUseNotice: 0,
        SaleOptOut: 0,
        SharingOptOut: 0,
        SensitiveDataProcessing: [0, 0, 0, 0, 0, 0, 0, 0, 0],
        KnownChildSensitiveDataConsents: [0, 0],
        PersonalDataConsents: 0,
        MspaCoveredTransaction: 2,
        MspaOptOutOptionMode: 0,
        MspaServiceProviderMode: 0,
      },
      { SubsectionType: 1, Gpc: true },
    ]);
    expect(readUsSection(8, "BAAAAACA.Q")[1]).toEqual({ SubsectionType: 1, Gpc: false });
  });
});

describe("reading a US section", () => {
  test.each([
    ["nothing", 7, "", "cut_short"],
    ["section 6", 6, "1YNN", "id"],
    ["section 28", 28, "BAAAAACA", "id"],
    ["a version that is not known", 8, "CAAAAACA", "version"],
    ["usnat of version 3", 7, "DAAAAAAAAACA", "version"],
    ["an end before the last field", 8, "BAAAAA", "cut_short"],
    ["a bit behind the end", 8, "BAAAAACB", "trailing_bits"],
    ["a letter outside base64url", 8, "BAAAAAC=", "alphabet"],
    ["a GPC sub-section that is none", 8, "BAAAAACA.gA", "segment"],
    ["an empty sub-section", 8, "BAAAAACA.", "cut_short"],
    ["a third part", 8, "BAAAAACA.YA.YA", "segment"],
    ["a sub-section where there is none", 9, "BAAAACA.YA", "segment"],
    ["more than 8,192 letters", 8, "B".repeat(8193), "too_long"],
  ])("refuses %s", (_, id, text, fault) => {
    expect(toFault((given) => readUsSection(id, given), text)).toBe(fault);
  });

  test.each(LAYOUTS)("G34, G35: %s with a value 3, which no text defines, is refused both ways", (_, layout) => {
    const good = toCore(layout, 1);
    for (const { name, bits, count } of layout.core.filter((field) => field.bits === 2)) {
      const value = count > 0 ? [...Array.from({ length: count - 1 }, () => 0), 3] : 3;
      expect(() => toUsSection(layout.id, [{ ...good, [name]: value }])).toThrow(
        expect.objectContaining({ code: "value" }),
      );
      const fields = layout.core.flatMap((field): Field[] =>
        Array.from({ length: field.count || 1 }, (_, index) => [
          field.bits,
          field.bits === 6 ? layout.version : Number(field.name === name && index === Math.max(count - 1, 0)) * 3,
        ]),
      );
      expect(bits).toBe(2);
      expect(toFault((given) => readUsSection(layout.id, given), toLetters(fields))).toBe("value");
    }
  });

  test("G36: a covered transaction 0, which the texts do not know, is read from strings of others and not written", () => {
    const [core = {}] = readUsSection(8, "BAAAAAAA");
    expect(core.MspaCoveredTransaction).toBe(0);
    expect(() => toUsSection(8, [core])).toThrow(expect.objectContaining({ code: "value" }));
  });

  test("G33: any text is read or refused with a typed error, in no more steps than it has bits", () => {
    const good = fc
      .constantFrom(...WRITTEN)
      .chain((layout) => usModels(layout).map((model) => toUsSection(layout.id, model)));
    const heads = fc.constantFrom("", "B", "C", "YB", "ZBAB", "aB", "bB");
    const random = fc.tuple(heads, letters(60)).map(([head, tail]) => head + tail);
    for (const { id } of US_SECTIONS)
      expectBounded((text, onRead) => readUsSection(id, text, onRead), [random, mutated(good, 30)], 250);
  });
});

describe("writing a US section", () => {
  const usca = toCore(findLayout("usca"), 1);
  const gpc = { SubsectionType: 1, Gpc: true };
  test.each<[string, number, readonly UsSubsection[], string]>([
    ["nothing", 8, [], "segment"],
    ["section 28", 28, [usca], "id"],
    ["a version that is not known", 8, [{ ...usca, Version: 2 }], "version"],
    ["no version", 9, [usca].map(({ Version: _, ...rest }) => rest), "version"],
    ["a field that is missing", 8, [{ ...usca, SaleOptOut: undefined } as unknown as UsSubsection], "value"],
    ["a field of another section", 8, [{ ...usca, SharingNotice: 1 }], "value"],
    ["a list that is too short", 8, [{ ...usca, KnownChildSensitiveDataConsents: [0] }], "value"],
    ["a number where a list belongs", 8, [{ ...usca, SensitiveDataProcessing: 0 }], "value"],
    ["a list where a number belongs", 8, [{ ...usca, SaleOptOut: [1] }], "value"],
    ["a boolean where a number belongs", 8, [{ ...usca, SaleOptOut: true }], "value"],
    ["half a choice", 8, [{ ...usca, SaleOptOut: 0.5 }], "value"],
    ["a number as GPC", 8, [usca, { SubsectionType: 1, Gpc: 1 }], "value"],
    ["a sub-section of type 2", 8, [usca, { ...gpc, SubsectionType: 2 }], "segment"],
    ["a GPC sub-section where there is none", 9, [toCore(findLayout("usva"), 1), gpc], "segment"],
    ["a third sub-section", 8, [usca, gpc, gpc], "segment"],
  ])("refuses %s", (_, id, subsections, code) => {
    expect(() => toUsSection(id, subsections)).toThrow(expect.objectContaining({ code }));
    expect(() => toUsSection(id, subsections)).toThrow(SignalStringError);
  });
});
