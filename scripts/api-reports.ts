import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { buildStale } from "./build-stale.ts";
import { type ApiEntry, writeReport } from "./extract-api.ts";
import { toWidgetEntries } from "./roll-up-types.ts";

// `npm run api` fails when a published surface is not the committed one; `npm run api:update` commits to the new one.
const root = resolve(import.meta.dirname, "..");
const update = process.argv.includes("--update");

const build = await buildStale();
const isGood = build.isOk && toEntries().map(reportEntry).every(Boolean);
process.exitCode = isGood ? 0 : 1;

function toEntries(): { readonly name: string; readonly entry: ApiEntry }[] {
  const schemas = resolve(root, "packages/schemas");
  const server = resolve(root, "packages/server");
  const doors = {
    schemas: "index",
    "schemas-types": "types",
    "schemas-codec": "codec",
    "schemas-constants": "constants",
    "schemas-rules": "rules/index",
    "schemas-signals": "signals/index",
  };
  return [
    ...Object.entries(doors).map(([name, door]) => ({
      name,
      entry: { packageFolder: schemas, declarations: resolve(schemas, `dist/${door}.d.ts`) },
    })),
    ...toWidgetEntries(root).map(({ door, entry }) => ({
      name: door === "index" ? "widget" : `widget-${door}`,
      entry,
    })),
    { name: "server", entry: { packageFolder: server, declarations: resolve(server, "dist/index.d.ts") } },
  ];
}

function reportEntry({ name, entry }: { readonly name: string; readonly entry: ApiEntry }): boolean {
  if (!existsSync(entry.declarations)) {
    console.log(`api: ${name}: its declarations are missing`);
    return false;
  }
  const outcome = writeReport(entry, name, update);
  const isGood = outcome === "same" || (update && outcome === "changed");
  console.log(`api: ${name}: ${update && outcome === "changed" ? "updated" : outcome}`);
  if (!isGood) {
    const file = `${name}.api.md`;
    const paths = [resolve(entry.packageFolder, "etc", file), resolve(entry.packageFolder, "temp", file)];
    spawnSync("git", ["--no-pager", "diff", "--no-index", "--", ...paths], { stdio: ["ignore", "inherit", "inherit"] });
    console.log(`api: if the change is meant, run \`npm run api:update\` and commit packages/*/etc/${file}`);
  }
  return isGood;
}
