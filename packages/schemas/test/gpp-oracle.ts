import { GppModel } from "@iabgpp/cmpapi";
import type { UsSectionLayout } from "../src/signals/gpp-sections.ts";
import type { UsSubsection } from "../src/signals/gpp-us.ts";

// `@iabgpp/cmpapi` 3.2.0 as an independent writer and reader. Where it departs from the texts, this file says so and makes up
// for it; the numbers are those of the list of its defects in the research notes (2.7).

/** Writes a US section with the other library. It writes sections 24 to 27 without their header (15). */
export function writeWithOracle(layout: UsSectionLayout, subsections: readonly UsSubsection[]): string {
  const model = new GppModel();
  const [core = {}, extra] = subsections;
  for (const [name, value] of Object.entries(core)) model.setFieldValue(layout.prefix, name, value);
  // Sub-section 1 is there by default (7).
  if (layout.extra.length > 0) model.setFieldValue(layout.prefix, toIncludedField(layout), extra !== undefined);
  for (const [name, value] of Object.entries(extra ?? {}))
    model.setFieldValue(layout.prefix, toOracleName(name), value);
  return model.encodeSection(layout.prefix);
}

/** Reads a US section, without a header, with the other library. */
export function readWithOracle(layout: UsSectionLayout, text: string): readonly UsSubsection[] {
  const model = new GppModel();
  model.decodeSection(layout.prefix, text);
  // It knows one flat object for all sub-sections (2).
  const read = (fields: UsSectionLayout["core"]): UsSubsection =>
    Object.fromEntries(fields.map(({ name }) => [name, model.getFieldValue(layout.prefix, toOracleName(name))]));
  const hasExtra = layout.extra.length > 0 && model.getFieldValue(layout.prefix, toIncludedField(layout)) === true;
  return [read(layout.core), ...(hasExtra ? [read(layout.extra)] : [])];
}

// It has names of its own for what the texts call alike (3).
function toOracleName(name: string): string {
  return name === "SubsectionType" ? "GpcSegmentType" : name;
}

function toIncludedField({ extra }: UsSectionLayout): string {
  return extra.some(({ name }) => name === "Gpc") ? "GpcSegmentIncluded" : "SensitiveDataConsentSegmentIncluded";
}
