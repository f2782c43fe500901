import { checkLength } from "./bit-reader.ts";
import { type IdRanges, intersectIds, listIds, toIdRanges } from "./id-ranges.ts";
import { SignalStringError } from "./signal-string-error.ts";
import { VENDOR_IDS_MAX } from "./tc-model.ts";

/** What Google's Additional Consent string says of providers that are in no global vendor list (C18). */
export interface AcModel {
  /** Ids of Google's own list, 1 to 65,535, as the next ones. */
  readonly consented: IdRanges;
  /** Shown to the visitor, and not agreed to. `null`: a string of version 1, which does not say. */
  readonly disclosed: IdRanges | null;
}

const VERSION_2 = /^2~([\d.]*)~dv\.([\d.]*)$/;
const VERSION_1 = /^1~([\d.]*)$/;

/**
 * Reads an Additional Consent string of version 2, or of version 1, in time linear in its length. Throws
 * `SignalStringError`, and nothing else.
 */
export function readAcString(text: string): AcModel {
  checkLength(text);
  const [, consented, disclosed] = VERSION_2.exec(text) ?? VERSION_1.exec(text) ?? [];
  if (consented === undefined) {
    throw new SignalStringError("version", "must be an Additional Consent string of version 1 or 2");
  }
  return toChecked({ consented: readIds(consented), disclosed: disclosed === undefined ? null : readIds(disclosed) });
}

/**
 * Writes an Additional Consent string of version 2: `2~1.2~dv.3`; where nothing is agreed to, `2~~dv.1.2.3`. Throws
 * `SignalStringError` with the code `id` for a provider that stands on both sides, or has no valid id.
 */
export function toAcString(model: AcModel): string {
  const { consented, disclosed } = toChecked(model);
  return `2~${[...listIds(consented)].join(".")}~dv.${[...listIds(disclosed ?? [])].join(".")}`;
}

function toChecked(model: AcModel): AcModel {
  const ranges = [...model.consented, ...(model.disclosed ?? [])];
  const isValid = ranges.every(([first, last]) => first >= 1 && last <= VENDOR_IDS_MAX);
  if (!isValid || intersectIds(model.consented, model.disclosed ?? []).length > 0) {
    throw new SignalStringError("id", `must name providers by ids up to ${VENDOR_IDS_MAX}, each on one side only`);
  }
  return model;
}

function readIds(list: string): IdRanges {
  if (list === "") return [];
  const ids = list.split(".").map(toId);
  if (new Set(ids).size !== ids.length) throw new SignalStringError("id", "must name no provider twice");
  return toIdRanges(ids);
}

function toId(digits: string): number {
  if (!/^[1-9]\d{0,4}$/.test(digits)) throw new SignalStringError("id", "must name providers by numbers");
  return Number(digits);
}
