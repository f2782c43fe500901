import { randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { access, link, mkdir, open, readdir, readFile, rm, stat, unlink } from "node:fs/promises";
import path from "node:path";
import { ObjectKeyError } from "../errors.ts";
import type { ObjectStore } from "../ports.ts";
import { toStorageError } from "../sqlite/errors.ts";
import { syncFolder } from "../sync-folder.ts";
import { guardBody, isBodyFault } from "./body-fault.ts";
import { isKeySegment, readKey, readPrefix } from "./key.ts";

export interface FileObjectsOptions {
  readonly directory: string;
  readonly now?: (() => number) | undefined;
}

/** Bodies on their way in; `+` is no letter of a key, so no object can be taken for one of them. */
const INCOMING = "+incoming";
/** An unfinished body this old belongs to a process that died. */
const INCOMING_AGE_MAX_MS = 3_600_000;
const FOLDERS_REMEMBERED_MAX = 10_000;

/** Opens an object store in a folder: one file per object, named by its key. */
export async function createFileObjects(options: FileObjectsOptions): Promise<ObjectStore> {
  const root = path.resolve(options.directory);
  const incoming = path.join(root, INCOMING);
  const makeFolder = createFolderMaker(root);
  await translated(async () => {
    await makeFolder(incoming);
    await removeLeftovers(incoming, (options.now ?? Date.now)());
  });

  async function put(key: string, body: Body): Promise<"created" | "exists"> {
    const target = path.join(root, ...readKey(key));
    return await translated(async () => {
      await makeFolder(path.dirname(target));
      return await putOnce(path.join(incoming, randomUUID()), target, body);
    });
  }

  return {
    put,
    putStream: (key, body) => put(key, guardBody(body)),
    async get(key) {
      const target = path.join(root, ...readKey(key));
      return await translated(() => readBody(target));
    },
    async getStream(key) {
      const target = path.join(root, ...readKey(key));
      return (await translated(() => isFile(target))) ? readChunks(target) : undefined;
    },
    async remove(key) {
      const target = path.join(root, ...readKey(key));
      await translated(() => removeDurably(target));
    },
    async *list(prefix) {
      const folders = readPrefix(prefix);
      yield* listFolder(root, folders.map((folder) => `${folder}/`).join(""), prefix);
    },
    ping: () => translated(() => access(incoming)),
  };
}

type Body = Uint8Array | AsyncIterable<Uint8Array>;

async function putOnce(temporary: string, target: string, body: Body): Promise<"created" | "exists"> {
  const folder = path.dirname(target);
  try {
    await writeDurably(temporary, body);
    // A link appears whole or not at all, and never over another: that is what makes the key write-once.
    await link(temporary, target);
    await syncFolder(folder);
    return "created";
  } catch (error) {
    if (!hasCode(error, "EEXIST")) throw error;
    if ((await stat(target)).isDirectory()) throw new ObjectKeyError("this key is the folder of other objects");
    // Whoever made it may not have come to this step, and the caller builds on the answer.
    await syncFolder(folder);
    return "exists";
  } finally {
    await rm(temporary, { force: true });
  }
}

async function readBody(target: string): Promise<Uint8Array | undefined> {
  try {
    const body = await readFile(target);
    return new Uint8Array(body.buffer, body.byteOffset, body.byteLength);
  } catch (error) {
    if (hasCode(error, "ENOENT", "EISDIR", "ENOTDIR")) return undefined;
    throw error;
  }
}

async function isFile(target: string): Promise<boolean> {
  try {
    return (await stat(target)).isFile();
  } catch (error) {
    if (hasCode(error, "ENOENT", "ENOTDIR")) return false;
    throw error;
  }
}

async function* readChunks(target: string): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of createReadStream(target)) yield chunk as Buffer;
  } catch (error) {
    throw toStorageError(error);
  }
}

async function removeDurably(target: string): Promise<void> {
  try {
    await unlink(target);
  } catch (error) {
    // Of a folder some systems say that it is one, others that it may not be done.
    if (hasCode(error, "ENOENT", "ENOTDIR", "EISDIR", "EPERM") && !(await isFile(target))) return;
    throw error;
  }
  await syncFolder(path.dirname(target));
}

async function* listFolder(root: string, folder: string, prefix: string): AsyncGenerator<string> {
  for (const name of await readNames(path.join(root, folder))) {
    const key = folder + name;
    const isUnder = key.startsWith(prefix) || (name.endsWith("/") && prefix.startsWith(key));
    if (!isUnder) continue;
    if (name.endsWith("/")) yield* listFolder(root, key, prefix);
    else yield key;
  }
}

/** Names in a folder, folders with a closing `/`: sorted so, the walk gives whole keys in order. */
async function readNames(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries
      .filter((entry) => isKeySegment(entry.name))
      .map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name))
      .sort();
  } catch (error) {
    if (hasCode(error, "ENOENT", "ENOTDIR")) return [];
    throw toStorageError(error);
  }
}

async function writeDurably(file: string, body: Body): Promise<void> {
  const handle = await open(file, "wx");
  try {
    await handle.writeFile(body);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Answers a function that makes a folder of the store and those above it, and returns when all their names are durable.
 * A folder found is synced too, once: whoever made it may not have come to that step.
 */
function createFolderMaker(root: string): (folder: string) => Promise<void> {
  const durable = new Set<string>();
  return async function makeFolder(folder) {
    try {
      await mkdir(folder, { recursive: true });
    } catch (error) {
      if (hasCode(error, "ENOTDIR", "EEXIST")) {
        throw new ObjectKeyError("an object stands where this key needs a folder");
      }
      throw error;
    }
    if (durable.has(folder)) return;
    for (let made = folder; made.length >= root.length; made = path.dirname(made)) await syncFolder(path.dirname(made));
    if (durable.size >= FOLDERS_REMEMBERED_MAX) durable.clear();
    durable.add(folder);
  };
}

async function removeLeftovers(incoming: string, nowMs: number): Promise<void> {
  for (const name of await readdir(incoming)) {
    const file = path.join(incoming, name);
    const { mtimeMs } = await stat(file);
    if (nowMs - mtimeMs > INCOMING_AGE_MAX_MS) await rm(file, { force: true });
  }
}

function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && "code" in error && codes.includes(String(error.code));
}

async function translated<Answer>(work: () => Promise<Answer>): Promise<Answer> {
  try {
    return await work();
  } catch (error) {
    throw isBodyFault(error) ? error.cause : toStorageError(error);
  }
}
