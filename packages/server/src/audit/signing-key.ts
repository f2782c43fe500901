import { generateKeyPairSync, randomUUID } from "node:crypto";
import { link, mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { syncFolder } from "../storage/sync-folder.ts";

// The log's private key in files: the key itself, and beside it, during a rotation, the one that follows.

/** Reads a private key; `undefined` when there is no such file. */
export async function readKeyFile(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

/** Reads the key of a file, making one first where there is none; of several that make it at once, one wins. */
export async function readOrCreateKeyFile(file: string): Promise<string> {
  const known = await readKeyFile(file);
  if (known !== undefined) return known;
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const temporary = `${file}.${randomUUID()}`;
  try {
    await writeDurably(temporary, createKeyPem());
    // A link appears whole or not at all, and never over another.
    await link(temporary, file).catch(ignoreExisting);
  } finally {
    await rm(temporary, { force: true });
  }
  await syncFolder(dirname(file));
  return await readFile(file, "utf8");
}

/** Where the key that follows waits while a rotation is under way. */
export function toNextKeyFile(file: string): string {
  return `${file}.next`;
}

/** Puts the following key in the place of the old one, which stays beside it under its key id. */
export async function promoteNextKey(file: string, oldKeyId: string): Promise<void> {
  await link(file, `${file}.${oldKeyId}.old`).catch(ignoreExisting);
  await rename(toNextKeyFile(file), file);
  await syncFolder(dirname(file));
}

function createKeyPem(): string {
  return generateKeyPairSync("ed25519").privateKey.export({ format: "pem", type: "pkcs8" }).toString();
}

async function writeDurably(file: string, text: string): Promise<void> {
  const handle = await open(file, "wx", 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function ignoreExisting(error: unknown): void {
  // A lost key of a first start has no file to keep.
  if (error instanceof Error && "code" in error && (error.code === "EEXIST" || error.code === "ENOENT")) return;
  throw error;
}
