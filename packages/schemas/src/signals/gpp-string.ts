import { checkAlphabet, checkLength, createBitReader } from "./bit-reader.ts";
import { readFibonacciRanges } from "./fibonacci.ts";
import { HEADER_TYPE, HEADER_VERSION, writeGppString } from "./gpp-string-writer.ts";
import { listIds, toIdRanges } from "./id-ranges.ts";
import { SignalStringError } from "./signal-string-error.ts";
import { readTcString } from "./tc-reader.ts";

/** A section of a GPP string, not decoded. */
export interface GppSection {
  readonly id: number;
  readonly text: string;
}

/** The outline of a GPP string: which sections it has, and their texts, not decoded. */
export interface GppStringOutline {
  readonly version: 1;
  /** Ids in ascending order, each with the text of its section. */
  readonly sections: readonly GppSection[];
}

/** Largest section id: ids have six bits in the sections' own headers. */
const SECTION_IDS_MAX = 63;
const TCF_EU_SECTION_ID = 2;

/**
 * Reads the outline of a GPP string (IAB GPP, "Consent string specification"; G27 to G30, G33) in time linear in its length.
 * A section with a TC string is checked like one; of the other sections only the letters are.
 * Throws `SignalStringError`, and nothing else, on a string that is malformed.
 */
export function readGppStringOutline(text: string, onRead?: () => void): GppStringOutline {
  const outline = readGppSections(text, onRead);
  for (const { id, text: section } of outline.sections) if (id === TCF_EU_SECTION_ID) readTcString(section, onRead);
  return outline;
}

/** The same, of a section with a TC string, too, the letters alone: for who looks into each section anyway. */
export function readGppSections(text: string, onRead?: () => void): GppStringOutline {
  checkLength(text);
  const [header = "", ...texts] = text.split("~");
  const ids = readHeader(header, onRead);
  if (ids.length !== texts.length) {
    throw new SignalStringError("sections", "must hold exactly the sections that its header lists");
  }
  const sections = ids.map((id, index) => ({ id, text: texts[index] ?? "" }));
  for (const section of sections) checkSection(section.text);
  return { version: HEADER_VERSION, sections };
}

/**
 * Writes a GPP string from texts of sections, in any order, each id once (G27, G29). The texts pass through as they are (G30,
 * G31); only their letters are checked. Throws `SignalStringError`, and nothing else.
 */
export function toGppString(sections: readonly GppSection[]): string {
  const ids = sections.map(({ id }) => id);
  if (ids.some((id) => !Number.isInteger(id) || id < 1 || id > SECTION_IDS_MAX)) {
    throw new SignalStringError("id", `must name sections by ids from 1 to ${SECTION_IDS_MAX}`);
  }
  if (new Set(ids).size !== ids.length) throw new SignalStringError("sections", "must hold each section once");
  for (const section of sections) checkSection(section.text);
  const sorted = [...sections].sort((one, other) => one.id - other.id);
  const text = writeGppString(
    toIdRanges(ids),
    sorted.map((section) => section.text),
  );
  checkLength(text);
  return text;
}

function checkSection(text: string): void {
  for (const part of text.split(".")) {
    if (part === "") throw new SignalStringError("sections", "must not hold an empty section");
    checkAlphabet(part);
  }
}

function readHeader(header: string, onRead: (() => void) | undefined): readonly number[] {
  const reader = createBitReader(header, onRead);
  if (reader.readInt(6) !== HEADER_TYPE || reader.readInt(6) !== HEADER_VERSION) {
    throw new SignalStringError("version", "must be a GPP string of version 1");
  }
  // Every entry adds an id, so this ends after 63 of them, whatever count was announced.
  const ranges = readFibonacciRanges(reader, SECTION_IDS_MAX);
  reader.end();
  return [...listIds(ranges)];
}
