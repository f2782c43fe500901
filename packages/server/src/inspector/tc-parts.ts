import {
  CONSENT_ONLY_PURPOSES,
  countIds,
  DISCLOSED_FROM_MS,
  hasId,
  type IdRanges,
  listIds,
  POLICY_VERSION_MIN,
  type TcfCaModel,
  type TcModel,
} from "@cookiehub/schemas/signals";
import type { InspectedPart, InspectedRow } from "./inspection.ts";
import { PURPOSES, SPECIAL_FEATURES } from "./words.ts";

const DAY_MS = 86_400_000;
/** Of longer sets the beginning is shown. */
const RANGES_SHOWN = 40;
const RESTRICTIONS = ["not allowed", "needs consent", "rests on legitimate interest"];

/** Says what a TC string says, of Europe. */
export function toTcParts(model: TcModel, source: string): InspectedPart[] {
  const frame: InspectedRow[] = [
    ...toHeadRows(model),
    { label: "Holds for", value: model.isServiceSpecific ? "one service" : "several services" },
    { label: "Publisher's country", value: model.publisherCountry },
    {
      label: "Purpose 1 was",
      value: model.isPurposeOneTreatment ? "not disclosed: the publisher's law does not ask for it" : "disclosed",
    },
  ];
  return [
    { title: "TC string", source, rows: frame, objections: toObjections(model) },
    ...toChoiceParts(model, "consent"),
  ];
}

/** Says what a Canadian string says. */
export function toTcfCaParts(model: TcfCaModel, source: string): InspectedPart[] {
  return [
    { title: "Canadian TC string", source, rows: toHeadRows(model), objections: [] },
    ...toChoiceParts(model, "express consent"),
  ];
}

function toHeadRows(model: TcfCaModel): InspectedRow[] {
  return [
    { label: "Created", value: toDay(model.createdMs) },
    { label: "Last updated", value: toDay(model.lastUpdatedMs) },
    { label: "CMP", value: `${model.cmpId}, version ${model.cmpVersion}`, note: "as registered with IAB" },
    { label: "Chosen on screen", value: String(model.consentScreen) },
    { label: "Language shown", value: model.consentLanguage },
    { label: "Vendor list", value: `version ${model.vendorListVersion}, policy ${model.policyVersion}` },
    { label: "Texts", value: model.hasNonStandardTexts ? "changed by the CMP" : "the official ones" },
  ];
}

/** What a reader by the texts objects to (T41, T43, T47, T55, T57, T61, T68). */
function toObjections(model: TcModel): string[] {
  const outside = (ids: IdRanges) => model.disclosedVendors && !isWithin(ids, model.disclosedVendors);
  const faults: [boolean | null, string][] = [
    [!model.isServiceSpecific, "It is not for one service: such strings are invalid (T47)."],
    [model.policyVersion < POLICY_VERSION_MIN, "Its policy is too old: the visitor has to be asked again (T68)."],
    [
      model.disclosedVendors === null && model.createdMs >= DISCLOSED_FROM_MS,
      "It does not say which vendors were disclosed, which it must since 1 March 2026 (T41).",
    ],
    [
      model.createdMs !== model.lastUpdatedMs || model.createdMs % DAY_MS !== 0,
      "Its times are not one and the same whole day (T43).",
    ],
    [
      CONSENT_ONLY_PURPOSES.some((id) => hasId(model.purposeLegitimateInterests, id)),
      "It claims legitimate interest for a purpose that rests on consent alone (T57).",
    ],
    [outside(model.vendorConsents), "It holds consent to vendors that were not disclosed (T55)."],
    [
      outside(model.vendorLegitimateInterests),
      "It holds legitimate interest of vendors that were not disclosed (T56).",
    ],
  ];
  return faults.filter(([isFault]) => isFault).map(([, words]) => words);
}

function toChoiceParts(model: TcfCaModel, consent: string): InspectedPart[] {
  const ids = [...new Set([...Object.keys(PURPOSES).map(Number), ...listIds(model.purposeConsents)])];
  const purposes = ids.map((id) => ({
    label: `Purpose ${id}`,
    value: toBases(hasId(model.purposeConsents, id), hasId(model.purposeLegitimateInterests, id), consent),
    ...(PURPOSES[id] && { note: PURPOSES[id] }),
  }));
  const features = Object.entries(SPECIAL_FEATURES).map(([id, note]) => ({
    label: `Special feature ${id}`,
    value: hasId(model.specialFeatureOptIns, Number(id)) ? "agreed to" : "not agreed to",
    note,
  }));
  const vendors = [
    { label: `Vendors with ${consent}`, value: toIdsText(model.vendorConsents) },
    { label: "Vendors with legitimate interest", value: toIdsText(model.vendorLegitimateInterests) },
    {
      label: "Vendors disclosed",
      value: model.disclosedVendors ? toIdsText(model.disclosedVendors) : "the string does not say",
    },
  ];
  return [
    { title: "Purposes", rows: [...purposes, ...features], objections: [] },
    { title: "Vendors", rows: vendors, objections: [] },
    ...toRestrictionPart(model),
    ...toPublisherPart(model),
  ];
}

function toRestrictionPart({ publisherRestrictions }: TcfCaModel): InspectedPart[] {
  const rows = publisherRestrictions.map(({ purposeId, type, vendors }) => ({
    label: `Purpose ${purposeId} ${RESTRICTIONS[type] ?? ""}`,
    value: toIdsText(vendors),
    note: "for those of them that declare the purpose",
  }));
  return rows.length > 0 ? [{ title: "Restrictions by the publisher", rows, objections: [] }] : [];
}

function toPublisherPart({ publisher }: TcfCaModel): InspectedPart[] {
  if (!publisher) return [];
  const rows = [
    { label: "Purposes with consent", value: toIdsText(publisher.purposeConsents) },
    { label: "Purposes with legitimate interest", value: toIdsText(publisher.purposeLegitimateInterests) },
    { label: "Purposes of its own", value: String(publisher.customPurposeCount) },
    { label: "Own purposes with consent", value: toIdsText(publisher.customPurposeConsents) },
    { label: "Own purposes with legitimate interest", value: toIdsText(publisher.customPurposeLegitimateInterests) },
  ];
  return [{ title: "The publisher itself", rows, objections: [] }];
}

function toBases(hasConsent: boolean, hasInterest: boolean, consent: string): string {
  const bases = [...(hasConsent ? [consent] : []), ...(hasInterest ? ["legitimate interest"] : [])];
  return bases.join(" and ") || "neither";
}

/** `3: 1, 4-5`: how many, and which. */
export function toIdsText(ids: IdRanges): string {
  if (ids.length === 0) return "none";
  const runs = ids.slice(0, RANGES_SHOWN).map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`));
  return `${countIds(ids)}: ${runs.join(", ")}${ids.length > RANGES_SHOWN ? ", ..." : ""}`;
}

// Intervals are compared, never expanded: a stranger's string may name a quarter of a billion ids.
function isWithin(ids: IdRanges, others: IdRanges): boolean {
  return ids.every(([first, last]) => others.some(([start, end]) => start <= first && last <= end));
}

function toDay(timeMs: number): string {
  const text = new Date(timeMs).toISOString();
  return timeMs % DAY_MS === 0 ? text.slice(0, 10) : text;
}
