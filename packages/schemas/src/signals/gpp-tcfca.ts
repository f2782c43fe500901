import { type BitReader, checkLength, createBitReader } from "./bit-reader.ts";
import { type BitWriter, createBitWriter } from "./bit-writer.ts";
import { FIBONACCI_RANGES_MAX, readFibonacciRanges, toFibonacciRanges } from "./fibonacci.ts";
import { type IdRanges, toIdMax } from "./id-ranges.ts";
import { SignalStringError } from "./signal-string-error.ts";
import { PURPOSES_MAX, SPECIAL_FEATURES_MAX, TC_BITS, TC_SEGMENT, type TcModel, VENDOR_IDS_MAX } from "./tc-model.ts";
import { readBits, readHead, readRestrictions, readSegments } from "./tc-reader.ts";
import { checkIds, toSegments, writeBits, writeHead, writeRestrictions } from "./tc-writer.ts";

/**
 * What a string of the Canadian TCF says: section 5, `tcfcav1`. Consents are express consent there, legitimate interests implied
 * consent, special feature opt-ins express consent, non-standard texts non-standard stacks (IAB Canada TCF, differences to TCF EU).
 */
export type TcfCaModel = Omit<TcModel, "isServiceSpecific" | "isPurposeOneTreatment" | "publisherCountry">;

const VERSION = 1;
const SEGMENT_TYPES: ReadonlySet<number> = new Set([TC_SEGMENT.disclosedVendors, TC_SEGMENT.publisherTc]);

/**
 * Reads a section `tcfcav1` (IAB GPP, "IAB Canada TCF Technical Specification"; G27, G33) in time and memory linear in its
 * length. Throws `SignalStringError`, and nothing else.
 */
export function readTcfCaString(text: string, onRead?: () => void): TcfCaModel {
  checkLength(text);
  const [core = "", ...others] = text.split(".");
  const head = readCore(createBitReader(core, onRead));
  const readers = others.map((segment) => createBitReader(segment, onRead));
  return { ...head, ...readSegments(readers, SEGMENT_TYPES, readVendors) };
}

/** Writes a section `tcfcav1`. Throws `SignalStringError` with the code `value`, `id`, `language` or `too_long`, and nothing else. */
export function toTcfCaString(model: TcfCaModel): string {
  return checkLength([toCore(model), ...toSegments(model, writeVendors)].join("."));
}

function readCore(reader: BitReader): Omit<TcfCaModel, "disclosedVendors" | "publisher"> {
  if (reader.readInt(6) !== VERSION) throw new SignalStringError("version", "must be a Canadian string of version 1");
  // Members are read in the order in which they are written here.
  const core = {
    ...readHead(reader),
    hasNonStandardTexts: reader.readFlag(),
    specialFeatureOptIns: readBits(reader, SPECIAL_FEATURES_MAX),
    purposeConsents: readBits(reader, PURPOSES_MAX),
    purposeLegitimateInterests: readBits(reader, PURPOSES_MAX),
    vendorConsents: readVendors(reader),
    vendorLegitimateInterests: readVendors(reader),
    publisherRestrictions: readRestrictions(reader, () => readVendors(reader)),
  };
  reader.end();
  return core;
}

function toCore(model: TcfCaModel): string {
  const writer = createBitWriter();
  writer.writeInt(6, VERSION);
  writeHead(writer, model);
  writer.writeFlag(model.hasNonStandardTexts);
  writeBits(writer, model.specialFeatureOptIns, SPECIAL_FEATURES_MAX);
  writeBits(writer, model.purposeConsents, PURPOSES_MAX);
  writeBits(writer, model.purposeLegitimateInterests, PURPOSES_MAX);
  writeVendors(writer, model.vendorConsents);
  writeVendors(writer, model.vendorLegitimateInterests);
  writeRestrictions(writer, model.publisherRestrictions, writeVendors);
  return writer.toLetters();
}

// The text's OptimizedRange has the flag first, and a length only before a bit field. What writes these strings (IAB's libraries)
// puts the largest id first in both forms, and a string does not tell which of the two it follows.
function readVendors(reader: BitReader): IdRanges {
  const idMax = reader.readInt(TC_BITS.vendor);
  if (!reader.readFlag()) return readBits(reader, idMax);
  const vendors = readFibonacciRanges(reader, idMax);
  // Older writers had ranges as in Europe: what does not end where it says is one of theirs, and must not be taken for others.
  if (toIdMax(vendors) !== idMax) throw new SignalStringError("id", "must end its ranges with the largest id");
  return vendors;
}

function writeVendors(writer: BitWriter, vendors: IdRanges): void {
  checkIds(vendors, VENDOR_IDS_MAX);
  const idMax = toIdMax(vendors);
  const bits = toFibonacciRanges(vendors);
  const isRange = bits.length <= idMax && vendors.length <= FIBONACCI_RANGES_MAX;
  writer.writeInt(TC_BITS.vendor, idMax);
  writer.writeFlag(isRange);
  if (isRange) for (const bit of bits) writer.writeFlag(bit === "1");
  else writeBits(writer, vendors, idMax);
}
