import type { TcfVendor, TcfVendorList } from "./vendor-list.ts";

/** A vendor of a slim list: what the rules need, and its name. */
export interface TcfSlimVendor extends TcfVendor {
  readonly name: string;
  readonly features: readonly number[];
}

/** A list cut to the vendors of one tenant, ascending by id. */
export interface TcfSlimList extends TcfVendorList {
  readonly vendors: readonly TcfSlimVendor[];
}

/** Largest id of a purpose, feature or special feature: a TC string has 24 bits for purposes. */
export const TCF_TEXT_ID_MAX = 24;
/** Largest id of a vendor: 16 bits of a TC string. */
export const TCF_VENDOR_ID_MAX = 65_535;

/** Version of the form below; a reader takes no other. */
const FORM = 1;
const SETS = 6;
const SETS_END = 2 + SETS;

/**
 * Writes a slim list as compact JSON: `[1, list version, policy version, vendors]`, a vendor being `[id, name, purposes,
 * legIntPurposes, flexiblePurposes, specialPurposes, features, specialFeatures, deletedDate?]`, each set a number whose
 * bit `id - 1` is set. Ids that the list does not know are left out. `all` is everybody who has not left the list: who
 * has may be asked for nothing (T55). A vendor that is named stays, with the day it left.
 */
export function toSlimList(list: TcfSlimList, selection: readonly number[] | "all"): string {
  const vendors = pickVendors(list.vendors, selection);
  return JSON.stringify([FORM, list.vendorListVersion, list.tcfPolicyVersion, vendors.map(toRow)]);
}

/** Picks the vendors of a selection, as `toSlimList` does. */
export function pickVendors<Vendor extends TcfSlimVendor>(
  vendors: readonly Vendor[],
  selection: readonly number[] | "all",
): readonly Vendor[] {
  if (selection === "all") return vendors.filter(({ deletedDate }) => deletedDate === undefined);
  const wanted = new Set(selection);
  return vendors.filter(({ id }) => wanted.has(id));
}

function toRow(vendor: TcfSlimVendor): (number | string)[] {
  const { id, name, purposes, legIntPurposes, flexiblePurposes, specialPurposes, features, specialFeatures } = vendor;
  const sets = [purposes, legIntPurposes, flexiblePurposes, specialPurposes, features, specialFeatures];
  return [id, name, ...sets.map(toMask), ...(vendor.deletedDate === undefined ? [] : [vendor.deletedDate])];
}

function toMask(ids: readonly number[]): number {
  return ids.reduce((mask, id) => mask | (1 << (id - 1)), 0);
}

/**
 * Reads what `toSlimList` wrote, as `JSON.parse` gives it. `null` when it is anything else: a list is whole or none, since
 * a vendor with half its purposes would be asked for half of what it does.
 */
export function fromSlimList(json: unknown): TcfSlimList | null {
  if (!Array.isArray(json) || json.length !== 4 || json[0] !== FORM) return null;
  const [, vendorListVersion, tcfPolicyVersion, rows] = json as readonly unknown[];
  if (!isNumber(vendorListVersion, 1, 4095) || !isNumber(tcfPolicyVersion, 1, 63) || !Array.isArray(rows)) return null;
  const vendors: TcfSlimVendor[] = [];
  let before = 0;
  for (const row of rows as readonly unknown[]) {
    const vendor = readRow(row);
    if (!vendor || vendor.id <= before) return null;
    before = vendor.id;
    vendors.push(vendor);
  }
  return { vendorListVersion, tcfPolicyVersion, vendors };
}

function readRow(row: unknown): TcfSlimVendor | null {
  if (!Array.isArray(row) || row.length < SETS_END || row.length > SETS_END + 1) return null;
  const cells = row as readonly unknown[];
  const [id, name] = cells;
  const deletedDate = cells[SETS_END];
  const sets = cells.slice(2, SETS_END).map(readMask);
  if (!isNumber(id, 1, TCF_VENDOR_ID_MAX) || typeof name !== "string" || sets.includes(null)) return null;
  if (deletedDate !== undefined && typeof deletedDate !== "string") return null;
  const read = (index: number): readonly number[] => sets[index] ?? [];
  return {
    id,
    name,
    purposes: read(0),
    legIntPurposes: read(1),
    flexiblePurposes: read(2),
    specialPurposes: read(3),
    features: read(4),
    specialFeatures: read(5),
    ...(deletedDate !== undefined && { deletedDate }),
  };
}

function readMask(mask: unknown): readonly number[] | null {
  if (!isNumber(mask, 0, 2 ** TCF_TEXT_ID_MAX - 1)) return null;
  const ids: number[] = [];
  for (let id = 1; id <= TCF_TEXT_ID_MAX; id++) if (mask & (1 << (id - 1))) ids.push(id);
  return ids;
}

function isNumber(value: unknown, min: number, max: number): value is number {
  return Number.isInteger(value) && (value as number) >= min && (value as number) <= max;
}
