import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { ZipFile } from "yazl";
import type { ExportPiece } from "../../storage/ports.ts";

/** One file of an archive, read when its turn has come. */
export interface ArchiveFile {
  readonly name: string;
  readonly day: string;
  read(): AsyncIterable<ExportPiece>;
}

export interface ArchiveParts {
  readonly files: readonly ArchiveFile[];
  /** Members that the manifest begins with. */
  readonly about: object;
  /** Stands at every file. */
  readonly atMs: number;
}

/** An archive that is made as it is read. */
export interface Archive {
  readonly chunks: AsyncIterable<Uint8Array>;
  /** What was read so far. */
  totals(): { readonly rowCount: number; readonly byteCount: number };
}

/** What the manifest says of a file. */
interface FileEntry {
  readonly name: string;
  readonly day: string;
  readonly row_count: number;
  readonly byte_count: number;
  readonly sha256: string;
}

export const MANIFEST_NAME = "manifest.json";

/** Packs files one after the other, and behind them a manifest that says how many rows and bytes each has, and its SHA-256. */
export function createArchive(parts: ArchiveParts): Archive {
  const entries: FileEntry[] = [];
  let byteCount = 0;
  const rowCount = (): number => entries.reduce((sum, entry) => sum + entry.row_count, 0);

  async function* toChunks(): AsyncGenerator<Uint8Array> {
    const { output, end } = packFiles(parts, entries, rowCount);
    try {
      for await (const chunk of output) {
        byteCount += (chunk as Buffer).byteLength;
        yield chunk as Buffer;
      }
    } finally {
      end();
    }
  }

  return { chunks: toChunks(), totals: () => ({ rowCount: rowCount(), byteCount }) };
}

interface Packing {
  readonly output: Readable;
  /** Lets go of what is being read. */
  end(): void;
}

function packFiles({ files, about, atMs }: ArchiveParts, entries: FileEntry[], rowCount: () => number): Packing {
  const zip = new ZipFile();
  const output = zip.outputStream as Readable;
  let reading: Readable | undefined;
  zip.on("error", (error) => output.destroy(error));

  function add(name: string, read: () => AsyncIterable<Uint8Array>): void {
    zip.addReadStreamLazy(name, { mtime: new Date(atMs) }, (take) => {
      reading = Readable.from(read(), { objectMode: false });
      // The library passes on what is read, not that it failed.
      reading.on("error", (error) => output.destroy(error));
      take(null, reading);
    });
  }
  for (const file of files) add(file.name, () => countFile(file, entries));
  add(MANIFEST_NAME, () => toManifest({ ...about, row_count: rowCount(), files: entries }));
  zip.end();
  return {
    output,
    end: () => {
      reading?.destroy();
      output.destroy();
    },
  };
}

async function* countFile({ name, day, read }: ArchiveFile, entries: FileEntry[]): AsyncGenerator<Uint8Array> {
  const hash = createHash("sha256");
  let [rows, bytes] = [0, 0];
  for await (const piece of read()) {
    rows += piece.rows;
    bytes += piece.bytes.byteLength;
    hash.update(piece.bytes);
    if (piece.bytes.byteLength > 0) yield piece.bytes;
  }
  entries.push({ name, day, row_count: rows, byte_count: bytes, sha256: hash.digest("hex") });
}

async function* toManifest(manifest: object): AsyncGenerator<Uint8Array> {
  yield Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`);
}
