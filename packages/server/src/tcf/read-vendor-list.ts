import type { z } from "zod";
import {
  type GlobalVendor,
  type GlobalVendorList,
  VendorListError,
  type VendorListTranslation,
} from "./vendor-list.ts";
import { listHeadSchema, textsSchema, vendorsSchema } from "./vendor-list-schema.ts";

/** Most bytes of a list: the real one has about 1 MB. */
export const LIST_BYTES_MAX = 8_388_608;
/** The one format that is read; another may mean other things by the same names (T74). */
const SPECIFICATION_VERSION = 3;

/**
 * Reads a global vendor list (T74, T75): all of it, or a `VendorListError`, never a part. `atLeastVersion` is the version
 * at hand: an older list is refused.
 */
export function readVendorList(bytes: Uint8Array, atLeastVersion = 0): GlobalVendorList {
  const json = readJson(bytes);
  const { vendorListVersion, tcfPolicyVersion } = check(listHeadSchema, json);
  if (vendorListVersion < atLeastVersion) {
    throw new VendorListError("older", `version ${vendorListVersion} is older than ${atLeastVersion}`);
  }
  const texts = check(textsSchema, json);
  const { vendors } = check(vendorsSchema, json);
  checkReferences(vendors, texts);
  return { vendorListVersion, tcfPolicyVersion, vendors, texts };
}

/** Reads the texts of a list in another language (T69, T98). Throws `VendorListError`. */
export function readTranslation(bytes: Uint8Array): VendorListTranslation {
  const json = readJson(bytes);
  return { ...check(listHeadSchema, json), texts: check(textsSchema, json) };
}

function readJson(bytes: Uint8Array): unknown {
  if (bytes.length > LIST_BYTES_MAX) throw new VendorListError("too_large", `more than ${LIST_BYTES_MAX} bytes`);
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw new VendorListError("not_json", "not JSON in UTF-8");
  }
  const version = typeof json === "object" && json !== null && "gvlSpecificationVersion" in json;
  if (!version) throw new VendorListError("malformed", "gvlSpecificationVersion is missing");
  if ((json as { gvlSpecificationVersion: unknown }).gvlSpecificationVersion !== SPECIFICATION_VERSION) {
    throw new VendorListError("unknown_format", `gvlSpecificationVersion is not ${SPECIFICATION_VERSION}`);
  }
  return json;
}

function check<Output>(schema: z.ZodType<Output>, json: unknown): Output {
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  // The place alone: the message goes into the log, and what stands in the list is a stranger's.
  const path = parsed.error.issues[0]?.path.join(".").slice(0, 100);
  throw new VendorListError("malformed", `${path ?? "the list"} is not as the format says`);
}

// A purpose that has no text cannot be explained to anybody, so nobody could agree to it.
function checkReferences(vendors: readonly GlobalVendor[], texts: GlobalVendorList["texts"]): void {
  const toIds = (all: readonly { id: number }[]): Set<number> => new Set(all.map(({ id }) => id));
  const purposes = toIds(texts.purposes);
  const [special, features, specialFeatures] = [texts.specialPurposes, texts.features, texts.specialFeatures].map(
    toIds,
  );
  for (const vendor of vendors) {
    const isWhole =
      [vendor.purposes, vendor.legIntPurposes, vendor.flexiblePurposes].every((ids) => isWithin(ids, purposes)) &&
      isWithin(vendor.specialPurposes, special) &&
      isWithin(vendor.features, features) &&
      isWithin(vendor.specialFeatures, specialFeatures);
    if (!isWhole)
      throw new VendorListError("malformed", `vendors.${vendor.id} declares what the list does not explain`);
  }
}

function isWithin(ids: readonly number[], known: ReadonlySet<number> | undefined): boolean {
  return ids.every((id) => known?.has(id) === true);
}
