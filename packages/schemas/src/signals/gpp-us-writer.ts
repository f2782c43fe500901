import { toBits, toLetters } from "./bit-text.ts";
import { toFibonacciRanges } from "./fibonacci.ts";
import { type UsField, type UsSectionLayout, WRITES_SECTION_HEADERS } from "./gpp-sections.ts";

/** One sub-section by the field names of its text (G13, G26). */
export type UsSubsection = Readonly<Record<string, UsValue>>;
export type UsValue = number | boolean | readonly number[];

export const VERSION_BITS = 6;
/** The only sub-section besides the core, in headers and as `SubsectionType`. */
export const EXTRA_ID = 1;

/**
 * Writes a section as it is given: the core, then sub-section 1 where it is wanted. For values that were checked, or that the
 * rules have made; `toUsSection` is for all others.
 */
export function writeUsSection(
  { id, version, core, extra, hasHeader }: UsSectionLayout,
  subsections: readonly UsSubsection[],
): string {
  const parts = subsections.map((subsection, index) => writeFields(subsection, index === 0 ? core : extra));
  if (hasHeader && WRITES_SECTION_HEADERS) parts.unshift(writeHeader(id, version, subsections.length > 1));
  return parts.join(".");
}

function writeFields(subsection: UsSubsection, fields: readonly UsField[]): string {
  const toFieldBits = ({ name, bits }: UsField) =>
    [subsection[name]].flat().map((value) => toBits(bits, Number(value)));
  return toLetters(fields.flatMap(toFieldBits).join(""));
}

function writeHeader(id: number, version: number, hasExtra: boolean): string {
  const subsections = toFibonacciRanges(hasExtra ? [[EXTRA_ID, EXTRA_ID]] : []);
  return toLetters(toBits(VERSION_BITS, id) + toBits(VERSION_BITS, version) + subsections);
}
