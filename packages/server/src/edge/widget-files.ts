import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { z } from "zod";

const fileNameSchema = z.string().regex(/^[A-Za-z0-9._-]+\.js$/);
const manifestSchema = z.object({
  core: fileNameSchema,
  stub: fileNameSchema,
  iabStub: fileNameSchema,
  script: fileNameSchema,
  chunks: z.record(z.string(), fileNameSchema),
  addOns: z.record(z.string(), fileNameSchema),
  addOnModules: z.record(z.string(), fileNameSchema),
  languages: z.record(z.string(), fileNameSchema),
});

/** The built widget as the server gives it to browsers. */
export interface WidgetFiles {
  /** A function expression that awaits its set-up: `!function(CH_SETUP){...}`. */
  readonly core: string;
  /** Add-ons that a configuration may switch on: each an expression whose value makes it. */
  readonly addOns: Readonly<Record<string, string>>;
  /** URL paths of what the core loads later. */
  readonly assets: {
    readonly chunks: Readonly<Record<string, string>>;
    readonly languages: Readonly<Record<string, string>>;
  };
  /** File name -> text, for `/w/{file}`. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** The widget was not built, or its files do not fit together. */
export class WidgetFilesError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "WidgetFilesError";
  }
}

/** Reads the files of `@cookiehub/widget`. Throws `WidgetFilesError`, which says how to build them. */
export async function readWidgetFiles(): Promise<WidgetFiles> {
  try {
    const manifestUrl = import.meta.resolve("@cookiehub/widget/browser/manifest.json");
    const manifest = manifestSchema.parse(JSON.parse(await readFile(fileURLToPath(manifestUrl), "utf8")));
    const read = (name: string): Promise<Uint8Array> => readFile(fileURLToPath(new URL(name, manifestUrl)));
    const readText = async (name: string): Promise<string> =>
      Buffer.from(await read(name))
        .toString("utf8")
        .trim();
    const { stub, iabStub, script, chunks, addOnModules, languages } = manifest;
    const names = [
      stub,
      iabStub,
      script,
      ...[chunks, addOnModules, languages].flatMap((group) => Object.values(group)),
    ];
    const addOns = Object.entries(manifest.addOns).map(async ([key, name]) => [key, await readText(name)] as const);
    return {
      core: await readText(manifest.core),
      addOns: Object.fromEntries(await Promise.all(addOns)),
      assets: { chunks: toPaths(chunks), languages: toPaths(languages) },
      files: new Map(await Promise.all(names.map(async (name) => [name, await read(name)] as const))),
    };
  } catch (cause) {
    throw new WidgetFilesError("The widget's files are missing or damaged. In a checkout, run: npm run build", {
      cause,
    });
  }
}

function toPaths(names: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(names).map(([key, name]) => [key, `/w/${name}`]));
}
