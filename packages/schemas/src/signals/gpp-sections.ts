/**
 * Whether sections 24 to 27 are written with the section header that their texts require. `@iabgpp/cmpapi` 3.2.0 neither writes
 * nor reads it; `false` suits readers that follow it, and asks for a `MspaVersion` below 24. Both forms are read.
 */
export const WRITES_SECTION_HEADERS: boolean = true;

/** Ids that stand in section headers; no `MspaVersion` is as large. */
export const SECTION_HEADER_IDS = { first: 24, last: 27 } as const;

/** A US section of IAB GPP ("Sections", US-National and US-States). */
export interface UsSectionLayout {
  readonly id: number;
  /** Its name in the `__gpp` interface. */
  readonly prefix: string;
  /** The value of `Version`, in the core or in the section header. */
  readonly version: number;
  /** Fields of the core in wire order. */
  readonly core: readonly UsField[];
  /** Fields of sub-section 1, where the section has one. */
  readonly extra: readonly UsField[];
  /** A section header stands in front of the core; the core then has no `Version` of its own. */
  readonly hasHeader: boolean;
}

/** A field: an integer of some bits, or a list of `count` of them; one bit is a boolean. */
export interface UsField {
  readonly name: string;
  /** One letter that stands for the name in the table. */
  readonly code: UsFieldCode;
  readonly bits: number;
  /** 0: no list. */
  readonly count: number;
}

const NAMES = {
  M: "MspaVersion",
  V: "Version",
  c: "MspaCoveredTransaction",
  o: "MspaOptOutOptionMode",
  v: "MspaServiceProviderMode",
  m: "MspaMode",
  n: "SharingNotice",
  p: "ProcessingNotice",
  S: "SaleOptOut",
  s: "SaleOptOutNotice",
  H: "SharingOptOut",
  h: "SharingOptOutNotice",
  T: "TargetedAdvertisingOptOut",
  t: "TargetedAdvertisingOptOutNotice",
  D: "SensitiveDataProcessing",
  d: "SensitiveDataProcessingOptOutNotice",
  i: "SensitiveDataOptOutNotice",
  l: "SensitiveDataLimitUseNotice",
  K: "KnownChildSensitiveDataConsents",
  P: "PersonalDataConsents",
  A: "AdditionalDataProcessingConsent",
  x: "SubsectionType",
  g: "Gpc",
} as const;
export type UsFieldCode = keyof typeof NAMES;
/** Bits of the fields that have not two. */
const BITS: { readonly [Code in UsFieldCode]?: number } = { V: 6, M: 6, g: 1 };

const GPC = "xg";
const SENSITIVE = "D8";

/** Id, prefix, core, sub-section 1, version (1 where it is left out). A number behind a letter: a list of so many values. */
type Row = readonly [id: number, prefix: string, core: string, extra?: string, version?: number];

const ROWS: readonly Row[] = [
  [7, "usnat", "VnshtdlSHTD16K3Pcov", GPC, 2],
  [8, "usca", "VshlSHD9K2Pcov", GPC],
  [9, "usva", "VnstSTD8Kcov"],
  [10, "usco", "VnstSTD7Kcov", GPC],
  [11, "usut", "VnstdSTD8Kcov"],
  [12, "usct", "VnstSTD8K3cov", GPC],
  [13, "usfl", "VpstSTD8K3Acov"],
  [14, "usmt", "VnstSTD8K3Acov", GPC],
  [15, "usor", "VpstSTD11K3Acov", GPC],
  [16, "ustx", "VpstSTD8KAcov", GPC],
  [17, "usde", "VpstSTD9K5Acov", GPC],
  [18, "usia", "VpstiSTD8Kcov", GPC],
  [19, "usne", "VpstSTD8KAcov", GPC],
  [20, "usnh", "VpstSTD8K3Acov", GPC],
  [21, "usnj", "VpstSTD10K5Acov", GPC],
  [22, "ustn", "VpstSTD8KAcov", GPC],
  [23, "usmn", "VpstSTD8KAcov", GPC],
  [24, "usmd", "McmpstSTA", GPC],
  [25, "usin", "McmpstSTKA", SENSITIVE],
  [26, "usky", "McmpstSTKA", SENSITIVE],
  [27, "usri", "McmpstSTKA", SENSITIVE],
];

/** Every layout that is written, in the order of their ids. */
export const WRITTEN_US_SECTIONS: readonly UsSectionLayout[] = /* @__PURE__ */ ROWS.map(toLayout);

/** Every layout that is read: those that are written, then older ones. */
export const US_SECTIONS: readonly UsSectionLayout[] = /* @__PURE__ */ [
  ...WRITTEN_US_SECTIONS,
  /* @__PURE__ */ toLayout([7, "usnat", "VnshtdlSHTD12K2Pcov", GPC]),
];

function toLayout([id, prefix, core, extra = "", version = 1]: Row): UsSectionLayout {
  return {
    ...{ id, prefix, version },
    core: toFields(core),
    extra: toFields(extra),
    hasHeader: !core.startsWith("V"),
  };
}

function toFields(codes: string): UsField[] {
  return [...codes.matchAll(/(\D)(\d*)/g)].map(([, letter, count]) => {
    const code = letter as UsFieldCode;
    return { name: NAMES[code], code, bits: BITS[code] ?? 2, count: Number(count) };
  });
}
