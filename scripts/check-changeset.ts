import { execFileSync } from "node:child_process";
import { findMissingChangeset } from "./missing-changeset.ts";

// `node scripts/check-changeset.ts origin/main`: for pull requests. Not `changeset status --since`, which sees nothing
// behind the link `.changeset` and is always content.
const base = process.argv[2] ?? "origin/main";
const files = execFileSync("git", ["diff", "--name-only", "--diff-filter=d", `${base}...HEAD`], { encoding: "utf8" });
const packages = findMissingChangeset(files.split("\n").filter(Boolean));
if (packages.length > 0) {
  console.log(
    `No changeset for ${packages.join(", ")}: run \`npm run changeset\` and say in one sentence what people will notice.`,
  );
  process.exitCode = 1;
}
