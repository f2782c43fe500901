import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { VARIABLES } from "./config-variables.ts";

const reference = readFileSync(new URL("../../../docs/reference/configuration.md", import.meta.url), "utf8");

test.each(Object.entries(VARIABLES))("the reference explains %s", (name, { schema }) => {
  const row = reference.split("\n").find((line) => line.startsWith(`| \`${name}\``));
  expect(row).toBeDefined();
  const standard = schema.safeParse(undefined);
  if (standard.success && standard.data !== undefined) expect(row).toContain(`| \`${standard.data}\` |`);
});
