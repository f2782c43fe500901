import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type BuiltFile, createBrowserFiles, createNpmFiles, packageRoot } from "./bundles.ts";
import { writeDeclarations } from "./declarations.ts";

const dist = join(packageRoot, "dist");
const [browser, npm] = await Promise.all([createBrowserFiles(), createNpmFiles()]);
await Promise.all([writeFiles(join(dist, "browser"), browser), writeFiles(join(dist, "npm"), npm)]);
await writeDeclarations(join(dist, "npm"));

async function writeFiles(folder: string, files: readonly BuiltFile[]): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await Promise.all(files.map(({ name, text }) => writeFile(join(folder, name), text)));
}
