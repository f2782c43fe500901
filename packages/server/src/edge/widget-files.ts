import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { z } from "zod";

const fileNameSchema = z.string().regex(/^[A-Za-z0-9._-]+\.js$/);
const manifestSchema = z.object({
  core: fileNameSchema,
  stub: fileNameSchema,
  preferences: fileNameSchema,
  languages: z.record(z.string(), fileNameSchema),
});

/** The built widget as the server gives it to browsers. */
export interface WidgetFiles {
  /** A function expression that awaits its set-up: `!function(CH_SETUP){...}`. */
  readonly core: string;
  /** URL paths of what the core loads later. */
  readonly assets: { readonly preferences: string; readonly languages: Readonly<Record<string, string>> };
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
    const names = [manifest.preferences, manifest.stub, ...Object.values(manifest.languages)];
    const files = new Map(await Promise.all(names.map(async (name) => [name, await read(name)] as const)));
    const languages = Object.fromEntries(
      Object.entries(manifest.languages).map(([language, name]) => [language, `/w/${name}`]),
    );
    return {
      core: Buffer.from(await read(manifest.core))
        .toString("utf8")
        .trim(),
      assets: { preferences: `/w/${manifest.preferences}`, languages },
      files,
    };
  } catch (cause) {
    throw new WidgetFilesError("The widget's files are missing or damaged. In a checkout, run: npm run build", {
      cause,
    });
  }
}
