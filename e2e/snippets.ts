import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { build, type Plugin } from "esbuild";
import { compileScript, parse } from "vue/compiler-sfc";

/** One fenced block of a guide. */
export interface Snippet {
  readonly guide: string;
  /** Line of the guide that the block begins on. */
  readonly line: number;
  readonly language: string;
  /** Path of the file that it stands for, where its first line says so; else a name of its own. */
  readonly file: string;
  readonly text: string;
  /** Why it is not run; `null`: it is. */
  readonly reason: string | null;
}

const root = join(import.meta.dirname, "..");
const cache = join(root, "node_modules/.cache/docs-snippets");
const MODULES = ["ts", "tsx", "vue"];
const FENCE = /^```([\w-]+)(?: no-run(?:: *(.+))?)?\n([\s\S]*?)^```$/gm;

// What a bundler's own template declares, and the names that only a page with a tag has.
const SHIM = `declare module "*.vue" { const component: import("vue").Component; export default component; }\n`;

/** Reads the fenced blocks of the guides that there are. */
export async function readSnippets(guides: readonly string[]): Promise<Snippet[]> {
  const all = await Promise.all(
    guides.map(async (guide) => {
      const text = await readFile(join(root, guide), "utf8").catch(() => "");
      return Array.from(text.matchAll(FENCE), (match) => toSnippet(guide, text, match));
    }),
  );
  return all.flat();
}

function toSnippet(guide: string, text: string, [whole, language = "", why, body = ""]: RegExpMatchArray): Snippet {
  const start = text.indexOf(whole);
  const line = text.slice(0, start).split("\n").length;
  const named = /^(?:\/\/|<!--) ([\w./-]+\.\w+)/.exec(body)?.[1];
  const isHeld = /^```[\w-]+ no-run/.test(whole);
  return {
    guide,
    line,
    language,
    text: body,
    file: named ?? `line-${line}.${language}`,
    reason: isHeld ? (why ?? "") : null,
  };
}

/** Whether a block is code that a bundler takes. */
export function isModule({ language }: Snippet): boolean {
  return MODULES.includes(language);
}

/** Writes the modules of the guides where `@cookiehub/widget` is found as it is from any site. */
export async function writeModules(snippets: readonly Snippet[]): Promise<string> {
  const folder = join(cache, String(process.pid));
  await rm(folder, { recursive: true, force: true });
  for (const snippet of snippets.filter(isModule)) {
    const path = toPath(folder, snippet);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, snippet.text);
    // The compiler reads no template: of a component it is given the script.
    const script =
      snippet.language === "vue" && /<script setup lang="ts">\n([\s\S]*?)<\/script>/.exec(snippet.text)?.[1];
    if (script) await writeFile(`${path}.script.ts`, script);
  }
  await writeFile(join(folder, "shim.d.ts"), SHIM);
  const compilerOptions = {
    ...{ target: "es2022", module: "esnext", moduleResolution: "bundler", moduleDetection: "force", jsx: "react-jsx" },
    ...{ lib: ["es2022", "dom", "dom.iterable"], types: ["react"], strict: true, noEmit: true, skipLibCheck: false },
  };
  await writeFile(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["**/*.ts", "**/*.tsx"] }));
  return folder;
}

/** Answers where `writeModules` has put a block. */
export function toPath(folder: string, { guide, file }: Snippet): string {
  return join(folder, guide.replace(/\W+/g, "-"), file);
}

/** Bundles one file as a site's bundler does. `node`: for the server, the packages left out. */
export async function bundleFile(path: string, platform: "browser" | "node" = "browser"): Promise<string> {
  const result = await build({
    entryPoints: [path],
    ...{ bundle: true, write: false, format: "esm", target: "es2022", jsx: "automatic", logLevel: "silent", platform },
    ...(platform === "node" && { packages: "external" as const }),
    define: {
      "process.env.NODE_ENV": '"production"',
      ...{
        __VUE_OPTIONS_API__: "true",
        __VUE_PROD_DEVTOOLS__: "false",
        __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: "true",
      },
    },
    plugins: [vueFiles()],
  });
  return result.outputFiles[0]?.text ?? "";
}

function vueFiles(): Plugin {
  return {
    name: "vue-files",
    setup({ onLoad }) {
      onLoad({ filter: /\.vue$/ }, async ({ path }) => {
        const { descriptor, errors } = parse(await readFile(path, "utf8"), { filename: path });
        if (errors.length > 0) throw errors[0];
        return { contents: compileScript(descriptor, { id: "snippet", inlineTemplate: true }).content, loader: "ts" };
      });
    },
  };
}
