import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const root = join(import.meta.dirname, "..");

/** Reads the titles of a test file: what `test`, `describe` and their tables are called. Skipped tests show nothing. */
export function readTitles(source: string): string[] {
  const opening =
    /\b(?:test|describe)(?:\.(?!use|setTimeout|each|skip|todo|fixme)\w+)*(?:\.each(?:<[^(]*>)?\([\s\S]*?\]\s*(?:as const\s*)?\))?\(\s*(?:"((?:[^"\\]|\\.)*)"|`((?:[^`\\]|\\.)*)`)/g;
  return Array.from(source.matchAll(opening), ([, plain, template]) => plain ?? template ?? "");
}

/** Names the statements of a title: `C2`, `P10`, `T54 to T63` with all between; not what is part of a longer word. */
export function readStatements(title: string): string[] {
  const ranges = Array.from(
    title.matchAll(/(?<![\w-])([A-Z])(\d{1,3}) to \1(\d{1,3})(?![\w-])/g),
    ([, letter, from, to]) =>
      Array.from(
        { length: Math.max(0, Number(to) - Number(from) + 1) },
        (_none, index) => `${letter}${Number(from) + index}`,
      ),
  );
  const single = Array.from(title.matchAll(/(?<![\w-])[CGLPT]\d{1,3}(?![\w-])/g), ([statement]) => statement);
  return [...new Set([...single, ...ranges.flat()])];
}

/** Lists the files of the project that match; those that git does not know are not there yet. */
export async function listFiles(...patterns: readonly string[]): Promise<string[]> {
  const { stdout } = await promisify(execFile)("git", ["ls-files", "-co", "--exclude-standard", ...patterns], {
    cwd: root,
  });
  return stdout.split("\n").filter(Boolean).sort();
}

/** Finds the statements that stand in titles: statement -> files, in order. */
export async function findStatements(files: readonly string[]): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  for (const file of files) {
    const source = await readFile(join(root, file), "utf8").catch(() => "");
    for (const statement of new Set(readTitles(source).flatMap(readStatements)))
      found.set(statement, [...(found.get(statement) ?? []), file]);
  }
  return found;
}
