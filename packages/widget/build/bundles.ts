import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { nodeResolve } from "@rollup/plugin-node-resolve";
import { transform } from "esbuild";
import { type OutputChunk, type Plugin, rollup } from "rollup";
import esbuild from "rollup-plugin-esbuild";
import { VENDOR_SIGNALS } from "../../schemas/src/constants.ts";
import type { StaticFiles } from "../src/static.ts";
import type { HeadStubOptions } from "../src/stub.ts";
import { internalNpmNames, minifyScript, shortNames } from "./minify.ts";

export const packageRoot = join(dirname(fileURLToPath(import.meta.url)), "..");

/** Loaded when they are needed: name -> source. */
const CHUNKS = {
  aftercare: "aftercare/aftercare.ts",
  background: "background/background.ts",
  preferences: "preferences/preferences.ts",
  "tcf-preferences": "tcf-preferences/tcf-preferences.ts",
  history: "history/history.ts",
  placeholders: "placeholders/add-on.ts",
  cleanup: "cleanup/add-on.ts",
  live: "live/add-on.ts",
  tcf: "tcf/tcf.ts",
  "tcf-asking": "tcf/asking.ts",
  gpp: "gpp/gpp.ts",
  "gpp-tcf": "gpp/tcf-link.ts",
} as const;

/** Put into a tenant's script where its configuration switches them on: name -> source. */
const EARLY_ADD_ONS = {
  experiment: "experiment/add-on.ts",
  fingerprint: "fingerprint/add-on.ts",
  gpc: "gpc/add-on.ts",
  iab: "iab/add-on.ts",
  modal: "modal/add-on.ts",
  tcf: "tcf/add-on.ts",
  guard: "guard/add-on.ts",
  link: "link/add-on.ts",
  theme: "theme/add-on.ts",
  ...Object.fromEntries(VENDOR_SIGNALS.map((name) => [`signal-${name}`, `signals/${name}.ts`])),
};

/** Doors of the npm package. */
export const NPM_ENTRIES = ["index", "headless", "stub", "react", "vue", "element"] as const;

/** What a page brings itself. */
const EXTERNAL = ["react", "vue"];

// Nearly all of a core, and of what every first visit loads after it, is called at once. Told so, V8 compiles the file while
// it loads, off the main thread, in place of each function at its first call. It has to stand first; other engines read a
// comment (explicit compile hints, Chrome 136).
const COMPILE_AT_ONCE = "//# allFunctionsCalledOnLoad\n";
const CALLED_AT_ONCE = ["aftercare", "background"];

const sourceRoot = join(packageRoot, "src");
const LANGUAGE_FILE = /^([a-z]{2,3}(?:-[A-Z][A-Za-z]{1,3})?)\.ts$/;
const target = "es2020";

/** One file to be written, and the modules that it was made of. */
export interface BuiltFile {
  readonly name: string;
  readonly text: string;
  readonly modules: readonly string[];
}

/**
 * Builds the files that browsers load: core, head stub without and with the functions of the IAB, the static script, chunks under content-hashed names, and the
 * manifest.
 */
export async function createBrowserFiles(): Promise<BuiltFile[]> {
  const [core, [stub, iabStub]] = await Promise.all([createCore(), createStubs()]);
  const chunks = await createFiles(Object.entries(CHUNKS), createChunk);
  const addOns = await createFiles(Object.entries(EARLY_ADD_ONS), createEarlyAddOn);
  const addOnModules = new Map([...addOns].map(([name, file]) => [name, toModule(name, file)]));
  const languages = await createLanguageFiles();
  const toNames = (files: ReadonlyMap<string, BuiltFile>) =>
    Object.fromEntries([...files].map(([key, file]) => [key, file.name]));
  const beside = { chunks: toNames(chunks), languages: toNames(languages) };
  const script = await createStaticScript({ ...beside, addOns: toNames(addOnModules) });
  const manifest = {
    ...{ core: core.name, stub: stub.name, iabStub: iabStub.name, script: script.name, chunks: beside.chunks },
    ...{ addOns: toNames(addOns), addOnModules: toNames(addOnModules), languages: beside.languages },
  };
  const text = `${JSON.stringify(manifest, null, 2)}\n`;
  return [
    ...[core, stub, iabStub, script],
    ...[chunks, addOns, addOnModules, languages].flatMap((files) => [...files.values()]),
    { name: "manifest.json", text, modules: [] },
  ];
}

/** Names every language that there is a file for, in order. */
export async function readLanguageCodes(): Promise<string[]> {
  const files = await readdir(join(sourceRoot, "languages"));
  return files.flatMap((name) => LANGUAGE_FILE.exec(name)?.[1] ?? []).sort();
}

/** Builds one file for each language: code -> file. */
export async function createLanguageFiles(): Promise<Map<string, BuiltFile>> {
  const codes = await readLanguageCodes();
  return createFiles(
    codes.map((code) => [code, `languages/${code}.ts`] as const),
    createChunk,
  );
}

async function createFiles(
  sources: readonly (readonly [string, string])[],
  create: (name: string, path: string) => Promise<BuiltFile>,
): Promise<Map<string, BuiltFile>> {
  return new Map(await Promise.all(sources.map(async ([name, path]) => [name, await create(name, path)] as const)));
}

