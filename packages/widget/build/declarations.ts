import { execFile } from "node:child_process";
import { cp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { Extractor, ExtractorConfig } from "@microsoft/api-extractor";
import { NPM_ENTRIES, packageRoot } from "./bundles.ts";

const repositoryRoot = join(packageRoot, "..", "..");
const emitted = join(repositoryRoot, "node_modules", ".cache", "tsc", "widget");
const tsc = join(repositoryRoot, "node_modules", "typescript", "bin", "tsc");

/** Writes one self-contained declaration file for each npm entry; the types of `@cookiehub/schemas` are copied in. */
export async function writeDeclarations(folder: string): Promise<void> {
  await promisify(execFile)(process.execPath, [tsc, "-b", packageRoot]);
  // Below `node_modules` the extractor would take our own files for somebody else's.
  const copied = join(folder, ".declarations");
  await cp(emitted, copied, { recursive: true });
  const tsconfig = join(copied, "tsconfig.json");
  // Without conditions: otherwise the extractor follows `@cookiehub/source` into sources and fails.
  const compilerOptions = {
    module: "nodenext",
    moduleResolution: "nodenext",
    customConditions: [],
    lib: ["es2022", "dom"],
    types: [],
    skipLibCheck: true,
    strict: true,
  };
  await writeFile(tsconfig, JSON.stringify({ compilerOptions, include: ["**/*.d.ts"] }));
  for (const entry of NPM_ENTRIES) extract(join(copied, `${entry}.d.ts`), tsconfig, join(folder, `${entry}.d.ts`));
  await rm(copied, { recursive: true });
}

function extract(input: string, tsconfig: string, output: string): void {
  const config = ExtractorConfig.prepare({
    configObject: {
      projectFolder: packageRoot,
      mainEntryPointFilePath: input,
      bundledPackages: ["@cookiehub/schemas"],
      compiler: { tsconfigFilePath: tsconfig },
      apiReport: { enabled: false },
      docModel: { enabled: false },
      tsdocMetadata: { enabled: false },
      dtsRollup: { enabled: true, untrimmedFilePath: output },
      messages: {
        extractorMessageReporting: { default: { logLevel: "none" as never } },
        tsdocMessageReporting: { default: { logLevel: "none" as never } },
      },
    },
    configObjectFullPath: undefined,
    packageJsonFullPath: join(packageRoot, "package.json"),
  });
  const result = Extractor.invoke(config, {
    localBuild: true,
    messageCallback: (message) => {
      // Its one remark is that it brings an older compiler than ours.
      if (message.logLevel !== "error") message.handled = true;
    },
  });
  if (!result.succeeded) throw new Error(`The declarations of ${input} could not be written`);
}
