import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";

const root = join(import.meta.dirname, "..");
const list = (letter: string, from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_none, index) => `${letter}${from + index}`);

/**
 * What a browser can show of the standards (Consent Mode C, Global Privacy Control P, law L): each statement stands in the
 * title of a test that runs in a browser, which is how conformance can be read from a test run.
 */
const STATEMENTS = [...list("C", 1, 14), ...list("P", 1, 10), ...list("L", 1, 10)];

/** Statements about a server, or about words: shown where they are decided. */
const ELSEWHERE: Record<string, string> = {
  L4: "packages/schemas/src/zod/experiment.test.ts",
  P6: "packages/server/src/consent/migration-plan.test.ts",
};

/** Reads the titles of a test file: what `test`, `describe` and their tables are called. */
function readTitles(source: string): string[] {
  const opening =
    /\b(?:test|describe)(?:\.(?!use|setTimeout|each|skip|todo|fixme)\w+)*(?:\.each(?:<[^(]*>)?\([\s\S]*?\]\s*(?:as const\s*)?\))?\(\s*(?:"((?:[^"\\]|\\.)*)"|`((?:[^`\\]|\\.)*)`)/g;
  return Array.from(source.matchAll(opening), ([, plain, template]) => plain ?? template ?? "");
}

/** Names the statements of a title: `C2`, `P10`; not what is part of a longer word. */
function readStatements(title: string): string[] {
  return Array.from(title.matchAll(/(?<![\w-])[CPL]\d{1,2}(?![\w-])/g), ([statement]) => statement);
}

async function readBrowserTests(): Promise<string[]> {
  const { stdout } = await promisify(execFile)("git", ["ls-files", "packages/widget/src/*.test.ts", "e2e/*.spec.ts"], {
    cwd: root,
  });
  return stdout.split("\n").filter(Boolean);
}

describe("the statements that a browser can show", () => {
  test("each stands in the title of a browser test, or where it is decided", async () => {
    const files = await readBrowserTests();
    expect(files.length).toBeGreaterThan(20);
    const sources = await Promise.all(files.map((file) => readFile(join(root, file), "utf8").catch(() => "")));
    const shown = new Set(sources.flatMap(readTitles).flatMap(readStatements));
    for (const [statement, file] of Object.entries(ELSEWHERE)) {
      if (
        readTitles(await readFile(join(root, file), "utf8"))
          .flatMap(readStatements)
          .includes(statement)
      )
        shown.add(statement);
    }
    expect(STATEMENTS.filter((statement) => !shown.has(statement))).toEqual([]);
  });

  test("titles are read from every form they are written in, and skipped tests show nothing", () => {
    const source = `
      test("C1 C2: plain", () => {});
      test.each([["a", 1]] as const)("P2: table %s", () => {});
      describe(\`L15: \${name}\`, () => {});
      test.describe("L9: group", () => {});
      it("C9: is no form of ours");
      // C8 in a comment is no title`;
    expect(readTitles(source).flatMap(readStatements)).toEqual(["C1", "C2", "P2", "L15", "L9"]);
    expect(readTitles('test.skip("C3: skipped", () => {}); test.todo("C4"); test.fixme("C5");')).toEqual([]);
    expect(readStatements("GPC1, C2SP, C123, dP4 and SHA-256")).toEqual([]);
  });
});
