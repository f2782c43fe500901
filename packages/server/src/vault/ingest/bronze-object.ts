import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { gzip } from "node:zlib";

const compress = promisify(gzip);

const DAY_MS = 86_400_000;
const KEY = /^consent\/(?:([a-z][a-z0-9-]{0,30})\/)?(\d{4})\/(\d{2})\/(\d{2})\/(?:(\d{13})-)?[^/]+$/;

/** A batch of consent messages as it is kept for good: gzipped lines under a key that names their day and content. */
export interface BronzeObject {
  readonly key: string;
  readonly body: Uint8Array;
}

/** What the key of a bronze object of consent events says. */
export interface BronzeName {
  /** The label of the queue that it came by; `""`: this server's own. */
  readonly source: string;
  /** When the first of its messages was taken; where only the day is known, the end of it. */
  readonly takenAtMs: number;
}

/** Packs messages in their order. The same messages and time have the same key, so that a repeated step writes nothing. */
export async function toBronzeObject(
  messages: readonly string[],
  receivedAtMs: number,
  source = "",
): Promise<BronzeObject> {
  const text = `${messages.join("\n")}\n`;
  const day = new Date(receivedAtMs).toISOString().slice(0, 10).replaceAll("-", "/");
  const folder = source === "" ? day : `${source}/${day}`;
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 32);
  return { key: `consent/${folder}/${receivedAtMs}-${hash}.ndjson.gz`, body: await compress(text) };
}

/** Reads `consent/{source?}/yyyy/mm/dd/{ms-?}{name}`; throws an `Error` on a key that names no day. */
export function readBronzeKey(key: string): BronzeName {
  const [, source = "", year, month, day, ms] = KEY.exec(key) ?? [];
  const dayMs = Date.parse(`${year}-${month}-${day}T00:00:00.000Z`);
  if (Number.isNaN(dayMs)) {
    throw new Error(
      `Bronze object ${key} names no day: put it under consent/{source}/yyyy/mm/dd/ and register it there.`,
    );
  }
  return { source, takenAtMs: ms === undefined ? dayMs + DAY_MS - 1 : Number(ms) };
}
