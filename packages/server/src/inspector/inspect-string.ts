import {
  readAcString,
  readGppSections,
  readTcfCaString,
  readTcString,
  readUspString,
  readUsSection,
  SignalStringError,
  US_SECTIONS,
  type UsSubsection,
} from "@cookiehub/schemas/signals";
import type { InspectedPart, InspectedRow, Inspection } from "./inspection.ts";
import { toIdsText, toTcfCaParts, toTcParts } from "./tc-parts.ts";
import { SECTIONS, toStateName, toValueName } from "./words.ts";

/**
 * Says in words what a TC, GPP, Additional Consent or US privacy string says. Space around it is nothing. Throws
 * `SignalStringError`, and nothing else: its message says what to correct.
 */
export function inspectString(given: string): Inspection {
  const text = given.trim();
  if (/^[12]~/.test(text)) return { kind: "Additional Consent string", parts: [toAcPart(text)] };
  if (/^\d...$/.test(text)) return { kind: "US privacy string", parts: [toUspPart(text)] };
  if (text.startsWith("D")) return { kind: "GPP string", parts: toGppParts(text) };
  return { kind: "TC string", parts: toTcParts(readTcString(text), text) };
}

function toGppParts(text: string): InspectedPart[] {
  const { sections } = readGppSections(text);
  const rows = sections.map((section) => ({ label: `Section ${section.id}`, value: toSectionName(section.id) }));
  const header: InspectedPart = { title: "GPP string", source: text.split("~")[0] ?? "", rows, objections: [] };
  return [header, ...sections.flatMap(({ id, text: source }) => toSectionParts(id, source))];
}

/** A section that cannot be read is told; the others are shown all the same. */
function toSectionParts(id: number, source: string): InspectedPart[] {
  try {
    return readSection(id, source);
  } catch (error) {
    if (!(error instanceof SignalStringError)) throw error;
    return [{ title: toSectionName(id), source, rows: [], objections: [`It cannot be read: it ${error.message}.`] }];
  }
}

function readSection(id: number, source: string): InspectedPart[] {
  if (id === 2) return toTcParts(readTcString(source), source);
  if (id === 5) return toTcfCaParts(readTcfCaString(source), source);
  if (id === 6) return [toUspPart(source)];
  if (!US_SECTIONS.some((section) => section.id === id)) {
    return [{ title: toSectionName(id), source, rows: [], objections: ["No text that we know defines this section."] }];
  }
  const subsections = readUsSection(id, source);
  const [core = {}] = subsections;
  return [{ title: toSectionName(id), source, rows: subsections.flatMap(toUsRows), objections: toUsObjections(core) }];
}

function toSectionName(id: number): string {
  const prefix = US_SECTIONS.find((section) => section.id === id)?.prefix;
  return prefix ? toStateName(prefix) : (SECTIONS[id] ?? `Section ${id}: not known`);
}

function toUsRows(subsection: UsSubsection): InspectedRow[] {
  return Object.entries(subsection).flatMap(([label, value]): InspectedRow[] => {
    if (label === "SubsectionType") return [];
    if (typeof value === "boolean") return [{ label, value: value ? "yes" : "no", note: "Global Privacy Control" }];
    if (/Version$/.test(label)) return [{ label, value: String(value) }];
    const values = typeof value === "number" ? [value] : value;
    return [
      { label, value: values.join(", "), note: [...new Set(values.map((one) => toValueName(label, one)))].join(", ") },
    ];
  });
}

/** Contradictions that libraries let pass (G34, G36). */
function toUsObjections(core: UsSubsection): string[] {
  const objections: string[] = [];
  for (const [name, value] of Object.entries(core)) {
    const notice = core[`${name}Notice`];
    if (/OptOut$/.test(name) && notice !== undefined && notice !== 1 && value !== 0) {
      objections.push(`${name} says something although its notice was not given (G34).`);
    }
  }
  if (core.MspaCoveredTransaction === 0) objections.push("MspaCoveredTransaction is 0, which no text defines (G36).");
  return objections;
}

function toUspPart(source: string): InspectedPart {
  const { Notice, OptOutSale, LspaCovered } = readUspString(source);
  const toWord = (answer: "Y" | "N" | "-") => ({ Y: "yes", N: "no", "-": "does not apply" })[answer];
  return {
    ...{ title: "US privacy string", source },
    rows: [
      { label: "Notice given", value: toWord(Notice) },
      { label: "Opted out of sale", value: toWord(OptOutSale) },
      { label: "Covered by the LSPA", value: toWord(LspaCovered) },
    ],
    objections: ["It is deprecated: GPP has taken its place."],
  };
}

function toAcPart(source: string): InspectedPart {
  const { consented, disclosed } = readAcString(source);
  return {
    ...{ title: "Additional Consent string", source },
    rows: [
      { label: "Providers with consent", value: toIdsText(consented), note: "ids of Google's own list" },
      {
        label: "Disclosed, without consent",
        value: disclosed ? toIdsText(disclosed) : "the string does not say",
      },
    ],
    objections: disclosed ? [] : ["It is of version 1: version 2 also says who was disclosed (C18)."],
  };
}
