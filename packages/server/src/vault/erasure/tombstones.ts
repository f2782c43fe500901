import { toUserHash } from "../../storage/analytics/tombstones.ts";
import type { AnalyticsStore, ErasureRow, RelationalStore, Tombstone } from "../../storage/ports.ts";
import type { Unit } from "../../storage/unit.ts";

const SECRET_NAME = "erased-users";
const ERASURES_PER_READ = 1000;

/** Reads the key that erased users are named under; made once for the whole installation. */
export async function readTombstoneKey(store: RelationalStore, random: (bytes: number) => Uint8Array): Promise<string> {
  const { serverSecrets } = store.repositories;
  const known = await store.read(() => serverSecrets.find(SECRET_NAME));
  if (known !== undefined) return known;
  const made = Buffer.from(random(32)).toString("base64url");
  return store.transaction(function* (): Unit<string> {
    yield* serverSecrets.add(SECRET_NAME, made);
    return (yield* serverSecrets.find(SECRET_NAME)) ?? made;
  });
}

/**
 * Tells the statistics of every erasure that there ever was, before anything is loaded: they may have been made anew, or
 * restored from before it, and are then filled from bronze, which holds what erased users once sent.
 */
export async function keepErasedOut(store: RelationalStore, analytics: AnalyticsStore, key: string): Promise<void> {
  const { erasures } = store.repositories;
  for (let after = ""; ; ) {
    const rows = await store.read(() => erasures.list(after, ERASURES_PER_READ));
    if (rows.length > 0) await analytics.keepOut(rows.map((row) => toTombstone(row, key)));
    if (rows.length < ERASURES_PER_READ) return;
    after = rows.at(-1)?.erasureId ?? "";
  }
}

function toTombstone({ code, untilMs, userToken, userHash }: ErasureRow, key: string): Tombstone {
  return { code, untilMs, userHash: userHash ?? toUserHash(key, code, userToken ?? "") };
}
