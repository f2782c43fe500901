import { type BitWriter, createBitWriter } from "./bit-writer.ts";
import { hasId, type IdRanges, toIdMax } from "./id-ranges.ts";
import { SignalStringError } from "./signal-string-error.ts";
import {
  DECISECOND_MS,
  PURPOSES_MAX,
  type PublisherTc,
  SPECIAL_FEATURES_MAX,
  TC_BITS,
  TC_SEGMENT,
  type TcModel,
  VENDOR_IDS_MAX,
} from "./tc-model.ts";

/**
 * Writes a TC string: the core, disclosed vendors where the model has them, the publisher's segment where it has one (T41).
 * It writes what it is given: which bits may be set is decided before (T54 to T63). Throws `SignalStringError` with the
 * code `value`, `id` or `language` for a model that no string can hold.
 */
export function toTcString(model: TcModel): string {
  return [
    toCore(model),
    ...(model.disclosedVendors ? [toDisclosedVendors(model.disclosedVendors)] : []),
    ...(model.publisher ? [toPublisherTc(model.publisher)] : []),
  ].join(".");
}

function toCore(model: TcModel): string {
  const writer = createBitWriter();
  writer.writeInt(6, 2);
  for (const timeMs of [model.createdMs, model.lastUpdatedMs]) writer.writeInt(TC_BITS.time, timeMs / DECISECOND_MS);
  writer.writeInt(TC_BITS.cmp, model.cmpId);
  writer.writeInt(TC_BITS.cmp, model.cmpVersion);
  writer.writeInt(TC_BITS.screen, model.consentScreen);
  writeLetters(writer, model.consentLanguage);
  writer.writeInt(TC_BITS.list, model.vendorListVersion);
  writer.writeInt(TC_BITS.policy, model.policyVersion);
  writer.writeFlag(model.isServiceSpecific);
  writer.writeFlag(model.hasNonStandardTexts);
  writeBits(writer, model.specialFeatureOptIns, SPECIAL_FEATURES_MAX);
  writeBits(writer, model.purposeConsents, PURPOSES_MAX);
  writeBits(writer, model.purposeLegitimateInterests, PURPOSES_MAX);
  writer.writeFlag(model.isPurposeOneTreatment);
  writeLetters(writer, model.publisherCountry);
  writeVendors(writer, model.vendorConsents);
  writeVendors(writer, model.vendorLegitimateInterests);
  writeRestrictions(writer, model.publisherRestrictions);
  return writer.toLetters();
}

function toDisclosedVendors(vendors: IdRanges): string {
  const writer = createBitWriter();
  writer.writeInt(3, TC_SEGMENT.disclosedVendors);
  writeVendors(writer, vendors);
  return writer.toLetters();
}

function toPublisherTc(publisher: PublisherTc): string {
  const writer = createBitWriter();
  const { customPurposeCount } = publisher;
  writer.writeInt(3, TC_SEGMENT.publisherTc);
  writeBits(writer, publisher.purposeConsents, PURPOSES_MAX);
  writeBits(writer, publisher.purposeLegitimateInterests, PURPOSES_MAX);
  writer.writeInt(6, customPurposeCount);
  writeBits(writer, publisher.customPurposeConsents, customPurposeCount);
  writeBits(writer, publisher.customPurposeLegitimateInterests, customPurposeCount);
  return writer.toLetters();
}

function writeRestrictions(writer: BitWriter, restrictions: TcModel["publisherRestrictions"]): void {
  const meant = restrictions.filter(({ vendors }) => vendors.length > 0);
  writer.writeInt(TC_BITS.count, meant.length);
  for (const { purposeId, type, vendors } of meant) {
    checkIds(vendors, VENDOR_IDS_MAX);
    writer.writeInt(6, purposeId);
    writer.writeInt(2, type);
    writeRanges(writer, vendors);
  }
}

/** Writes a set of vendors a bit each or in ranges, whichever is shorter; nothing that is not in it is bridged (T51). */
function writeVendors(writer: BitWriter, vendors: IdRanges): void {
  checkIds(vendors, VENDOR_IDS_MAX);
  const idMax = toIdMax(vendors);
  writer.writeInt(TC_BITS.vendor, idMax);
  const rangeBits = vendors.reduce<number>((bits, [first, last]) => bits + (first === last ? 17 : 33), TC_BITS.count);
  const isShorter = rangeBits < idMax;
  writer.writeFlag(isShorter);
  if (isShorter) writeRanges(writer, vendors);
  else writeBits(writer, vendors, idMax);
}

function writeRanges(writer: BitWriter, ranges: IdRanges): void {
  writer.writeInt(TC_BITS.count, ranges.length);
  for (const [first, last] of ranges) {
    writer.writeFlag(first !== last);
    writer.writeInt(TC_BITS.vendor, first);
    if (first !== last) writer.writeInt(TC_BITS.vendor, last);
  }
}

function writeBits(writer: BitWriter, ids: IdRanges, idMax: number): void {
  checkIds(ids, idMax);
  for (let id = 1; id <= idMax; id++) writer.writeFlag(hasId(ids, id));
}

function checkIds(ids: IdRanges, idMax: number): void {
  const isBelow = (ids[0]?.[0] ?? 1) < 1;
  if (isBelow || toIdMax(ids) > idMax) throw new SignalStringError("id", `must hold ids from 1 to ${idMax} here`);
}

function writeLetters(writer: BitWriter, letters: string): void {
  if (!/^[a-z]{2}$/i.test(letters)) {
    throw new SignalStringError("language", "must name language and country by two letters each");
  }
  for (const letter of letters.toLowerCase()) writer.writeInt(TC_BITS.letter, letter.charCodeAt(0) - 97);
}
