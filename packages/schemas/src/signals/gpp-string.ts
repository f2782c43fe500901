import { type BitReader, checkAlphabet, checkLength, createBitReader } from "./bit-reader.ts";
import { SignalStringError } from "./signal-string-error.ts";
import { readTcString } from "./tc-reader.ts";

/** The outline of a GPP string: which sections it has, and their texts, not decoded. */
export interface GppStringOutline {
  readonly version: 1;
  /** Ids in ascending order, each with the text of its section. */
  readonly sections: readonly { readonly id: number; readonly text: string }[];
}

const HEADER_TYPE = 3;
/** Largest section id: ids have six bits in the sections' own headers. */
const SECTION_IDS_MAX = 63;
const TCF_EU_SECTION_ID = 2;
// Weights of a Fibonacci code, as far as a section id can need them.
const FIBONACCI = [1, 2, 3, 5, 8, 13, 21, 34, 55];

/**
 * Reads the outline of a GPP string (IAB GPP, "Consent string specification"; G27 to G30, G33) in time linear in its length.
 * A section with a TC string is checked like one; of the other sections only the letters are.
 * Throws `SignalStringError`, and nothing else, on a string that is malformed.
 */
export function readGppStringOutline(text: string, onRead?: () => void): GppStringOutline {
  checkLength(text);
  const [header = "", ...texts] = text.split("~");
  const ids = readHeader(createBitReader(header, onRead));
  if (ids.length !== texts.length) {
    throw new SignalStringError("sections", "must hold exactly the sections that its header lists");
  }
  const sections = ids.map((id, index) => ({ id, text: texts[index] ?? "" }));
  for (const section of sections) checkSection(section.id, section.text, onRead);
  return { version: 1, sections };
}

function checkSection(id: number, text: string, onRead: (() => void) | undefined): void {
  if (id === TCF_EU_SECTION_ID) readTcString(text, onRead);
  for (const part of text.split(".")) {
    if (part === "") throw new SignalStringError("sections", "must not hold an empty section");
    checkAlphabet(part);
  }
}

function readHeader(reader: BitReader): number[] {
  if (reader.readInt(6) !== HEADER_TYPE || reader.readInt(6) !== 1) {
    throw new SignalStringError("version", "must be a GPP string of version 1");
  }
  const entries = reader.readInt(12);
  const ids: number[] = [];
  let last = 0;
  for (let entry = 0; entry < entries; entry++) {
    const isRange = reader.readFlag();
    const start = last + readFibonacci(reader);
    last = isRange ? start + readFibonacci(reader) : start;
    // Every entry adds an id, so this ends the loop after 63 of them, whatever count was announced.
    if (last > SECTION_IDS_MAX) throw tooLarge();
    for (let id = start; id <= last; id++) ids.push(id);
  }
  reader.end();
  return ids;
}

/** Reads a number of at least 1: each bit stands for a Fibonacci number, and two ones in a row end it. */
function readFibonacci(reader: BitReader): number {
  let value = 0;
  let wasOne = false;
  for (const weight of FIBONACCI) {
    const isOne = reader.readFlag();
    if (isOne && wasOne) return value;
    if (isOne) value += weight;
    wasOne = isOne;
  }
  // All nine weights are used up: only the closing one may follow.
  if (wasOne && reader.readFlag()) return value;
  throw tooLarge();
}

function tooLarge(): SignalStringError {
  return new SignalStringError("id", `must name sections by ids up to ${SECTION_IDS_MAX}`);
}
