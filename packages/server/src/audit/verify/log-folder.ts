import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import type { ObjectStore } from "../../storage/ports.ts";
import { AuditCommandError } from "../command-error.ts";

/** Where a log is read from to be checked: an exported folder, or a store's objects. Nothing is ever written to it. */
export type LogSource = Pick<ObjectStore, "get" | "list">;

/** Opens a folder that holds a log: the folder `log`, or the one that it stands in. */
export async function openLogFolder(directory: string): Promise<LogSource> {
  const inside = path.join(directory, "log");
  const root = (await isFolder(inside)) ? inside : directory;
  if (!(await isFolder(path.join(root, "checkpoints")))) {
    throw new AuditCommandError(`${directory} holds no log: there is no folder "checkpoints" in it.`);
  }
  const toFile = (key: string): string => path.join(root, ...key.split("/").slice(1));
  return {
    get: async (key) => {
      const body = await readFile(toFile(key)).catch(ignoreMissing);
      return body === undefined ? undefined : new Uint8Array(body);
    },
    list: (prefix) => listFiles(toFile(prefix), prefix),
  };
}

async function* listFiles(folder: string, prefix: string): AsyncGenerator<string> {
  const entries = (await readdir(folder, { withFileTypes: true }).catch(ignoreMissing)) ?? [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) yield* listFiles(file, `${prefix}${entry.name}/`);
    else yield prefix + entry.name;
  }
}

async function isFolder(directory: string): Promise<boolean> {
  return (await stat(directory).catch(ignoreMissing))?.isDirectory() === true;
}

function ignoreMissing(error: unknown): undefined {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ENOENT" || code === "ENOTDIR" || code === "EISDIR") return undefined;
  throw error;
}
