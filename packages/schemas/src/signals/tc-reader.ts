import { type BitReader, checkLength, createBitReader } from "./bit-reader.ts";
import { addId, addRange, type IdRanges } from "./id-ranges.ts";
import { createRangeBudget, type TakeRanges } from "./range-budget.ts";
import { SignalStringError } from "./signal-string-error.ts";
import {
  DECISECOND_MS,
  PURPOSES_MAX,
  type PublisherRestriction,
  type PublisherTc,
  type RestrictionType,
  SPECIAL_FEATURES_MAX,
  TC_BITS,
  TC_SEGMENT,
  type TcHead,
  type TcModel,
  VENDOR_IDS_MAX,
} from "./tc-model.ts";

const SEGMENT_TYPES: ReadonlySet<number> = new Set(Object.values(TC_SEGMENT));

/**
 * Reads a TC string (IAB TCF, "Consent string and vendor list formats v2"; T41, T42, T52) in time and memory linear in its
 * length, of which at most 8,192 characters are taken. Ranges are checked and kept, never expanded: in order, apart, inside
 * the announced ids. Segment 2 (allowed vendors) is passed over. Throws `SignalStringError`, and nothing else.
 */
export function readTcString(text: string, onRead?: () => void): TcModel {
  checkLength(text);
  const take = createRangeBudget();
  const [core = "", ...others] = text.split(".");
  const head = readCore(createBitReader(core, onRead), take);
  const readers = others.map((segment) => createBitReader(segment, onRead));
  return { ...head, ...readSegments(readers, SEGMENT_TYPES, (reader) => readVendors(reader, take)) };
}

/** Reads what stands behind the core: each segment of the types given, once. */
export function readSegments(
  readers: readonly BitReader[],
  types: ReadonlySet<number>,
  readIds: (reader: BitReader) => IdRanges,
): Pick<TcModel, "disclosedVendors" | "publisher"> {
  const seen = new Set<number>();
  let disclosedVendors: IdRanges | null = null;
  let publisher: PublisherTc | null = null;
  for (const reader of readers) {
    const type = reader.readInt(3);
    if (!types.has(type) || seen.has(type)) {
      throw new SignalStringError("segment", `may hold each segment of type ${[...types]} once, behind the core`);
    }
    seen.add(type);
    if (type === TC_SEGMENT.publisherTc) publisher = readPublisherTc(reader);
    else if (type === TC_SEGMENT.disclosedVendors) disclosedVendors = readIds(reader);
    else readIds(reader);
    reader.end();
  }
  return { disclosedVendors, publisher };
}

function readCore(reader: BitReader, take: TakeRanges): Omit<TcModel, "disclosedVendors" | "publisher"> {
  if (reader.readInt(6) !== 2) throw new SignalStringError("version", "must be a TC string of version 2");
  // Members are read in the order in which they are written here.
  const core = {
    ...readHead(reader),
    isServiceSpecific: reader.readFlag(),
    hasNonStandardTexts: reader.readFlag(),
    specialFeatureOptIns: readBits(reader, SPECIAL_FEATURES_MAX),
    purposeConsents: readBits(reader, PURPOSES_MAX),
    purposeLegitimateInterests: readBits(reader, PURPOSES_MAX),
    isPurposeOneTreatment: reader.readFlag(),
    publisherCountry: readLetters(reader),
    vendorConsents: readVendors(reader, take),
    vendorLegitimateInterests: readVendors(reader, take),
    publisherRestrictions: readRestrictions(reader, () => readRanges(reader, VENDOR_IDS_MAX, take)),
  };
  reader.end();
  return core;
}

/** Reads what follows the version. */
export function readHead(reader: BitReader): TcHead {
  // Members are read in the order in which they are written here.
  return {
    createdMs: reader.readInt(TC_BITS.time) * DECISECOND_MS,
    lastUpdatedMs: reader.readInt(TC_BITS.time) * DECISECOND_MS,
    cmpId: reader.readInt(TC_BITS.cmp),
    cmpVersion: reader.readInt(TC_BITS.cmp),
    consentScreen: reader.readInt(TC_BITS.screen),
    consentLanguage: readLetters(reader).toLowerCase(),
    vendorListVersion: reader.readInt(TC_BITS.list),
    policyVersion: reader.readInt(TC_BITS.policy),
  };
}

function readLetters(reader: BitReader): string {
  const letters = [reader.readInt(TC_BITS.letter), reader.readInt(TC_BITS.letter)];
  if (letters.some((letter) => letter > 25)) {
    throw new SignalStringError("language", "must name language and country by two letters each");
  }
  return String.fromCharCode(...letters.map((letter) => letter + 65));
}

/** Reads a set of ids, a bit each. */
export function readBits(reader: BitReader, idMax: number): IdRanges {
  const ids: [number, number][] = [];
  for (let id = 1; id <= idMax; id++) if (reader.readFlag()) addId(ids, id);
  return ids;
}

/** Reads a set of vendors, a bit each or in ranges. */
function readVendors(reader: BitReader, take: TakeRanges): IdRanges {
  const idMax = reader.readInt(TC_BITS.vendor);
  return reader.readFlag() ? readRanges(reader, idMax, take) : readBits(reader, idMax);
}

function readRanges(reader: BitReader, idMax: number, take: TakeRanges): IdRanges {
  const count = reader.readInt(TC_BITS.count);
  take(count);
  const ranges: [number, number][] = [];
  let previous = 0;
  for (let entry = 0; entry < count; entry++) {
    const isRange = reader.readFlag();
    const first = reader.readInt(TC_BITS.vendor);
    const last = isRange ? reader.readInt(TC_BITS.vendor) : first;
    if (first <= previous || last < first || last > idMax) {
      throw new SignalStringError("id", "must name ids in order, none twice, none above the largest announced");
    }
    addRange(ranges, first, last);
    previous = last;
  }
  return ranges;
}

/** Reads publisher restrictions, the vendors of each as they are written there. */
export function readRestrictions(reader: BitReader, readIds: () => IdRanges): PublisherRestriction[] {
  const count = reader.readInt(TC_BITS.count);
  const restrictions: PublisherRestriction[] = [];
  for (let entry = 0; entry < count; entry++) {
    const purposeId = reader.readInt(6);
    const type = readRestrictionType(reader);
    restrictions.push({ purposeId, type, vendors: readIds() });
  }
  return restrictions;
}

function readRestrictionType(reader: BitReader): RestrictionType {
  const type = reader.readInt(2);
  if (type === 0 || type === 1 || type === 2) return type;
  throw new SignalStringError("value", "must restrict purposes by type 0, 1 or 2");
}

function readPublisherTc(reader: BitReader): PublisherTc {
  const purposeConsents = readBits(reader, PURPOSES_MAX);
  const purposeLegitimateInterests = readBits(reader, PURPOSES_MAX);
  const customPurposeCount = reader.readInt(6);
  return {
    ...{ purposeConsents, purposeLegitimateInterests, customPurposeCount },
    customPurposeConsents: readBits(reader, customPurposeCount),
    customPurposeLegitimateInterests: readBits(reader, customPurposeCount),
  };
}
