/** What the macros of an address are filled with. */
export interface MacroValues {
  /** `null`: not known yet; the macros stay as they are. */
  readonly gdprApplies: boolean | null;
  readonly tcString: string;
  /** Whether a vendor of that id may be handed the string. */
  readonly isVendor: (vendorId: number) => boolean;
  readonly gppString?: string;
  /** Ids of the GPP sections that apply. */
  readonly gppSections?: readonly number[];
}

const MACRO = /\$\{(GDPR|GDPR_CONSENT_(\d{1,5})|GPP_STRING_(\d{1,5})|GPP_SID)\}/g;

/**
 * Fills the macros of an address: `${GDPR}` with 0 or 1, `${GDPR_CONSENT_123}` and `${GPP_STRING_123}` with the string where
 * 123 is a vendor, `${GPP_SID}` with the ids of the sections that apply (T104, G32). What cannot be filled stays: an empty
 * value would say that there is no consent to be told of.
 */
export function fillMacros(address: string, values: MacroValues): string {
  const { gdprApplies, tcString, isVendor, gppString, gppSections } = values;
  return address.replace(MACRO, (macro: string, name: string, tcfVendor?: string, gppVendor?: string) => {
    if (tcfVendor !== undefined) return isVendor(Number(tcfVendor)) && tcString ? tcString : macro;
    if (gppVendor !== undefined) return isVendor(Number(gppVendor)) && gppString ? gppString : macro;
    if (name === "GPP_SID") return gppSections ? gppSections.join(",") : macro;
    return gdprApplies === null ? macro : String(Number(gdprApplies));
  });
}
