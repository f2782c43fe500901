import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { tcModels } from "../../test/tc-model.ts";
import { toIdRanges } from "./id-ranges.ts";
import { SignalStringError } from "./signal-string-error.ts";
import type { TcModel } from "./tc-model.ts";
import { readTcString } from "./tc-reader.ts";
import { toTcString } from "./tc-writer.ts";

/** The specification's own example. */
const MINIMAL = "CQSbk4AQSbk4ANwAAAENAwCgAAAAAAAAAAYgACPAAAAA.IDKQA4AAgAKAGQAygAAA.YAAAAAAAAAAA";
const EMPTY: TcModel = readTcString(MINIMAL);

describe("writing a TC string", () => {
  test("T52: what is read is what was written, for any model", () => {
    fc.assert(
      fc.property(tcModels({ vendorMax: 65_535 }), (model) => {
        expect(readTcString(toTcString(model))).toEqual(model);
      }),
      { numRuns: 2000 },
    );
  });

  test("T42: begins with C, and writes the published example's core and vendors as they stand there", () => {
    const [core, disclosed] = toTcString(EMPTY).split(".");
    expect(core).toMatch(/^C/);
    // The example ends in zeros that nothing asks for.
    expect(MINIMAL.split(".")[0]?.startsWith(core ?? "-")).toBe(true);
    expect(disclosed).toMatch(/^I/);
  });

  test("T41: the core stands first, then the disclosed vendors, then the publisher's segment, each where there is one", () => {
    const types = (model: TcModel) =>
      toTcString(model)
        .split(".")
        .map((segment) => segment.charAt(0));
    expect(types(EMPTY)).toEqual(["C", "I", "Y"]);
    expect(types({ ...EMPTY, publisher: null })).toEqual(["C", "I"]);
    expect(types({ ...EMPTY, disclosedVendors: [], publisher: null })).toEqual(["C", "I"]);
    expect(types({ ...EMPTY, disclosedVendors: null })).toEqual(["C", "Y"]);
  });

  test("T51: takes ranges or a bit each, whichever is shorter, and bridges nothing", () => {
    const length = (ids: readonly number[]) => toTcString({ ...EMPTY, vendorConsents: toIdRanges(ids) }).length;
    const run = Array.from({ length: 900 }, (_, index) => index + 1);
    // Half a bit field of 900 ids is one range of 33 bits.
    expect(length(run)).toBeLessThan(length([]) + 12);
    // Every second id: a bit each.
    expect(length(run.filter((id) => id % 2))).toBeLessThan(length([]) + 900 / 6 + 3);
    expect(length([65_535])).toBeLessThan(length([]) + 8);
    fc.assert(
      fc.property(tcModels({ vendorMax: 900 }), ({ vendorConsents }) => {
        const back = readTcString(toTcString({ ...EMPTY, vendorConsents }));
        expect(back.vendorConsents).toEqual(vendorConsents);
      }),
    );
  });

  test("no segment has a length that a reader of whole bytes refuses", () => {
    fc.assert(
      fc.property(tcModels({ vendorMax: 500 }), (model) => {
        for (const segment of toTcString(model).split(".")) {
          expect(segment.length % 4).not.toBe(1);
          expect(Buffer.from(segment, "base64url").toString("base64url")).toBe(segment);
        }
      }),
    );
  });

  test("what would be too much for the reader is not written", () => {
    const apart = (count: number, step: number) =>
      toIdRanges(Array.from({ length: count }, (_, index) => index * step + 1));
    // 2,049 ranges, in fewer than 8,192 letters; then bits up to vendor 65,521, in more.
    expect(() => toTcString({ ...EMPTY, vendorConsents: apart(2049, 30) })).toThrow(
      expect.objectContaining({ code: "ranges" }),
    );
    expect(() => toTcString({ ...EMPTY, vendorConsents: apart(4096, 16) })).toThrow(
      expect.objectContaining({ code: "too_long" }),
    );
    const most = { ...EMPTY, vendorConsents: apart(2048, 30) };
    expect(readTcString(toTcString({ ...most, disclosedVendors: [] })).vendorConsents).toEqual(most.vendorConsents);
  });

  test.each<[string, Partial<TcModel>, string]>([
    ["a CMP id beyond 12 bits", { cmpId: 4096 }, "value"],
    ["a screen beyond 6 bits", { consentScreen: 64 }, "value"],
    ["half a version", { cmpVersion: 1.5 }, "value"],
    ["a time before 1970", { createdMs: -100 }, "value"],
    ["a time that is no tenth of a second", { lastUpdatedMs: 50 }, "value"],
    ["vendor 0", { vendorConsents: [[0, 3]] }, "id"],
    ["vendor 65,536", { disclosedVendors: [[65_536, 65_536]] }, "id"],
    ["purpose 25", { purposeConsents: [[25, 25]] }, "id"],
    ["a language of three letters", { consentLanguage: "deu" }, "language"],
    ["a country that is none", { publisherCountry: "4!" }, "language"],
  ])("refuses %s", (_, change, code) => {
    expect(() => toTcString({ ...EMPTY, ...change })).toThrow(expect.objectContaining({ code }));
    expect(() => toTcString({ ...EMPTY, ...change })).toThrow(SignalStringError);
  });
});
