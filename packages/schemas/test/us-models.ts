import fc from "fast-check";
import type { UsField, UsSectionLayout } from "../src/signals/gpp-sections.ts";
import type { UsSubsection } from "../src/signals/gpp-us.ts";

/** Any model of a US section that a string can hold, with sub-section 1 or without, where the section has one. */
export function usModels({ core, extra, version }: UsSectionLayout): fc.Arbitrary<readonly UsSubsection[]> {
  const head = toSubsections(core, version);
  if (extra.length === 0) return head.map((only) => [only]);
  return fc.oneof(
    head.map((only) => [only]),
    fc.tuple(head, toSubsections(extra, version)),
  );
}

function toSubsections(fields: readonly UsField[], version: number): fc.Arbitrary<UsSubsection> {
  return fc.record(Object.fromEntries(fields.map((field) => [field.name, toValues(field, version)])));
}

function toValues({ name, bits, count }: UsField, version: number): fc.Arbitrary<number | boolean | number[]> {
  if (name === "Version") return fc.constant(version);
  if (name === "SubsectionType") return fc.constant(1);
  if (name === "MspaCoveredTransaction") return fc.constantFrom(1, 2);
  // From 24 on it would be taken for a section header where none is written.
  if (name === "MspaVersion") return fc.nat(23);
  if (bits === 1) return fc.boolean();
  return count > 0 ? fc.array(fc.nat(2), { minLength: count, maxLength: count }) : fc.nat(2);
}
