import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import { z } from "zod";

/** An archive: entries of consecutive places, one canonical JSON text a line, compressed with gzip. */
const manifestSchema = z.object({
  v: z.literal(1),
  origin: z.string(),
  /** Key of the compressed NDJSON. */
  object: z.string().regex(/^log\/archive\/[A-Za-z0-9.-]{1,200}$/),
  /** SHA-256 of the compressed object, hexadecimal. */
  sha256: z.string(),
  first_leaf_index: z.int().min(0),
  count: z.int().min(1),
  first_at: z.string(),
  last_at: z.string(),
  /** Until when it has to be kept. */
  retain_until: z.string(),
  tree_size: z.int().min(1),
  root_hash: z.string(),
  /** The signed checkpoint that covers the entries. */
  checkpoint: z.string(),
});

export type ArchiveManifest = z.infer<typeof manifestSchema>;

/** Most bytes that an archive may unpack to: entries are below 64 KiB, and an archive has a bounded number. */
const UNPACKED_BYTES_MAX = 1_073_741_824;
const NEWLINE = 0x0a;

/** Compresses entries; their JSON holds no newline, so a line is exactly one entry's bytes. */
export function toArchive(entries: readonly Uint8Array[]): Promise<Uint8Array> {
  return promisify(gzip)(Buffer.concat(entries.flatMap((entry) => [entry, Uint8Array.of(NEWLINE)])));
}

/** Reads an archive's entries; `undefined` when it cannot be unpacked or does not end with a whole line. */
export async function readArchiveEntries(archive: Uint8Array): Promise<Uint8Array[] | undefined> {
  const text = await promisify(gunzip)(archive, { maxOutputLength: UNPACKED_BYTES_MAX }).catch(() => undefined);
  if (text === undefined || (text.length > 0 && text.at(-1) !== NEWLINE)) return undefined;
  const entries: Uint8Array[] = [];
  for (let from = 0; from < text.length; ) {
    const end = text.indexOf(NEWLINE, from);
    entries.push(text.subarray(from, end));
    from = end + 1;
  }
  return entries;
}

export function toManifestText(manifest: ArchiveManifest): string {
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/** Reads a manifest; `undefined` when it is none. */
export function readManifest(body: Uint8Array): ArchiveManifest | undefined {
  try {
    return manifestSchema.safeParse(JSON.parse(Buffer.from(body).toString("utf8"))).data;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
