import { describe, expect, test } from "vitest";
import { findStatements, listFiles, readStatements, readTitles } from "./test-titles.ts";

const list = (letter: string, from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_none, index) => `${letter}${from + index}`);

/**
 * What a browser can show of the standards (the APIs of TCF, T, and GPP, G, Consent Mode C, Global Privacy Control P, law
 * L): each statement stands in the title of a test that runs in a browser, which is how conformance can be read from a run.
 */
const STATEMENTS = [
  ...[...list("T", 1, 40), ...list("G", 1, 25)],
  ...[...list("C", 1, 15), ...list("P", 1, 10), ...list("L", 1, 10)],
];

/** Statements about a server, or about words: shown where they are decided. */
const ELSEWHERE: Record<string, string> = {
  L4: "packages/schemas/src/zod/experiment.test.ts",
  P6: "packages/server/src/consent/migration-plan.test.ts",
};

describe("the statements that a browser can show", () => {
  test("each stands in the title of a browser test, or where it is decided", async () => {
    const files = await listFiles("packages/widget/src/*.test.ts", "e2e/*.spec.ts");
    expect(files.length).toBeGreaterThan(20);
    const shown = await findStatements(files);
    for (const [statement, file] of Object.entries(ELSEWHERE)) {
      if ((await findStatements([file])).has(statement)) shown.set(statement, [file]);
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
    expect(readStatements("GPC1, C2SP, C1234, dP4 and SHA-256")).toEqual([]);
    expect(readStatements("T54 to T56, G1: one")).toEqual(["T54", "T56", "G1", "T55"]);
  });
});
