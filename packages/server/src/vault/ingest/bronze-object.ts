import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { gzip } from "node:zlib";

const compress = promisify(gzip);

/** A batch of consent messages as it is kept for good: gzipped lines under a key that names their day and content. */
export interface BronzeObject {
  readonly key: string;
  readonly body: Uint8Array;
}

/** Packs messages in their order. The same messages and time have the same key, so that a repeated step writes nothing. */
export async function toBronzeObject(messages: readonly string[], receivedAtMs: number): Promise<BronzeObject> {
  const text = `${messages.join("\n")}\n`;
  const day = new Date(receivedAtMs).toISOString().slice(0, 10).replaceAll("-", "/");
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 32);
  return { key: `consent/${day}/${receivedAtMs}-${hash}.ndjson.gz`, body: await compress(text) };
}
