import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { buildStale } from "./build-stale.ts";
import { runStep } from "./run-step.ts";

// `npm run pack:check`: what would be published is packed, and the tarballs, not the folders, are judged.
const root = resolve(import.meta.dirname, "..");
const published = ["schemas", "widget", "server"];

const directory = mkdtempSync(join(tmpdir(), "cookiehub-pack-"));
try {
  const { isOk } = await buildStale();
  let isGood = isOk;
  for (const name of isOk ? published : []) isGood = (await checkPackage(name)) && isGood;
  process.exitCode = isGood ? 0 : 1;
} finally {
  rmSync(directory, { recursive: true, force: true });
}

async function checkPackage(name: string): Promise<boolean> {
  const tarball = pack(name);
  if (!tarball) return false;
  console.log(`\npackage: ${name}`);
  const publint = await runStep(["publint", "run", tarball, "--strict"], { cwd: root });
  // Two doors are not modules for TypeScript: a JSON file, and the package's own description.
  const attw = await runStep(
    ["attw", tarball, "--profile", "esm-only", "--format", "ascii", "--no-emoji", ...toExclusions(name)],
    { cwd: root },
  );
  return publint.exitCode === 0 && attw.exitCode === 0;
}

function toExclusions(name: string): string[] {
  return name === "widget" ? ["--exclude-entrypoints", "browser/manifest.json"] : [];
}

function pack(name: string): string | undefined {
  const args = [
    "pack",
    "--json",
    "--ignore-scripts",
    "--pack-destination",
    directory,
    "--workspace",
    `packages/${name}`,
  ];
  const { status, stdout, stderr } = spawnSync("npm", args, { cwd: root, encoding: "utf8" });
  const file = status === 0 ? /"filename":\s*"([^"]+)"/.exec(stdout)?.[1] : undefined;
  if (!file) console.log(`package: ${name} could not be packed\n${stderr}`);
  return file && join(directory, file.replace(/^@/, "").replace("/", "-"));
}
