import { readFile, stat } from "node:fs/promises";
import { Reader, type Response } from "maxmind";
import type { Logger } from "../http/log.ts";
import type { Task } from "../tasks/loop.ts";
import { toPlace } from "./place.ts";

/** A file is no database of places. The message is one line. */
export class AddressDatabaseError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "AddressDatabaseError";
  }
}

/** Finds places by address in an MMDB file, and follows the file when it is replaced. */
export interface AddressDatabase {
  /** ISO 3166-1 or -2 of a public address; `null` when the database does not know it. Never throws. */
  lookUp(address: string): string | null;
  /** Looks whether the file was replaced. A new one that cannot be read is logged, and the old one stays. */
  readonly reload: Task;
}

export interface AddressDatabaseParts {
  readonly file: string;
  readonly log: Logger;
}

/** Decoded records that are kept: all of a country database, and the places of a city database that come up often. */
const RECORDS_MAX = 20_000;
const RELOAD_MS = 30_000;

// GeoLite2 and GeoIP2 have `country.iso_code` and, in city files, `subdivisions`; plain country files `country_code`.
interface PlaceRecord {
  readonly country?: { readonly iso_code?: unknown };
  readonly country_code?: unknown;
  readonly subdivisions?: readonly { readonly iso_code?: unknown }[];
}

/** Opens an MMDB file. Throws `AddressDatabaseError` when it cannot be read or is not one. */
export async function openAddressDatabase({ file, log }: AddressDatabaseParts): Promise<AddressDatabase> {
  let seen = await readVersion(file);
  let reader = toReader(await readBytes(file));

  return {
    lookUp: (address) => {
      try {
        return toRecordPlace(reader.get(address));
      } catch {
        return null; // a damaged record, or text that is no address
      }
    },
    reload: {
      name: "address-database-reload",
      everyMs: RELOAD_MS,
      accompanies: "every process",
      run: async () => {
        const found = await readVersion(file).catch(() => undefined);
        // A replaced file is missing for a moment; one that failed is not tried again until it changes.
        if (found === undefined || found === seen) return "idle";
        seen = found;
        try {
          reader = toReader(await readBytes(file));
          log.info({ built_at: reader.metadata.buildEpoch.toISOString() }, "address database replaced");
          return "done";
        } catch (error) {
          log.error({ error: (error as Error).message }, "the new address database cannot be read: the old one stays");
          return "idle";
        }
      },
    },
  };
}

async function readVersion(file: string): Promise<string> {
  try {
    const { mtimeMs, size, ino } = await stat(file);
    return `${mtimeMs} ${size} ${ino}`;
  } catch (error) {
    throw new AddressDatabaseError(`${file} cannot be read`, { cause: error });
  }
}

async function readBytes(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    throw new AddressDatabaseError(`${file} cannot be read`, { cause: error });
  }
}

// Its metadata stands at the end of a file, so that a file that is still being written has none.
function toReader(bytes: Buffer): Reader<Response> {
  const records = new Map<string | number, unknown>();
  const cache = {
    get: (key: string | number) => records.get(key),
    set: (key: string | number, record: unknown) => {
      if (records.size >= RECORDS_MAX) records.clear();
      records.set(key, record);
    },
  };
  try {
    const reader = new Reader<Response>(bytes, { cache });
    if (reader.metadata.searchTreeSize > bytes.length) throw new Error("the tree is larger than the file");
    reader.get("1.1.1.1");
    return reader;
  } catch (error) {
    throw new AddressDatabaseError("it is not an MMDB file, or it is damaged", { cause: error });
  }
}

function toRecordPlace(record: Response | null): string | null {
  if (record === null || typeof record !== "object") return null;
  const { country, country_code: code, subdivisions } = record as PlaceRecord;
  const region = Array.isArray(subdivisions) ? (subdivisions as PlaceRecord["subdivisions"])?.[0]?.iso_code : undefined;
  return toPlace(toText(country?.iso_code) ?? toText(code), toText(region));
}

function toText(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
