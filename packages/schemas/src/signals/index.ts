export { isSaleOptedOut } from "../gpp/opt-out.ts";
export { GPP_STATES, listUsSections, toUsLayout } from "../gpp/section.ts";
export { type GppInput, type GppState, toGppState } from "../gpp/to-gpp-state.ts";
export { toTcfSubsections } from "../gpp/to-tcf-subsections.ts";
export { COVERS_STATE_SECTIONS, toUsSubsections, type UsFacts } from "../gpp/to-us-subsections.ts";
export { type TcfPart, withTcf } from "../gpp/with-tcf.ts";
export type { PurposesByCategory, TcfObjections } from "../tcf/choice.ts";
export {
  fromCategories,
  fromTcModel,
  toCategories,
  toDecidableMapping,
  toEmptyChoice,
  toFullChoice,
} from "../tcf/choice.ts";
export { type TcfConsentMode, toTcfConsentMode } from "../tcf/consent-mode.ts";
export type { LegalBases, RestrictionWish } from "../tcf/legal-bases.ts";
export { CONSENT_ONLY_PURPOSES, toLegalBases, toRestrictions } from "../tcf/legal-bases.ts";
export { fillMacros, type MacroValues } from "../tcf/macros.ts";
export type { TcfAskReason, TcfRenewalInput } from "../tcf/renewal.ts";
export { DISCLOSED_FROM_MS, POLICY_VERSION_MIN, toAbsence, toTcfAskReason } from "../tcf/renewal.ts";
export type { TcfSlimList, TcfSlimVendor } from "../tcf/slim-list.ts";
export { fromSlimList, pickVendors, TCF_TEXT_ID_MAX, TCF_VENDOR_ID_MAX, toSlimList } from "../tcf/slim-list.ts";
export type { TcfChoice, TcfOperator, TcModelInput } from "../tcf/to-tc-model.ts";
export { TCF_2_4_FROM_MS, toTcModel } from "../tcf/to-tc-model.ts";
export type { TcfVendor, TcfVendorList } from "../tcf/vendor-list.ts";
export { type AcModel, readAcString, toAcString } from "./ac-string.ts";
export { SIGNAL_STRING_LENGTH_MAX } from "./bit-reader.ts";
export { SECTION_HEADER_IDS, US_SECTIONS, type UsField, type UsSectionLayout } from "./gpp-sections.ts";
export {
  type GppSection,
  type GppStringOutline,
  readGppSections,
  readGppStringOutline,
  toGppString,
} from "./gpp-string.ts";
export { readTcfCaString, type TcfCaModel, toTcfCaString } from "./gpp-tcfca.ts";
export { readUsSection, toUsSection, type UsSubsection } from "./gpp-us.ts";
export { readUspString, toUspString, type UspModel } from "./gpp-usp.ts";
export { countIds, hasId, type IdRanges, listIds, toIdRanges } from "./id-ranges.ts";
export { SignalStringError, type SignalStringFault } from "./signal-string-error.ts";
export type { PublisherRestriction, PublisherTc, RestrictionType, TcModel } from "./tc-model.ts";
export { readTcString } from "./tc-reader.ts";
export { toTcString } from "./tc-writer.ts";
