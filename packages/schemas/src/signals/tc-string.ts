import { type BitReader, checkLength, createBitReader } from "./bit-reader.ts";
import { SignalStringError } from "./signal-string-error.ts";

/** The outline of a TC string: what stands at its head, after all of it was checked for structure. */
export interface TcStringOutline {
  readonly version: 2;
  /** Milliseconds since 1970, a multiple of 100. */
  readonly createdMs: number;
  readonly lastUpdatedMs: number;
  readonly cmpId: number;
  readonly cmpVersion: number;
  /** ISO 639-1, two lower-case letters. */
  readonly consentLanguage: string;
  readonly vendorListVersion: number;
  readonly policyVersion: number;
  readonly isServiceSpecific: boolean;
  /** Largest vendor id that any segment announces; 0 when there is none. */
  readonly vendorIdMax: number;
  /** Whether the string says which vendors were disclosed: it has to since 2026-03-01 (T41, T68). */
  readonly hasDisclosedVendors: boolean;
}

/** Most range entries in one string, all segments together: a choice between 1,000 vendors needs fewer. */
const RANGES_MAX = 2048;
const VENDOR_IDS_MAX = 65_535;
const DISCLOSED_VENDORS = 1;
const ALLOWED_VENDORS = 2;
const PUBLISHER_TC = 3;
const SEGMENT_TYPES: ReadonlySet<number> = new Set([DISCLOSED_VENDORS, ALLOWED_VENDORS, PUBLISHER_TC]);

/** Range entries that may still come; shared by the segments of one string. */
interface RangeBudget {
  left: number;
}

/**
 * Reads the outline of a TC string (IAB TCF v2, "Consent string and vendor list formats"; T41, T42) in time linear in
 * its length. Ranges are checked, never expanded: in order, apart, inside the announced ids.
 * Throws `SignalStringError`, and nothing else, on a string that is malformed.
 */
export function readTcStringOutline(text: string, onRead?: () => void): TcStringOutline {
  checkLength(text);
  const budget: RangeBudget = { left: RANGES_MAX };
  const [core = "", ...others] = text.split(".");
  const outline = readCore(createBitReader(core, onRead), budget);
  const seen = new Set<number>();
  let vendorIdMax = outline.vendorIdMax;
  for (const segment of others) {
    const reader = createBitReader(segment, onRead);
    const type = reader.readInt(3);
    if (!SEGMENT_TYPES.has(type) || seen.has(type)) {
      throw new SignalStringError("segment", "may hold each segment of type 1, 2 and 3 once, behind the core");
    }
    seen.add(type);
    if (type === PUBLISHER_TC) skipPublisherTc(reader);
    else vendorIdMax = Math.max(vendorIdMax, readVendors(reader, budget));
    reader.end();
  }
  return { ...outline, vendorIdMax, hasDisclosedVendors: seen.has(DISCLOSED_VENDORS) };
}

function readCore(reader: BitReader, budget: RangeBudget): Omit<TcStringOutline, "hasDisclosedVendors"> {
  if (reader.readInt(6) !== 2) throw new SignalStringError("version", "must be a TC string of version 2");
  const head = {
    version: 2 as const,
    createdMs: reader.readInt(36) * 100,
    lastUpdatedMs: reader.readInt(36) * 100,
    cmpId: reader.readInt(12),
    cmpVersion: reader.readInt(12),
    consentLanguage: readLanguage(reader),
    vendorListVersion: reader.readInt(12),
    policyVersion: reader.readInt(6),
    isServiceSpecific: reader.readFlag(),
  };
  // Non-standard texts 1, special features 12, purposes 24 + 24, purpose one treatment 1.
  reader.skip(62);
  readLetters(reader); // the publisher's country
  const consents = readVendors(reader, budget);
  const interests = readVendors(reader, budget);
  skipRestrictions(reader, budget);
  reader.end();
  return { ...head, vendorIdMax: Math.max(consents, interests) };
}

function readLanguage(reader: BitReader): string {
  reader.skip(6); // the screen
  return readLetters(reader);
}

function readLetters(reader: BitReader): string {
  const letters = [reader.readInt(6), reader.readInt(6)];
  if (letters.some((letter) => letter > 25)) {
    throw new SignalStringError("language", "must name language and country by two letters each");
  }
  return String.fromCharCode(...letters.map((letter) => letter + 97));
}

/** Passes over a set of vendors, a bit each or in ranges, and answers the largest id that it announces. */
function readVendors(reader: BitReader, budget: RangeBudget): number {
  const idMax = reader.readInt(16);
  if (reader.readFlag()) skipRanges(reader, idMax, budget);
  else reader.skip(idMax);
  return idMax;
}

function skipRanges(reader: BitReader, idMax: number, budget: RangeBudget): void {
  const count = reader.readInt(12);
  budget.left -= count;
  if (budget.left < 0) throw new SignalStringError("ranges", `must hold at most ${RANGES_MAX} ranges`);
  let previous = 0;
  for (let entry = 0; entry < count; entry++) {
    const isRange = reader.readFlag();
    const start = reader.readInt(16);
    const end = isRange ? reader.readInt(16) : start;
    if (start <= previous || end < start || end > idMax) {
      throw new SignalStringError("id", "must name ids in order, none twice, none above the largest announced");
    }
    previous = end;
  }
}

function skipRestrictions(reader: BitReader, budget: RangeBudget): void {
  const count = reader.readInt(12);
  for (let restriction = 0; restriction < count; restriction++) {
    reader.skip(8); // purpose 6, type 2
    skipRanges(reader, VENDOR_IDS_MAX, budget);
  }
}

function skipPublisherTc(reader: BitReader): void {
  reader.skip(48); // purposes 24 + 24
  reader.skip(reader.readInt(6) * 2);
}
