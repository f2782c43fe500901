import { type BitReader, checkLength, createBitReader } from "./bit-reader.ts";
import { readFibonacciRanges } from "./fibonacci.ts";
import { SECTION_HEADER_IDS, US_SECTIONS, type UsField, type UsSectionLayout } from "./gpp-sections.ts";
import { EXTRA_ID, type UsSubsection, type UsValue, VERSION_BITS, writeUsSection } from "./gpp-us-writer.ts";
import { SignalStringError } from "./signal-string-error.ts";

export type { UsSubsection } from "./gpp-us-writer.ts";

/**
 * Reads a US section (ids 7 to 27): the core, then sub-section 1 where it is there (G13, G34 to G37). Sections 24 to 27 are read
 * with and without the header that their texts ask for. Throws `SignalStringError`, and nothing else.
 */
export function readUsSection(id: number, text: string, onRead?: () => void): readonly UsSubsection[] {
  checkLength(text);
  const { hasHeader } = findLayout(id);
  const parts = text.split(".");
  let reader = createBitReader(parts.shift() ?? "", onRead);
  let head = reader.readInt(VERSION_BITS);
  if (hasHeader && head >= SECTION_HEADER_IDS.first && head <= SECTION_HEADER_IDS.last) {
    const version = reader.readInt(VERSION_BITS);
    if (head !== id) throw wrongVersion();
    findLayout(id, version);
    // The core is there without being listed: ids start at 1 here.
    const listed = readFibonacciRanges(reader, EXTRA_ID);
    reader.end();
    if (parts.length !== 1 + listed.length) throw wrongParts();
    reader = createBitReader(parts.shift() ?? "", onRead);
    head = reader.readInt(VERSION_BITS);
  }
  const { core, extra } = hasHeader ? findLayout(id) : findLayout(id, head);
  const [first, ...fields] = core;
  if (!first || parts.length > (extra.length > 0 ? 1 : 0)) throw wrongParts();
  const subsection = { [first.name]: head, ...readFields(reader, fields) };
  return [subsection, ...parts.map((part) => readFields(createBitReader(part, onRead), extra))];
}

/**
 * Writes a US section from its core and, where it has one and it is wanted, sub-section 1: every field by its name, and no
 * other. Values that no text defines are refused. Throws `SignalStringError`, and nothing else.
 */
export function toUsSection(id: number, subsections: readonly UsSubsection[]): string {
  const layout = findLayout(id);
  const { core, extra, version, hasHeader } = layout;
  const [first, second, ...others] = subsections;
  if (!first || others.length > 0 || (second && extra.length === 0)) throw wrongParts();
  if (!hasHeader && first.Version !== version) throw wrongVersion();
  // Readers meet 0 in strings of others; the texts know 1 and 2.
  if (first.MspaCoveredTransaction === 0) throw wrongValue();
  checkFields(first, core);
  if (second) checkFields(second, extra);
  return writeUsSection(layout, subsections);
}

function findLayout(id: number, version?: number): UsSectionLayout {
  const layouts = US_SECTIONS.filter((layout) => layout.id === id);
  if (layouts.length === 0) throw new SignalStringError("id", "must be a section from 7 to 27");
  const layout = version === undefined ? layouts[0] : layouts.find((one) => one.version === version);
  if (!layout) throw wrongVersion();
  return layout;
}

function readFields(reader: BitReader, fields: readonly UsField[]): UsSubsection {
  const subsection: Record<string, UsValue> = {};
  for (const { name, bits, count } of fields) {
    const values = Array.from({ length: count || 1 }, () => readValue(reader, bits));
    const [value = 0] = values;
    subsection[name] = count > 0 ? values : bits === 1 ? value === 1 : value;
  }
  checkType(subsection);
  reader.end();
  return subsection;
}

function readValue(reader: BitReader, bits: number): number {
  return checkValue(reader.readInt(bits), bits);
}

function checkFields(subsection: UsSubsection, fields: readonly UsField[]): void {
  checkType(subsection);
  if (Object.keys(subsection).length !== fields.length) throw wrongValue();
  for (const field of fields) checkField(field, subsection[field.name]);
}

function checkField({ bits, count }: UsField, value: UsValue | undefined): void {
  const values: unknown = count > 0 ? value : [value];
  if (!Array.isArray(values) || values.length !== (count || 1)) throw wrongValue();
  for (const one of values) {
    if (typeof one !== (bits === 1 ? "boolean" : "number")) throw wrongValue();
    const number = Number(one);
    if (!Number.isInteger(number) || number < 0 || number >= 2 ** bits) throw wrongValue();
    checkValue(number, bits);
  }
}

function checkType({ SubsectionType = EXTRA_ID }: UsSubsection): void {
  if (SubsectionType !== EXTRA_ID) throw wrongParts();
}

/** The texts define 0, 1 and 2 of every value of two bits. */
function checkValue(value: number, bits: number): number {
  if (bits === 2 && value === 3) throw wrongValue();
  return value;
}

function wrongValue(): SignalStringError {
  return new SignalStringError("value", "must hold every field of the section, with a value that its text defines");
}

function wrongVersion(): SignalStringError {
  return new SignalStringError("version", "must be a section of that id in a known version");
}

function wrongParts(): SignalStringError {
  return new SignalStringError("segment", "must hold the core and, where the section has it, sub-section 1");
}
