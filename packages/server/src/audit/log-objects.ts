import type { ObjectStore } from "../storage/ports.ts";
import { LogFaultError } from "./log-fault.ts";
import { type TilePath, toTilePath } from "./tile-path.ts";

// Where the log stands in the object store, and in an exported folder.

const SIZE_DIGITS = 15;

export const CHECKPOINT_PREFIX = "log/checkpoints/";
export const KEY_PREFIX = "log/keys/";
export const ARCHIVE_PREFIX = "log/archive/";
/** The newest checkpoint; in exported folders alone, because objects never change. */
export const CHECKPOINT_KEY = "log/checkpoint";

export function toTileKey(tile: TilePath): string {
  return `log/tile/${toTilePath(tile)}`;
}

export function toCheckpointKey(size: number): string {
  return CHECKPOINT_PREFIX + toSizeText(size);
}

/** The key of the log that signs from a size on. */
export function toKeyKey(fromSize: number): string {
  return KEY_PREFIX + toSizeText(fromSize);
}

/** A size as it stands in keys: padded, so that keys sort by it. */
export function toSizeText(size: number): string {
  return String(size).padStart(SIZE_DIGITS, "0");
}

/** Puts an object of the log; the same again changes nothing, another body under its key is a fault. */
export async function putLogObject(objects: ObjectStore, key: string, body: Uint8Array): Promise<void> {
  if ((await objects.put(key, body)) === "created") return;
  const kept = await objects.get(key);
  if (kept === undefined || Buffer.compare(kept, body) !== 0) {
    throw new LogFaultError(`the object ${key} is not what the database says: one of them was changed`);
  }
}
