import { createAddressWords, readAddress } from "../../http/address.ts";
import type { AsnClass } from "../../storage/ports.ts";
import { createNetworkListBuilder, type NetworkList } from "./network-list.ts";

/** What is known of the network of an address. */
export interface AsnEntry {
  /** 0: unknown. */
  readonly asn: number;
  readonly asnClass: AsnClass;
}

/** Finds the network of an address that `readAddress` read; family 0: it was none. */
export type AsnFinder = (family: 0 | 4 | 6, words: Uint32Array) => AsnEntry;

/** Networks of the whole internet in memory. */
export interface AsnTable {
  readonly find: AsnFinder;
  /** How many networks it knows. */
  readonly size: number;
  /** What they take of memory. */
  readonly bytes: number;
}

export interface AsnTableBuilder {
  /** Adds a network such as `192.0.2.0/24`. Answers whether it is one. */
  add(network: string, asn: number, organization: string): boolean;
  build(): AsnTable;
}

const UNKNOWN: AsnEntry = { asn: 0, asnClass: "unknown" };
const ASN_MAX = 4_294_967_295;

/** Knows no network: until a table is there. */
export const findNoAsn: AsnFinder = () => UNKNOWN;

/** Creates the builder of a table; `classify` judges each ASN once. */
export function createAsnTableBuilder(classify: (asn: number, organization: string) => AsnClass): AsnTableBuilder {
  const lists = { 4: createNetworkListBuilder(1), 6: createNetworkListBuilder(4) };
  const entries: AsnEntry[] = [];
  const places = new Map<number, number>();
  const words = createAddressWords();

  function toPlace(asn: number, organization: string): number {
    const known = places.get(asn);
    if (known !== undefined) return known;
    places.set(asn, entries.length);
    return entries.push({ asn, asnClass: classify(asn, organization) }) - 1;
  }

  return {
    add: (network, asn, organization) => {
      const slash = network.indexOf("/");
      const family = slash < 0 ? 0 : readAddress(network.slice(0, slash), words);
      const bits = network.slice(slash + 1);
      if (family === 0 || !/^\d{1,3}$/.test(bits) || Number(bits) > (family === 4 ? 32 : 128)) return false;
      if (!Number.isInteger(asn) || asn < 0 || asn > ASN_MAX) return false;
      lists[family].add(words, Number(bits), toPlace(asn, organization));
      return true;
    },
    build: () => toAsnTable(lists[4].build(), lists[6].build(), entries),
  };
}

// Apart from the builder: a table that saw its variables would keep what it was built of.
function toAsnTable(v4: NetworkList, v6: NetworkList, entries: readonly AsnEntry[]): AsnTable {
  return {
    find: (family, address) => {
      if (family === 0) return UNKNOWN;
      return entries[(family === 4 ? v4 : v6).find(address)] ?? UNKNOWN;
    },
    size: v4.size + v6.size,
    bytes: v4.bytes + v6.bytes,
  };
}
