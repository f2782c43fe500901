import { randomFillSync } from "node:crypto";

const POOL_BYTES = 4096;

/** Gives cryptographically random bytes; never the same bytes twice. */
export type RandomSource = (bytes: number) => Uint8Array;

/** Creates a source that asks the system for a pool at a time: one decision needs three small pieces. */
export function createRandomSource(): RandomSource {
  let pool = Buffer.alloc(0);
  let used = 0;
  return (bytes) => {
    if (used + bytes > pool.length) {
      pool = randomFillSync(Buffer.alloc(Math.max(POOL_BYTES, bytes)));
      used = 0;
    }
    used += bytes;
    return pool.subarray(used - bytes, used);
  };
}
