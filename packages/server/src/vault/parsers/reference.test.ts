import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { COLUMNS } from "./consent-v1.ts";
import { foreignEventSchema } from "./foreign-event.ts";

const page = readFileSync(new URL("../../../../../docs/reference/consent-payloads.md", import.meta.url), "utf8");
const firstCells = page.split("\n").flatMap((line) => (line.startsWith("| `") ? [line.split(" | ")[0] ?? ""] : []));

test.each([...Object.keys(foreignEventSchema.shape), ...COLUMNS.keys()])("the reference explains %s", (name) => {
  expect(firstCells.some((cell) => cell.includes(`\`${name}\``))).toBe(true);
});
