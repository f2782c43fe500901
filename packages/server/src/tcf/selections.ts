import { createHash } from "node:crypto";
import { pickVendors, toSlimList } from "@cookiehub/schemas/signals";
import { createBoundedMap } from "./bounded-map.ts";
import type { GivenList, GivenLists } from "./given-lists.ts";
import type { KeptList, ListKeeper } from "./list-keeper.ts";
import { HASH_LENGTH, type ListPath, toListPath } from "./list-path.ts";

/** The vendors that a tenant works with: ids, or everybody who is on the list. */
export type TcfSelection = readonly number[] | "all";

/** What a page needs to know of its tenant's list. */
export interface TcfListReference {
  /** `vendorListVersion`. */
  readonly version: number;
  readonly policyVersion: number;
  readonly hash: string;
  /** Vendors that may be asked for: those that have left do not count. */
  readonly vendorCount: number;
  /** Path of the list on this server; what stands there never changes. */
  readonly url: string;
}

/** A tenant's list: the object of the whole list that it was cut from, and whom it was cut to. */
export interface SelectedList extends GivenList {
  /** Reads the whole list, which is dear when it is an earlier one; `null`: it is gone. Rejects with `ListsBusyError`. */
  read(): Promise<KeptList | null>;
}

/** Cuts lists to tenants' vendors, and finds them again by their address. */
export interface Selections {
  /** Cuts the newest list, from memory; `null`: there is no list yet, or nobody of the selection is on it any more. */
  resolve(selection: TcfSelection): TcfListReference | null;
  /**
   * Finds the list of an address, of whatever process, version or year; `null`: none was ever given out. Rejects with
   * `ListsBusyError`.
   */
  find(path: ListPath): Promise<SelectedList | null>;
}

export interface SelectionsParts {
  readonly keeper: Pick<ListKeeper, "current" | "readObject">;
  readonly given: GivenLists;
}

/** Letters of ids by which selections are known again. */
const LETTERS_MAX = 16_000_000;
const ENTRY_WEIGHT = 50;

/** Creates the selections. */
export function createSelections({ keeper, given }: SelectionsParts): Selections {
  let newest: KeptList | null = null;
  let byArray = new WeakMap<readonly number[], TcfListReference | null>();
  const byText = createBoundedMap<TcfListReference | null>(LETTERS_MAX);

  function resolve(selection: TcfSelection): TcfListReference | null {
    const kept = keeper.current();
    if (kept !== newest) {
      newest = kept;
      byArray = new WeakMap();
      byText.clear();
    }
    if (!kept) return null;
    // The same array comes again and again: a tenant's configuration is kept in memory as it is.
    const known = selection === "all" ? undefined : byArray.get(selection);
    if (known !== undefined) return known;
    const text = selection === "all" ? "all" : toCanonical(selection).join();
    const found = byText.get(text);
    const reference = found === undefined ? cut(kept, selection) : found;
    if (found === undefined) byText.set(text, reference, text.length + ENTRY_WEIGHT);
    if (selection !== "all") byArray.set(selection, reference);
    return reference;
  }

  function cut(kept: KeptList, selection: TcfSelection): TcfListReference | null {
    const picked = pickVendors(kept.list.vendors, selection);
    const vendorCount = picked.filter(({ deletedDate }) => deletedDate === undefined).length;
    if (vendorCount === 0) return null;
    const vendorIds = picked.map(({ id }) => id);
    const { vendorListVersion: version, tcfPolicyVersion: policyVersion } = kept.list;
    const path = { version, hash: toHash(kept, vendorIds) };
    const name = toListPath(path);
    given.add(name, { objectKey: kept.objectKey, vendorIds });
    return { ...path, policyVersion, vendorCount, url: `/tcf/${name}/list.json` };
  }

  async function find(path: ListPath): Promise<SelectedList | null> {
    const name = toListPath(path);
    const known = given.known(name);
    // What is ready to be sent needs no list: strangers could have earlier ones read in turn, each from its object.
    if (known) return { ...known, read: () => keeper.readObject(known.objectKey) };
    const stored = await given.read(name);
    const kept = stored && (await keeper.readObject(stored.objectKey));
    // The hash names the content: an object that was changed is as good as none.
    if (!stored || !kept || kept.list.vendorListVersion !== path.version) return null;
    if (toHash(kept, stored.vendorIds) !== path.hash) return null;
    given.confirm(name, stored);
    return { ...stored, read: async () => kept };
  }

  return { resolve, find };
}

// The details come from the whole list, so its content counts as well as what it was cut to.
function toHash({ list, objectKey }: KeptList, vendorIds: readonly number[]): string {
  const hash = createHash("sha256").update(objectKey).update("\n").update(toSlimList(list, vendorIds));
  return hash.digest("base64url").slice(0, HASH_LENGTH);
}

function toCanonical(ids: readonly number[]): number[] {
  return [...new Set(ids)].sort((one, other) => one - other);
}
