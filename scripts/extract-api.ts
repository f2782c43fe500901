import { mkdirSync } from "node:fs";
import { resolve } from "node:path";
import {
  Extractor,
  ExtractorConfig,
  type ExtractorLogLevel,
  type ExtractorMessage,
  type IConfigFile,
} from "@microsoft/api-extractor";

/** One door of a package, as its declarations stand on disk. */
export interface ApiEntry {
  /** Absolute folder of the package. */
  readonly packageFolder: string;
  /** Absolute path of the entry's `.d.ts`. No part of it may be called node_modules: such files count as foreign. */
  readonly declarations: string;
  /** Packages whose declarations are copied in, so that the result stands alone. */
  readonly bundledPackages?: readonly string[];
}

// The repository's own settings would not do: their condition @cookiehub/source leads into sources that it cannot read.
const compilerOptions = {
  target: "es2022",
  module: "nodenext",
  moduleResolution: "nodenext",
  strict: true,
  lib: ["es2023", "dom", "dom.iterable"],
  types: ["node"],
  skipLibCheck: true,
};

/** Writes one self-contained `.d.ts` for an entry. Answers whether it could; the reasons are printed. */
export function writeRollUp(entry: ApiEntry, outputPath: string): boolean {
  const result = Extractor.invoke(
    prepare(entry, {
      dtsRollup: { enabled: true, untrimmedFilePath: outputPath },
      apiReport: { enabled: false },
    }),
    { localBuild: true, messageCallback: onMessage },
  );
  return result.errorCount === 0;
}

/** Whether an entry's public surface is the one that was committed. */
export type ReportOutcome = "same" | "changed" | "failed";

/**
 * Compares an entry's public surface with the committed `etc/{name}.api.md` of its package.
 * The surface as it is now is left in `temp/{name}.api.md`; with `update` it replaces the committed one.
 */
export function writeReport(entry: ApiEntry, name: string, update: boolean): ReportOutcome {
  const reportFolder = resolve(entry.packageFolder, "etc");
  mkdirSync(reportFolder, { recursive: true });
  const result = Extractor.invoke(
    prepare(entry, {
      dtsRollup: { enabled: false },
      apiReport: {
        enabled: true,
        reportFolder,
        reportTempFolder: resolve(entry.packageFolder, "temp"),
        reportFileName: name,
        includeForgottenExports: false,
      },
    }),
    { localBuild: update, messageCallback: onMessage },
  );
  if (result.errorCount > 0) return "failed";
  return result.apiReportChanged ? "changed" : "same";
}

// Which compiler it brings and which file it wrote is no news; faults are printed.
function onMessage(message: ExtractorMessage): void {
  if (message.messageId.startsWith("console-")) message.handled = true;
}

const SILENT = { logLevel: "none" as ExtractorLogLevel };

function prepare(entry: ApiEntry, parts: Pick<IConfigFile, "dtsRollup" | "apiReport">): ExtractorConfig {
  return ExtractorConfig.prepare({
    configObjectFullPath: undefined,
    packageJsonFullPath: resolve(entry.packageFolder, "package.json"),
    configObject: {
      projectFolder: entry.packageFolder,
      mainEntryPointFilePath: entry.declarations,
      bundledPackages: [...(entry.bundledPackages ?? [])],
      newlineKind: "lf",
      compiler: { overrideTsconfig: { compilerOptions, files: [entry.declarations] } },
      docModel: { enabled: false, apiJsonFilePath: "<projectFolder>/temp/api.json" },
      tsdocMetadata: { enabled: false },
      // Release tags and links are not used here, and a type that is used but not exported is meant to stay inside.
      messages: {
        extractorMessageReporting: {
          "ae-missing-release-tag": SILENT,
          "ae-unresolved-link": SILENT,
          "ae-forgotten-export": SILENT,
        },
        tsdocMessageReporting: { default: SILENT },
      },
      ...parts,
    } as IConfigFile,
  });
}
