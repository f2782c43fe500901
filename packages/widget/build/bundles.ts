import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { nodeResolve } from "@rollup/plugin-node-resolve";
import { transform } from "esbuild";
import { type OutputChunk, type Plugin, rollup } from "rollup";
import esbuild from "rollup-plugin-esbuild";
import { patchDependencies } from "./patch-dependencies.ts";

export const packageRoot = join(dirname(fileURLToPath(import.meta.url)), "..");
export const LANGUAGES = ["de"] as const;

const sourceRoot = join(packageRoot, "src");
const target = "es2020";

/** One file to be written, and the modules that it was made of. */
export interface BuiltFile {
  readonly name: string;
  readonly text: string;
  readonly modules: readonly string[];
}

/** Builds the files that browsers load: core, head stub, chunks under content-hashed names, and the manifest. */
export async function createBrowserFiles(): Promise<BuiltFile[]> {
  const [core, stub, preferences, ...languages] = await Promise.all([
    createCore(),
    createStub(),
    createChunk("preferences", "preferences/preferences.ts"),
    ...LANGUAGES.map((code) => createChunk(code, `languages/${code}.ts`)),
  ]);
  const manifest = {
    core: core.name,
    stub: stub.name,
    preferences: preferences.name,
    languages: Object.fromEntries(LANGUAGES.map((code, index) => [code, languages[index]?.name])),
  };
  const text = `${JSON.stringify(manifest, null, 2)}\n`;
  return [core, stub, preferences, ...languages, { name: "manifest.json", text, modules: [] }];
}

/** Builds the npm entries: ES modules, with the preferences and the languages as chunks that are imported when needed. */
export async function createNpmFiles(): Promise<BuiltFile[]> {
  const bundle = await rollup({
    input: { index: join(sourceRoot, "index.ts"), stub: join(sourceRoot, "stub.ts") },
    plugins: createPlugins(true),
    onwarn: onWarning,
  });
  const { output } = await bundle.generate({ format: "es", chunkFileNames: "[name]-[hash].js" });
  await bundle.close();
  return output.filter((file) => file.type === "chunk").map((chunk) => toFile(chunk.fileName, chunk.code, chunk));
}

// The server appends the call, `({...});`: until then the text is one function expression.
async function createCore(): Promise<BuiltFile> {
  const chunk = await createSingle("script-entry.ts");
  const wrapped = `(function(CH_SETUP){"use strict";${chunk.code}})(CH_ARGUMENT);`;
  const { code } = await transform(wrapped, { minify: true, target, charset: "ascii", legalComments: "none" });
  const expression = /^\((function\(.*\})\)\(CH_ARGUMENT\);\s*$/s.exec(code)?.[1];
  if (!expression) throw new Error("The core is not a function expression any more");
  return toFile("core.js", `!${expression}`, chunk);
}

// Run from its own bundle, so that the build works before any other package is built.
async function createStub(): Promise<BuiltFile> {
  const chunk = await createSingle("stub.ts");
  const module = (await import(
    `data:text/javascript,${encodeURIComponent(chunk.code)}`
  )) as typeof import("../src/stub.ts");
  return toFile("stub.js", `${module.headStub()}\n`, chunk);
}

async function createChunk(name: string, path: string): Promise<BuiltFile> {
  const chunk = await createSingle(path);
  const { code } = await transform(chunk.code, { minify: true, target, format: "esm", charset: "ascii" });
  const hash = createHash("sha256").update(code).digest("hex").slice(0, 10);
  return toFile(`${name}.${hash}.js`, code, chunk);
}

async function createSingle(path: string): Promise<OutputChunk> {
  const bundle = await rollup({ input: join(sourceRoot, path), plugins: createPlugins(false), onwarn: onWarning });
  const { output } = await bundle.generate({ format: "es", inlineDynamicImports: true });
  await bundle.close();
  return output[0];
}

function createPlugins(isMinified: boolean): Plugin[] {
  return [
    inlineCss(),
    patchDependencies(),
    nodeResolve({ exportConditions: ["@cookiehub/source", "import", "default"], browser: true }),
    // Dependencies too: nanostores reads `process.env.NODE_ENV`, which no browser has.
    esbuild({
      target,
      charset: "ascii",
      minify: isMinified,
      define: { "process.env.NODE_ENV": '"production"' },
      exclude: [],
    }),
  ];
}

// The same suffix works in vite, so that tests run on the sources.
function inlineCss(): Plugin {
  const suffix = "?inline";
  return {
    name: "inline-css",
    resolveId: (source, importer) =>
      source.endsWith(`.css${suffix}`) && importer ? join(dirname(importer), source) : null,
    async load(id) {
      if (!id.endsWith(`.css${suffix}`)) return null;
      const css = await readFile(id.slice(0, -suffix.length), "utf8");
      const { code } = await transform(css, { loader: "css", minify: true, charset: "ascii" });
      return { code: `export default ${JSON.stringify(code.trim())};`, moduleSideEffects: false };
    },
  };
}

function toFile(name: string, text: string, chunk: OutputChunk): BuiltFile {
  return { name, text, modules: chunk.moduleIds };
}

function onWarning(warning: { message: string }): never {
  throw new Error(warning.message);
}
