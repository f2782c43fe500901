import { Readable } from "node:stream";
import { crc32, createInflateRaw } from "node:zlib";
import { AsnDataError } from "./asn-data-error.ts";

/** A file in an archive, still packed. */
export interface ZipEntry {
  readonly name: string;
  readonly isDeflated: boolean;
  readonly packed: Uint8Array;
  /** Of the unpacked bytes. */
  readonly crc: number;
}

const LOCAL_HEADER = 0x04034b50;
const CENTRAL_HEADER = 0x02014b50;
const END_OF_DIRECTORY = 0x06054b50;
const END_BYTES = 22;
const COMMENT_BYTES_MAX = 65_535;
const ENTRIES_MAX = 1000;
const STORED = 0;
const DEFLATED = 8;

export function isZip(bytes: Uint8Array): boolean {
  return bytes.length >= 4 && new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true) === LOCAL_HEADER;
}

/** Reads the directory of an archive (PKZIP 6.3, no ZIP64). Throws `AsnDataError`. */
export function findZipEntries(bytes: Uint8Array): ZipEntry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    return readDirectory(bytes, view);
  } catch (error) {
    if (error instanceof AsnDataError) throw error;
    // An offset that leads out of the archive.
    throw new AsnDataError("malformed", "the archive is damaged", { cause: error });
  }
}

function readDirectory(bytes: Uint8Array, view: DataView): ZipEntry[] {
  const end = findEnd(view);
  const count = view.getUint16(end + 10, true);
  if (count > ENTRIES_MAX) throw new AsnDataError("malformed", `the archive holds ${count} files`);
  const entries: ZipEntry[] = [];
  let at = view.getUint32(end + 16, true);
  for (let index = 0; index < count; index++) {
    if (view.getUint32(at, true) !== CENTRAL_HEADER) throw new AsnDataError("malformed", "the archive is damaged");
    const method = view.getUint16(at + 10, true);
    const nameBytes = view.getUint16(at + 28, true);
    const name = Buffer.from(bytes.subarray(at + 46, at + 46 + nameBytes)).toString("utf8");
    if (method === STORED || method === DEFLATED) {
      const packed = findPacked(bytes, view, view.getUint32(at + 42, true), view.getUint32(at + 20, true));
      entries.push({ name, isDeflated: method === DEFLATED, packed, crc: view.getUint32(at + 16, true) });
    }
    at += 46 + nameBytes + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return entries;
}

// The directory's end stands last, before a comment of unknown length.
function findEnd(view: DataView): number {
  const last = view.byteLength - END_BYTES;
  for (let at = last; at >= Math.max(0, last - COMMENT_BYTES_MAX); at--) {
    if (view.getUint32(at, true) === END_OF_DIRECTORY) return at;
  }
  throw new AsnDataError("malformed", "the archive has no directory: it was cut off");
}

function findPacked(bytes: Uint8Array, view: DataView, at: number, length: number): Uint8Array {
  if (view.getUint32(at, true) !== LOCAL_HEADER) throw new AsnDataError("malformed", "the archive is damaged");
  const start = at + 30 + view.getUint16(at + 26, true) + view.getUint16(at + 28, true);
  if (start + length > bytes.length) throw new AsnDataError("malformed", "the archive was cut off");
  return bytes.subarray(start, start + length);
}

/** Unpacks a file part by part, at most `bytesMax`, and checks it at its end. Throws `AsnDataError`. */
export async function* unpackEntry(entry: ZipEntry, bytesMax: number): AsyncGenerator<Uint8Array> {
  const packed = Readable.from([entry.packed]);
  const parts = (entry.isDeflated ? packed.pipe(createInflateRaw()) : packed) as AsyncIterable<Uint8Array>;
  let length = 0;
  let crc = 0;
  for await (const part of parts) {
    length += part.length;
    if (length > bytesMax) throw new AsnDataError("too_large", `${entry.name} has more than ${bytesMax} bytes`);
    crc = crc32(part, crc);
    yield part;
  }
  if (crc !== entry.crc) throw new AsnDataError("malformed", `${entry.name} is damaged`);
}
