import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { tcModels } from "../../test/tc-model.ts";
import { gppLibrary, iabTechLab, toComparable } from "../../test/tc-oracles.ts";
import { readTcString } from "./tc-reader.ts";
import { toTcString } from "./tc-writer.ts";

// Both expand what they read: beyond the ids of real lists they only get slow (research 6.4). Neither takes a string for
// more services than one (T47), nor an id that no CMP has.
const models = tcModels({ vendorMax: 1600 }).map((model) => ({
  ...model,
  isServiceSpecific: true,
  cmpId: Math.max(model.cmpId, 2),
}));

describe.each([
  ["@iabtechlabtcf/core", iabTechLab],
  ["the TCF section of @iabgpp/cmpapi", gppLibrary],
])("T52: against %s, which shares no code with ours", (_, oracle) => {
  test("T32: our strings say to it what we meant, 2,500 models", () => {
    fc.assert(
      fc.property(models, (model) => {
        expect(oracle.read(toTcString(model))).toEqual(toComparable(model));
      }),
      { numRuns: 2500 },
    );
  });

  test("T52: its strings say to us what it reads in them itself, 2,500 models", () => {
    fc.assert(
      fc.property(models, (model) => {
        const text = oracle.write(model);
        expect(toComparable(readTcString(text))).toEqual(oracle.read(text));
      }),
      { numRuns: 2500 },
    );
  });
});
