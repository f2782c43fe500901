import { existsSync, globSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

const root = path.join(import.meta.dirname, "..");
const pages = [
  "README.md",
  ...globSync(["docs/**/*.md", "examples/**/*.md", "packages/*/README.md"], { cwd: root }),
].filter((page) => !page.includes("node_modules"));

/** Files of the project that a page links to. */
function listLinks(page: string): string[] {
  const text = readFileSync(path.join(root, page), "utf8").replaceAll(/```[\s\S]*?```/g, "");
  return [...text.matchAll(/\]\(([^)\s#]+)(?:#[^)\s]*)?\)/g)]
    .map(([, target = ""]) => target)
    .filter((target) => !/^(https?:|mailto:)/.test(target))
    .map((target) => path.join(path.dirname(page), target));
}

test.each(pages)("%s links to files that are there", (page) => {
  for (const target of listLinks(page)) expect.soft(existsSync(path.join(root, target)), target).toBe(true);
});

test("the index of the documentation leads to every guide, every reference and every example", () => {
  const known = new Set(listLinks("docs/README.md"));
  const told = pages.filter((page) => /^(docs\/(guides|reference)\/|examples\/)/.test(page));
  // An example may lie in another, and be told there.
  const inAnother = (page: string) =>
    told.some(
      (other) => known.has(other) && page.startsWith(`${path.dirname(other)}/`) && listLinks(other).includes(page),
    );
  for (const page of told) expect.soft(known.has(page) || inAnother(page), page).toBe(true);
});
