/** Longest entry that a bundle can hold, in bytes: its length is written in 16 bits (C2SP tlog-tiles). */
export const ENTRY_BYTES_MAX = 0xffff;

/** A bundle is not what the format says. */
export class EntryBundleError extends Error {
  readonly code = "entry_bundle_invalid";
  constructor(message: string) {
    super(message);
    this.name = "EntryBundleError";
  }
}

/** Writes entries one after the other, each after its length in two bytes, big-endian (C2SP tlog-tiles). */
export function toEntryBundle(entries: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(
    entries.flatMap((entry) => {
      if (entry.length > ENTRY_BYTES_MAX) throw new EntryBundleError(`an entry has ${entry.length} bytes`);
      return [Uint8Array.of(entry.length >> 8, entry.length & 0xff), entry];
    }),
  );
}

/** Reads a bundle's entries; throws `EntryBundleError` when it does not hold exactly `count` whole ones. */
export function fromEntryBundle(bundle: Uint8Array, count: number): Uint8Array[] {
  const entries: Uint8Array[] = [];
  let at = 0;
  while (at < bundle.length) {
    const [high, low] = bundle.subarray(at, at + 2);
    if (high === undefined || low === undefined) throw new EntryBundleError("it ends within a length");
    const end = at + 2 + high * 256 + low;
    if (end > bundle.length) throw new EntryBundleError("it ends within an entry");
    entries.push(bundle.subarray(at + 2, end));
    at = end;
  }
  if (entries.length !== count) throw new EntryBundleError(`it holds ${entries.length} entries instead of ${count}`);
  return entries;
}
