import { createHash } from "node:crypto";
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";

/** What a build step reads and writes, relative to the root: globs in, files out. */
export interface BuildStep {
  readonly name: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

/** Where the stamps of a checkout lie. */
export interface Stamps {
  readonly root: string;
  readonly directory: string;
}

/**
 * Says whether a step has to run: an output is missing, or an input is not what it was at the last good run.
 * Contents are compared, not times: a fresh clone and a switched branch have new times and old contents.
 */
export function isStale(step: BuildStep, stamps: Stamps): boolean {
  if (step.outputs.some((output) => !existsSync(resolve(stamps.root, output)))) return true;
  const stamp = toStampPath(step, stamps);
  return !existsSync(stamp) || readFileSync(stamp, "utf8") !== toInputHash(step, stamps);
}

/** Notes a good run. `hash` is what the inputs were before it started, so that an edit made meanwhile is not lost. */
export function writeStamp(step: BuildStep, stamps: Stamps, hash: string): void {
  const path = toStampPath(step, stamps);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, hash);
}

/** Digests names and contents of a step's inputs (SHA-256, hexadecimal). */
export function toInputHash(step: BuildStep, stamps: Stamps): string {
  const digest = createHash("sha256").update(process.version);
  const files = step.inputs.flatMap((pattern) => globSync(pattern, { cwd: stamps.root }));
  for (const file of [...new Set(files)].sort()) {
    digest.update(`\0${file}\0`).update(readFileSync(resolve(stamps.root, file)));
  }
  return digest.digest("hex");
}

function toStampPath(step: BuildStep, stamps: Stamps): string {
  return resolve(stamps.directory, `${step.name.replaceAll(" ", "-")}.sha256`);
}
