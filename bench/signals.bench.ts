import { readTcString, type TcModelInput, toTcModel, toTcString } from "@cookiehub/schemas/signals";
import type { BenchRows } from "./bench-row.ts";

const VENDORS = 1200;
const NOW_MS = Date.UTC(2026, 10, 21);

/** What a browser pays for each act of the visitor: rules and string for 1,200 vendors; and a server to read one. */
export const rows: BenchRows = async ({ short }) => {
  const input = createInput();
  const text = toTcString(toTcModel(input));
  const amount = short ? 300 : 2000;
  const write = () => void toTcString(toTcModel(input));
  return [
    {
      what: "TC string of 1,200 vendors: rules and writing",
      measured: toCpuMs(write, amount),
      unit: "ms CPU",
      budget: 2.5,
      budgetText: "<= 10 ms at 4x",
      gate: "cpu",
    },
    {
      what: "TC string of 1,200 vendors, read and checked",
      measured: toCpuMs(() => void readTcString(text), amount),
      unit: "ms CPU",
      budget: 2.5,
      budgetText: "<= 2.5 ms",
      gate: "cpu",
    },
  ];
};

function toCpuMs(run: () => void, amount: number): number {
  for (let count = 0; count < amount / 4; count++) run();
  const before = process.cpuUsage();
  for (let count = 0; count < amount; count++) run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / amount / 1000;
}

function createInput(): TcModelInput {
  const vendors = Array.from({ length: VENDORS }, (_, index) => ({
    id: Math.floor(index * 1.3) + 1,
    purposes: [1, 2, 3, 4].filter((id) => (index * 7 + id) % 3 > 0),
    legIntPurposes: [7, 9, 10].filter((id) => (index + id) % 4 === 0),
    flexiblePurposes: [2, 7],
    specialPurposes: [1],
    specialFeatures: index % 5 === 0 ? [1] : [],
  }));
  const ids = vendors.map(({ id }) => id);
  return {
    list: { vendorListVersion: 178, tcfPolicyVersion: 5, vendors },
    disclosed: ids,
    choice: {
      purposeConsents: [1, 2, 3, 4, 7, 9, 10],
      vendorConsents: ids.filter((id) => id % 3 > 0),
      specialFeatureOptIns: [1],
      purposeObjections: [10],
      vendorObjections: ids.filter((id) => id % 11 === 0),
    },
    operator: {
      ...{ cmpId: 31, cmpVersion: 1, publisherCountry: "DE" },
      ...{ hasNonStandardTexts: false, isPurposeOneTreatment: false },
      restrictions: [
        { purposeId: 2, type: 1 },
        { purposeId: 7, type: 0 },
      ],
    },
    ...{ consentScreen: 1, language: "de", nowMs: NOW_MS },
  };
}
