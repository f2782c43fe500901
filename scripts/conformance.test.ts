import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { CONFORMANCE_PAGE, listMissing, toConformancePage } from "./conformance.ts";
import { IAB_STATEMENTS } from "./iab-statements.ts";

const root = join(import.meta.dirname, "..");
const list = (letter: string, to: number) => Array.from({ length: to }, (_none, index) => `${letter}${index + 1}`);

describe("the table of conformance", () => {
  test("has every statement of the two frameworks, each once, in order", () => {
    expect(Object.keys(IAB_STATEMENTS)).toEqual([...list("T", 105), ...list("G", 40)]);
  });

  test("is what the titles of the tests say: `npm run conformance` writes it anew", async () => {
    expect(await readFile(join(root, CONFORMANCE_PAGE), "utf8")).toBe(await toConformancePage());
  });

  test("takes a statement that is shown nowhere for missing, unless a person has to show it", () => {
    const missing = listMissing(new Map([["T1", ["a.test.ts"]]]));
    expect(missing).not.toContain("T1");
    expect(missing).toContain("T2");
    expect(missing).not.toContain("T82");
  });
});
