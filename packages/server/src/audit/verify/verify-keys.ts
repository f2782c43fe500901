import { KEY_PREFIX } from "../log-objects.ts";
import { NoteError, type NoteVerifier, readVkey } from "../note.ts";
import type { Findings } from "./findings.ts";
import type { LogSource } from "./log-folder.ts";

/** A key and the sizes of the checkpoints that it has to have signed, both included. */
export interface KnownKey {
  readonly verifier: NoteVerifier;
  readonly fromSize: number;
  readonly toSize: number;
}

/**
 * Reads the keys that a log names, in the order in which they followed each other, and holds them to the key that
 * somebody trusts. One is enough: each hands over to the next in a checkpoint that both sign.
 */
export async function readKeys(source: LogSource, trusted: readonly string[], findings: Findings): Promise<KnownKey[]> {
  const found: { verifier: NoteVerifier; fromSize: number }[] = [];
  for await (const key of source.list(KEY_PREFIX)) {
    const fromSize = Number(key.slice(KEY_PREFIX.length));
    try {
      const text = Buffer.from((await source.get(key)) ?? []).toString();
      found.push({ verifier: readVkey(text.trim()), fromSize });
      if (!Number.isSafeInteger(fromSize)) findings.add(`${key}: the name of the file is no size.`);
    } catch (error) {
      if (!(error instanceof NoteError)) throw error;
      findings.add(`${key}: this is no key: ${error.message}.`);
    }
  }
  if (found.length === 0) findings.add("The log names no key: nothing in it can be shown to be signed.");
  const names = new Set(found.map(({ verifier }) => verifier.name));
  if (names.size > 1) findings.add(`The keys are of several logs: ${[...names].join(", ")}.`);
  if (trusted.length > 0 && !found.some(({ verifier }) => trusted.includes(verifier.vkey))) {
    findings.add("The trusted key is none of the log's keys: this is another log, or somebody exchanged its key.");
  }
  return found.map((one, at) => ({ ...one, toSize: found[at + 1]?.fromSize ?? Number.POSITIVE_INFINITY }));
}
