import { IAB_STATEMENTS, type Shown } from "./iab-statements.ts";
import { findStatements, listFiles } from "./test-titles.ts";

/** Where the table stands. */
export const CONFORMANCE_PAGE = "docs/reference/conformance.md";

const BY_HAND: Partial<Record<Shown, string>> = { R: "by eye", O: "by the operator", "-": "does not apply" };
const GROUPS = [
  ["T", "Transparency and Consent Framework"],
  ["G", "Global Privacy Platform"],
] as const;

/** The page that says of every statement how it is shown. Made from the titles of the tests. */
export async function toConformancePage(): Promise<string> {
  const found = await findStatements(await listFiles("packages/*.test.ts", "e2e/*.spec.ts"));
  const missing = listMissing(found);
  const head = `# Conformance with IAB TCF and GPP

Made by \`npm run conformance\` from the titles of the tests; a test holds it to them. **Passed**: the statement stands in the title of tests that run in every CI. **By eye**: a person looks at screens
or words. **By the operator**: whoever runs the server has to do it. **Does not apply**: says why. **Not yet**: nothing shows it.

The numbers are ours. They stand in test titles, so \`grep -rn "T43" packages e2e\` finds what shows one.

${missing.length > 0 ? `Not yet: ${missing.length} of ${Object.keys(IAB_STATEMENTS).length}.` : "Nothing is left open."}
`;
  return head + GROUPS.map(([letter, name]) => toTable(letter, name, found)).join("");
}

/** The statements that a test has to show and none does. */
export function listMissing(found: ReadonlyMap<string, readonly string[]>): string[] {
  return Object.entries(IAB_STATEMENTS)
    .filter(([statement, [shown]]) => !BY_HAND[shown] && !found.has(statement))
    .map(([statement]) => statement);
}

function toTable(letter: string, name: string, found: ReadonlyMap<string, readonly string[]>): string {
  const rows = Object.entries(IAB_STATEMENTS)
    .filter(([statement]) => statement.startsWith(letter))
    .map(([statement, [shown, what]]) => {
      const files = found.get(statement) ?? [];
      const state = files.length > 0 ? "passed" : (BY_HAND[shown] ?? "not yet");
      return `| ${statement} | ${what} | ${state} | ${files.map(toLink).join(", ")} |\n`;
    });
  return `\n## ${name}\n\n| | what | | shown by |\n|---|---|---|---|\n${rows.join("")}`;
}

function toLink(file: string): string {
  return `[${file
    .split("/")
    .at(-1)
    ?.replace(/\.(test|spec)\.ts$/, "")}](../../${file})`;
}
