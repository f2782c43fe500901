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
  readonly bits: number;
  /** 0: no list. */
  readonly count: number;
}

const NAMES: Readonly<Record<string, string>> = {
  V: "Version",
  M: "MspaVersion",
  n: "SharingNotice",
  p: "ProcessingNotice",
  s: "SaleOptOutNotice",
  h: "SharingOptOutNotice",
  t: "TargetedAdvertisingOptOutNotice",
  d: "SensitiveDataProcessingOptOutNotice",
  i: "SensitiveDataOptOutNotice",
  l: "SensitiveDataLimitUseNotice",
  S: "SaleOptOut",
  H: "SharingOptOut",
  T: "TargetedAdvertisingOptOut",
  D: "SensitiveDataProcessing",
  K: "KnownChildSensitiveDataConsents",
  P: "PersonalDataConsents",
  A: "AdditionalDataProcessingConsent",
  c: "MspaCoveredTransaction",
  o: "MspaOptOutOptionMode",
  v: "MspaServiceProviderMode",
  m: "MspaMode",
  x: "SubsectionType",
  g: "Gpc",
};
/** Bits of the fields that have not two. */
const BITS: Readonly<Record<string, number>> = { V: 6, M: 6, g: 1 };

const GPC = "xg";
const SENSITIVE = "D8";

/** Id, prefix, version, core, sub-section 1. A number behind a letter: a list of so many values. The version to write is first. */
const ROWS: readonly (readonly [id: number, prefix: string, version: number, core: string, extra?: string])[] = [
  [7, "usnat", 2, "VnshtdlSHTD16K3Pcov", GPC],
  [7, "usnat", 1, "VnshtdlSHTD12K2Pcov", GPC],
  [8, "usca", 1, "VshlSHD9K2Pcov", GPC],
  [9, "usva", 1, "VnstSTD8Kcov"],
  [10, "usco", 1, "VnstSTD7Kcov", GPC],
  [11, "usut", 1, "VnstdSTD8Kcov"],
  [12, "usct", 1, "VnstSTD8K3cov", GPC],
  [13, "usfl", 1, "VpstSTD8K3Acov"],
  [14, "usmt", 1, "VnstSTD8K3Acov", GPC],
  [15, "usor", 1, "VpstSTD11K3Acov", GPC],
  [16, "ustx", 1, "VpstSTD8KAcov", GPC],
  [17, "usde", 1, "VpstSTD9K5Acov", GPC],
  [18, "usia", 1, "VpstiSTD8Kcov", GPC],
  [19, "usne", 1, "VpstSTD8KAcov", GPC],
  [20, "usnh", 1, "VpstSTD8K3Acov", GPC],
  [21, "usnj", 1, "VpstSTD10K5Acov", GPC],
  [22, "ustn", 1, "VpstSTD8KAcov", GPC],
  [23, "usmn", 1, "VpstSTD8KAcov", GPC],
  [24, "usmd", 1, "McmpstSTA", GPC],
  [25, "usin", 1, "McmpstSTKA", SENSITIVE],
  [26, "usky", 1, "McmpstSTKA", SENSITIVE],
  [27, "usri", 1, "McmpstSTKA", SENSITIVE],
];

/** Every layout that is read, by id; of two with one id, the first is written. */
export const US_SECTIONS: readonly UsSectionLayout[] = ROWS.map(([id, prefix, version, core, extra = ""]) => ({
  ...{ id, prefix, version },
  core: toFields(core),
  extra: toFields(extra),
  hasHeader: !core.startsWith("V"),
}));

function toFields(codes: string): UsField[] {
  return [...codes.matchAll(/(\D)(\d*)/g)].map(([, code = "", count]) => ({
    name: NAMES[code] ?? "",
    bits: BITS[code] ?? 2,
    count: Number(count),
  }));
}
