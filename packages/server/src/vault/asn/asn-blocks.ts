import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setImmediate } from "node:timers/promises";
import { createGunzip } from "node:zlib";
import { parse } from "csv-parse";
import { AsnDataError } from "./asn-data-error.ts";
import type { AsnTableBuilder } from "./asn-table.ts";
import { findZipEntries, isZip, unpackEntry } from "./zip-file.ts";

const COLUMNS = ["network", "autonomous_system_number", "autonomous_system_organization"] as const;
/** The blocks of IPv4 and IPv6; the archive holds licences as well. */
const BLOCKS_FILE = /(?:^|\/)[^/]*ASN-Blocks-IPv[46]\.csv$/;
const RECORD_BYTES_MAX = 10_000;
const PART_BYTES = 16_384;
const RECORDS_AT_ONCE = 1000;
const TEXT_BYTES_MAX = 256 * 1024 * 1024;
/** Lines that are no network: more than a few mean that the file is something else. */
const REFUSED_MAX = 100;

/**
 * Reads GeoLite2-ASN into a table's builder: the archive as it is published (both files of blocks), or one file of blocks,
 * gzipped or not. Throws `AsnDataError`.
 */
export async function readAsnFile(bytes: Uint8Array, builder: AsnTableBuilder): Promise<void> {
  if (isZip(bytes)) {
    const entries = findZipEntries(bytes).filter((entry) => BLOCKS_FILE.test(entry.name));
    if (entries.length === 0) throw new AsnDataError("malformed", "the archive holds no GeoLite2-ASN-Blocks-IPv4.csv");
    for (const entry of entries) await readAsnBlocks(unpackEntry(entry, TEXT_BYTES_MAX), builder);
    return;
  }
  await readAsnBlocks(bytes[0] === 0x1f && bytes[1] === 0x8b ? unpackGzip(bytes) : cut(bytes), builder);
}

/** Reads one file of blocks, CSV as MaxMind documents it: the first line names the columns. Throws `AsnDataError`. */
export async function readAsnBlocks(
  parts: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  builder: AsnTableBuilder,
): Promise<void> {
  let places: readonly number[] | undefined;
  let refused = 0;

  function addRecord(record: readonly string[]): void {
    if (!places) {
      places = toPlaces(record);
      return;
    }
    const [network = "", asn = "", organization = ""] = places.map((place) => record[place] ?? "");
    const isTaken = /^\d{1,10}$/.test(asn) && builder.add(network, Number(asn), organization);
    if (!isTaken && ++refused > REFUSED_MAX) throw new AsnDataError("malformed", `${refused} lines are no networks`);
  }

  try {
    const parser = parse({ bom: true, relax_column_count: true, max_record_size: RECORD_BYTES_MAX });
    await pipeline(Readable.from(parts), parser, async (records: AsyncIterable<string[]>) => {
      let count = 0;
      for await (const record of records) {
        addRecord(record);
        // Half a million lines in one go would leave every visitor waiting for two seconds.
        if (++count % RECORDS_AT_ONCE === 0) await setImmediate();
      }
    });
  } catch (error) {
    if (error instanceof AsnDataError) throw error;
    throw new AsnDataError("malformed", "the file is not CSV, or it is damaged", { cause: error });
  }
  if (!places) throw new AsnDataError("malformed", "the file is empty");
}

function toPlaces(header: readonly string[]): readonly number[] {
  return COLUMNS.map((name) => {
    const place = header.indexOf(name);
    if (place < 0) throw new AsnDataError("malformed", `the file has no column ${name}`);
    return place;
  });
}

// A part is parsed without a pause.
function* cut(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += PART_BYTES) yield bytes.subarray(at, at + PART_BYTES);
}

async function* unpackGzip(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  let length = 0;
  for await (const part of Readable.from([bytes]).pipe(createGunzip()) as AsyncIterable<Uint8Array>) {
    length += part.length;
    if (length > TEXT_BYTES_MAX) throw new AsnDataError("too_large", `more than ${TEXT_BYTES_MAX} bytes unpacked`);
    yield part;
  }
}
