import { createFindings } from "./findings.ts";
import type { LogSource } from "./log-folder.ts";
import { checkForks, readCheckpoints, readStated, type StatedTree } from "./stated-trees.ts";
import { checkArchive, readArchives } from "./verify-archives.ts";
import { readKeys } from "./verify-keys.ts";
import { checkReceipt, type NamedText } from "./verify-receipts.ts";
import { checkTree } from "./verify-tree.ts";

export interface VerifyOptions {
  readonly source: LogSource;
  /** Keys that were learned elsewhere, as vkeys; without one the log's own word is taken for its key. */
  readonly trustedKeys: readonly string[];
  /** Checkpoints that were kept elsewhere: what shows that the end was cut off, or the whole made anew. */
  readonly checkpoints: readonly NamedText[];
  readonly receipts: readonly NamedText[];
  readonly onProgress: (done: number, total: number) => void;
}

/** What was checked, and what is wrong: nothing, when `findings` is empty. */
export interface VerifyReport {
  readonly origin: string;
  readonly size: number;
  readonly checkpoints: number;
  readonly archives: number;
  readonly receipts: number;
  readonly keys: readonly string[];
  readonly findings: readonly string[];
}

/**
 * Checks a whole log from its files alone: every signature, every entry's hash, every tile, the root of every checkpoint
 * (and by that, that each begins with the one before), archives, and what was brought along.
 */
export async function verifyLog(options: VerifyOptions): Promise<VerifyReport> {
  const { source, trustedKeys, receipts, onProgress } = options;
  const findings = createFindings();
  const keys = await readKeys(source, trustedKeys, findings);
  const published = await readCheckpoints(source, keys, findings);
  if (published.length === 0) findings.add("The log has no checkpoint: nothing in it is signed.");
  const { archives, stated } = await readArchives(source, keys, findings);
  const kept = options.checkpoints.flatMap(({ name, text }) => readStated(name, text, keys, findings) ?? []);
  const proved = receipts.flatMap((receipt) => checkReceipt(receipt, keys, findings));
  const all: StatedTree[] = [...published, ...stated, ...kept, ...proved];
  checkForks(all, findings);
  const size = await checkTree({ source, stated: all, findings, onProgress });
  for (const archive of archives) await checkArchive(source, archive, size, findings);
  return {
    origin: keys[0]?.verifier.name ?? "",
    size,
    checkpoints: published.length,
    archives: archives.length,
    receipts: receipts.length,
    keys: keys.map(({ verifier }) => verifier.vkey),
    findings: findings.list,
  };
}