/** Builds the npm entries: ES modules, with the preferences and the languages as chunks that are imported when needed. */
export async function createNpmFiles(): Promise<BuiltFile[]> {
  const bundle = await rollup({
    input: Object.fromEntries(NPM_ENTRIES.map((name) => [name, join(sourceRoot, `${name}.ts`)])),
    plugins: createPlugins(true),
    external: EXTERNAL,
    onwarn: onWarning,
  });
  const { output } = await bundle.generate({
    ...{ format: "es", chunkFileNames: "[name]-[hash].js" },
    // Its hooks run in the browser's part of an application that also renders on a server.
    banner: ({ isEntry, name }) => (isEntry && name === "react" ? '"use client";' : ""),
  });
  await bundle.close();
  return output.filter((file) => file.type === "chunk").map((chunk) => toFile(chunk.fileName, chunk.code, chunk));
}

// The server appends the call, `({...});`: until then the text is one function expression.
async function createCore(): Promise<BuiltFile> {
  const chunk = await createSingle("script-entry.ts");
  const wrapped = `CH_VALUE((CH_SETUP)=>{"use strict";${chunk.code}});`;
  const code = await minifyScript(wrapped, { module: false, isPlain: true });
  const expression = /^CH_VALUE\((\(?[\w$]+\)?=>\{.*\})\);\s*$/s.exec(code)?.[1];
  if (!expression) throw new Error("The core is not a function expression any more");
  return toFile("core.js", `${COMPILE_AT_ONCE}!(${expression})`, chunk);
}

// The same for everybody: it knows the names of the files beside it, and reads the tenant from its element.
async function createStaticScript(files: StaticFiles): Promise<BuiltFile> {
  const chunk = await createSingle("static-entry.ts");
  const wrapped = `(function(CH_FILES){"use strict";${chunk.code}})(${JSON.stringify(files)});`;
  const code = await minifyScript(wrapped, { module: false });
  return toFile("cookiehub.js", COMPILE_AT_ONCE + code, chunk);
}

// One expression, whose value is `createAddOn`: the server puts it into the list that it calls the core with.
async function createEarlyAddOn(name: string, path: string): Promise<BuiltFile> {
  const chunk = await createSingle(path, "iife");
  const wrapped = `CH_VALUE((function(){"use strict";${chunk.code};return CH_ADD_ON.createAddOn})());`;
  const code = await minifyScript(wrapped, { module: false });
  const expression = /^CH_VALUE\((.*)\);\s*$/s.exec(code)?.[1];
  if (!expression) throw new Error(`The add-on ${name} is not one expression`);
  return toFile(`add-on-${name}.js`, expression, chunk);
}

// Run from its own bundle, so that the build works before any other package is built.
async function createStubs(): Promise<readonly [stub: BuiltFile, iabStub: BuiltFile]> {
  const chunk = await createSingle("stub.ts");
  const module = (await import(
    `data:text/javascript,${encodeURIComponent(chunk.code)}`
  )) as typeof import("../src/stub.ts");
  const write = (name: string, options?: HeadStubOptions) => toFile(name, `${module.headStub(options)}\n`, chunk);
  return [write("stub.js"), write("stub-iab.js", { tcf: true, gpp: true })];
}

async function createChunk(name: string, path: string): Promise<BuiltFile> {
  const chunk = await createSingle(path);
  const hint = CALLED_AT_ONCE.includes(name) ? COMPILE_AT_ONCE : "";
  const code = hint + (await minifyScript(chunk.code, { module: true }));
  return toFile(toHashedName(name, code), code, chunk);
}

/** Makes an early add-on a file of its own, for the script that is the same for everybody. */
function toModule(name: string, { text, modules }: BuiltFile): BuiltFile {
  const code = `export const createAddOn=${text};\n`;
  return { name: toHashedName(name, code), text: code, modules };
}

function toHashedName(name: string, code: string): string {
  return `${name}.${createHash("sha256").update(code).digest("hex").slice(0, 10)}.js`;
}

async function createSingle(path: string, format: "es" | "iife" = "es"): Promise<OutputChunk> {
  const bundle = await rollup({ input: join(sourceRoot, path), plugins: createPlugins(false), onwarn: onWarning });
  const { output } = await bundle.generate({ format, name: "CH_ADD_ON", inlineDynamicImports: true });
  await bundle.close();
  return output[0];
}

// A site's bundler goes on from these files, but does not know which members are ours alone.
const MINIFIED = { minify: true, mangleProps: internalNpmNames, mangleCache: { ...shortNames } };

function createPlugins(isMinified: boolean): Plugin[] {
  return [
    inlineCss(),
    nodeResolve({ exportConditions: ["@cookiehub/source", "import", "default"], browser: true }),
    esbuild({ target, charset: "ascii", ...(isMinified && MINIFIED) }),
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
      return { code: `export default ${JSON.stringify(toShortCss(code.trim()))};`, moduleSideEffects: false };
    },
  };
}

// What the minifier leaves: quotes in `:host(...)`, which cost an escape each, and the space of a custom property.
function toShortCss(css: string): string {
  return css.replace(/="([a-z]+)"\]/g, "=$1]").replace(/(--[a-z-]+:) /g, "$1");
}

function toFile(name: string, text: string, chunk: OutputChunk): BuiltFile {
  return { name, text, modules: chunk.moduleIds };
}

function onWarning(warning: { message: string }): never {
  throw new Error(warning.message);
}
