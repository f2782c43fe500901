import { expect, test } from "vitest";
import { findMissingChangeset } from "./missing-changeset.ts";

test("a change to sources without a changeset is named by package", () => {
  expect(
    findMissingChangeset(["packages/widget/src/gate.ts", "packages/server/src/main.ts", "packages/widget/src/a.ts"]),
  ).toEqual(["server", "widget"]);
});

test("a changeset of any name is enough; its README is none", () => {
  expect(findMissingChangeset(["packages/widget/src/gate.ts", "changesets/calm-gate.md"])).toEqual([]);
  expect(findMissingChangeset(["packages/widget/src/gate.ts", "changesets/README.md"])).toEqual(["widget"]);
});

test("tests, papers and scripts need none", () => {
  expect(
    findMissingChangeset([
      "packages/widget/src/gate.test.ts",
      "packages/schemas/src/a.test-d.ts",
      "packages/server/README.md",
      "scripts/a.ts",
    ]),
  ).toEqual([]);
});
