import { readTcString, SignalStringError, toGppString, toTcString, US_SECTIONS } from "@cookiehub/schemas/signals";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { inspectString } from "./inspect-string.ts";
import type { Inspection } from "./inspection.ts";

/** Two examples of the specifications. */
const TC = "CQSbk4AQSbk4ANwAAAENAwCgAAAAAAAAAAYgACPAAAAA.IDKQA4AAgAKAGQAygAAA.YAAAAAAAAAAA";
const OLD_TC = "CPXxRfAPXxRfAAfKABENB-CgAAAAAAAAAAYgAAAAAAAA";

const find = ({ parts }: Inspection, label: string) =>
  parts.flatMap(({ rows }) => rows).find((row) => row.label === label)?.value;
const listObjections = ({ parts }: Inspection) => parts.flatMap(({ objections }) => objections);

describe("a consent string in words", () => {
  test("of a TC string: who made it, when, for whom, and what was agreed to", () => {
    const inspection = inspectString(` ${TC}\n`);
    expect(inspection.kind).toBe("TC string");
    expect(inspection.parts.map(({ title }) => title)).toEqual([
      ...["TC string", "Purposes", "Vendors", "The publisher itself"],
    ]);
    const model = readTcString(TC);
    expect(find(inspection, "CMP")).toBe(`${model.cmpId}, version ${model.cmpVersion}`);
    expect(find(inspection, "Created")).toBe(new Date(model.createdMs).toISOString().slice(0, 10));
    expect(find(inspection, "Purpose 1 was")).toBe("disclosed");
    expect(find(inspection, "Vendors with consent")).toBe("4: 1-4");
    expect(listObjections(inspection)).toEqual([expect.stringContaining("T68")]);
  });

  test("says both bases of a purpose, runs of vendors, and restrictions", () => {
    const text = toTcString({
      ...readTcString(TC),
      purposeConsents: [[2, 2]],
      purposeLegitimateInterests: [[2, 2]],
      vendorConsents: [[4, 6]],
      disclosedVendors: [[2, 9]],
      publisherRestrictions: [{ purposeId: 7, type: 0, vendors: [[4, 4]] }],
    });
    const inspection = inspectString(text);
    expect(find(inspection, "Purpose 2")).toBe("consent and legitimate interest");
    expect(find(inspection, "Vendors with consent")).toBe("3: 4-6");
    expect(find(inspection, "Vendors disclosed")).toBe("8: 2-9");
    expect(find(inspection, "Purpose 7 not allowed")).toBe("1: 4");
  });

  test.each([
    ["T47", { isServiceSpecific: false }],
    ["T68", { policyVersion: 3 }],
    ["T41", { disclosedVendors: null }],
    ["T43", { createdMs: Date.UTC(2026, 5, 1, 12), lastUpdatedMs: Date.UTC(2026, 5, 1, 12) }],
    ["T43", { lastUpdatedMs: Date.UTC(2026, 9, 1) }],
    ["T57", { purposeLegitimateInterests: [[4, 4]] as const }],
    ["T55", { vendorConsents: [[60_000, 60_000]] as const }],
    ["T56", { vendorLegitimateInterests: [[60_000, 60_000]] as const }],
  ])("%s: objects to a string that breaks it", (statement, change) => {
    const day = Date.UTC(2026, 9, 2);
    const text = toTcString({ ...readTcString(TC), policyVersion: 5, createdMs: day, lastUpdatedMs: day, ...change });
    const objections = listObjections(inspectString(text));
    expect(objections).toHaveLength(1);
    expect(objections[0]).toContain(statement);
  });

  test("of a GPP string: each section, also beside one that cannot be read", () => {
    const inspection = inspectString(
      toGppString([
        { id: 2, text: OLD_TC },
        { id: 6, text: "1YNN" },
        { id: 8, text: "BVVVVVVU.YA" },
        { id: 9, text: "CCCC" },
        { id: 40, text: "AAAA" },
      ]),
    );
    expect(find(inspection, "Section 8")).toBe("usca: California");
    expect(find(inspection, "SaleOptOut")).toBe("1");
    expect(find(inspection, "Gpc")).toBe("yes");
    expect(find(inspection, "Opted out of sale")).toBe("no");
    expect(find(inspection, "Holds for")).toBe("one service");
    const unread = inspection.parts.filter(({ rows }) => rows.length === 0).map(({ title }) => title);
    expect(unread).toEqual(["usva: Virginia", "Section 40: not known"]);
  });

  test("G34, G36: objects to contradictions that libraries let pass", () => {
    // Virginia: no notice of sale, and still opted out of it; a covered transaction that is neither yes nor no.
    const virginia = US_SECTIONS.find(({ prefix }) => prefix === "usva");
    expect(virginia?.core.map(({ name }) => name).slice(0, 5)).toEqual([
      ...["Version", "SharingNotice", "SaleOptOutNotice", "TargetedAdvertisingOptOutNotice", "SaleOptOut"],
    ]);
    const objections = listObjections(
      inspectString("DBABRg~BCQAAAAA".replace("DBABRg", toGppString([{ id: 9, text: "A" }]).split("~")[0] ?? "")),
    );
    expect(objections.map((words) => words.split(" ")[0])).toEqual(["SaleOptOut", "MspaCoveredTransaction"]);
  });

  test("of Additional Consent and US privacy strings", () => {
    expect(find(inspectString("2~1.2.3~dv.9"), "Providers with consent")).toBe("3: 1-3");
    expect(listObjections(inspectString("1~1.2"))).toHaveLength(1);
    expect(find(inspectString("1YYN"), "Opted out of sale")).toBe("yes");
  });

  test("any text is put into words or refused with a typed error, and stays short", () => {
    const letter = fc.constantFrom(..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~");
    const tail = fc.string({ unit: letter, maxLength: 200 });
    const texts = fc.oneof(
      fc.string(),
      tail.map((text) => `C${text}`),
      tail.map((text) => `DBAB${text}`),
      tail.map((text) => TC.slice(0, 40) + text),
    );
    fc.assert(
      fc.property(texts, (text) => {
        try {
          expect(JSON.stringify(inspectString(text)).length).toBeLessThan(60_000);
        } catch (error) {
          expect(error).toBeInstanceOf(SignalStringError);
        }
      }),
      { numRuns: 3000 },
    );
  });
});
