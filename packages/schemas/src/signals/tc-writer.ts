import { checkLength } from "./bit-reader.ts";
import { type BitWriter, createBitWriter } from "./bit-writer.ts";
import { type IdRanges, toIdMax } from "./id-ranges.ts";
import { createRangeBudget, type TakeRanges } from "./range-budget.ts";
import { SignalStringError } from "./signal-string-error.ts";
import {
  DECISECOND_MS,
  PURPOSES_MAX,
  type PublisherTc,
  SPECIAL_FEATURES_MAX,
  TC_BITS,
  TC_SEGMENT,
  type TcHead,
  type TcModel,
  VENDOR_IDS_MAX,
} from "./tc-model.ts";

/**
 * Writes a TC string: the core, disclosed vendors where the model has them, the publisher's segment where it has one (T41).
 * It writes what it is given: which bits may be set is decided before (T54 to T63). Throws `SignalStringError` with the
 * code `value`, `id` or `language` for a model that no string can hold, `too_long` or `ranges` for one that no reader takes.
 */
export function toTcString(model: TcModel): string {
  const take = createRangeBudget();
  const writeIds = (writer: BitWriter, ids: IdRanges) => writeVendors(writer, ids, take);
  return checkLength([toCore(model, take), ...toSegments(model, writeIds)].join("."));
}

/** Writes what stands behind the core, each segment where the model has it. */
export function toSegments(
  { disclosedVendors, publisher }: Pick<TcModel, "disclosedVendors" | "publisher">,
  writeIds: (writer: BitWriter, ids: IdRanges) => void,
): string[] {
  return [
    ...(disclosedVendors ? [toDisclosedVendors(disclosedVendors, writeIds)] : []),
    ...(publisher ? [toPublisherTc(publisher)] : []),
  ];
}

function toCore(model: TcModel, take: TakeRanges): string {
  const writer = createBitWriter();
  writer.writeInt(6, 2);
  writeHead(writer, model);
  writer.writeFlag(model.isServiceSpecific);
  writer.writeFlag(model.hasNonStandardTexts);
  writeBits(writer, model.specialFeatureOptIns, SPECIAL_FEATURES_MAX);
  writeBits(writer, model.purposeConsents, PURPOSES_MAX);
  writeBits(writer, model.purposeLegitimateInterests, PURPOSES_MAX);
  writer.writeFlag(model.isPurposeOneTreatment);
  writeLetters(writer, model.publisherCountry);
  writeVendors(writer, model.vendorConsents, take);
  writeVendors(writer, model.vendorLegitimateInterests, take);
  writeRestrictions(writer, model.publisherRestrictions, (_, vendors) => writeRanges(writer, vendors, take));
  return writer.toLetters();
}

/** Writes what follows the version. */
export function writeHead(writer: BitWriter, head: TcHead): void {
  for (const timeMs of [head.createdMs, head.lastUpdatedMs]) writer.writeInt(TC_BITS.time, timeMs / DECISECOND_MS);
  writer.writeInt(TC_BITS.cmp, head.cmpId);
  writer.writeInt(TC_BITS.cmp, head.cmpVersion);
  writer.writeInt(TC_BITS.screen, head.consentScreen);
  writeLetters(writer, head.consentLanguage);
  writer.writeInt(TC_BITS.list, head.vendorListVersion);
  writer.writeInt(TC_BITS.policy, head.policyVersion);
}

function toDisclosedVendors(vendors: IdRanges, writeIds: (writer: BitWriter, ids: IdRanges) => void): string {
  const writer = createBitWriter();
  writer.writeInt(3, TC_SEGMENT.disclosedVendors);
  writeIds(writer, vendors);
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

/** Writes publisher restrictions that name vendors, those as they are written there. */
export function writeRestrictions(
  writer: BitWriter,
  restrictions: TcModel["publisherRestrictions"],
  writeIds: (writer: BitWriter, ids: IdRanges) => void,
): void {
  const meant = restrictions.filter(({ vendors }) => vendors.length > 0);
  writer.writeInt(TC_BITS.count, meant.length);
  for (const { purposeId, type, vendors } of meant) {
    checkIds(vendors, VENDOR_IDS_MAX);
    writer.writeInt(6, purposeId);
    writer.writeInt(2, type);
    writeIds(writer, vendors);
  }
}

/** Writes a set of vendors a bit each or in ranges, whichever is shorter; nothing that is not in it is bridged (T51). */
function writeVendors(writer: BitWriter, vendors: IdRanges, take: TakeRanges): void {
  checkIds(vendors, VENDOR_IDS_MAX);
  const idMax = toIdMax(vendors);
  writer.writeInt(TC_BITS.vendor, idMax);
  const rangeBits = vendors.reduce<number>((bits, [first, last]) => bits + (first === last ? 17 : 33), TC_BITS.count);
  const isShorter = rangeBits < idMax;
  writer.writeFlag(isShorter);
  if (isShorter) writeRanges(writer, vendors, take);
  else writeBits(writer, vendors, idMax);
}

function writeRanges(writer: BitWriter, ranges: IdRanges, take: TakeRanges): void {
  take(ranges.length);
  writer.writeInt(TC_BITS.count, ranges.length);
  for (const [first, last] of ranges) {
    writer.writeFlag(first !== last);
    writer.writeInt(TC_BITS.vendor, first);
    if (first !== last) writer.writeInt(TC_BITS.vendor, last);
  }
}

/** Writes a set of ids, a bit each. */
export function writeBits(writer: BitWriter, ids: IdRanges, idMax: number): void {
  checkIds(ids, idMax);
  let next = 1;
  for (const [first, last] of ids) {
    for (; next < first; next++) writer.writeFlag(false);
    for (; next <= last; next++) writer.writeFlag(true);
  }
  for (; next <= idMax; next++) writer.writeFlag(false);
}

/** Refuses a set with an id outside 1 to `idMax`. */
export function checkIds(ids: IdRanges, idMax: number): void {
  const isBelow = (ids[0]?.[0] ?? 1) < 1;
  if (isBelow || toIdMax(ids) > idMax) throw new SignalStringError("id", `must hold ids from 1 to ${idMax} here`);
}

function writeLetters(writer: BitWriter, letters: string): void {
  if (!/^[a-z]{2}$/i.test(letters)) {
    throw new SignalStringError("language", "must name language and country by two letters each");
  }
  for (const letter of letters.toLowerCase()) writer.writeInt(TC_BITS.letter, letter.charCodeAt(0) - 97);
}
