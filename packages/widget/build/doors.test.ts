import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { brotliCompressSync } from "node:zlib";
import { build } from "esbuild";
import { createElement } from "react";
import { renderToString } from "react-dom/server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createSSRApp, h } from "vue";
import { renderToString as renderVue } from "vue/server-renderer";
import { type BuiltFile, createNpmFiles, NPM_ENTRIES, packageRoot } from "./bundles.ts";

// Below the repository, so that the peers are found as they are from node_modules.
const folder = join(packageRoot, "../../node_modules/.cache/widget-doors", String(process.pid));
let files: ReadonlyMap<string, BuiltFile>;

beforeAll(async () => {
  files = new Map((await createNpmFiles()).map((file) => [file.name, file]));
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "package.json"), '{"type":"module","sideEffects":["./element.js"]}');
  await Promise.all([...files.values()].map(({ name, text }) => writeFile(join(folder, name), text)));
}, 180_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

const load = async <Door>(name: (typeof NPM_ENTRIES)[number]): Promise<Door> =>
  (await import(/* @vite-ignore */ pathToFileURL(join(folder, `${name}.js`)).href)) as Door;

interface Bundle {
  /** Text of what is loaded at once, and of what is imported later. */
  readonly initial: string;
  readonly brotliBytes: number;
  /** Sources that are loaded at once. */
  readonly modules: readonly string[];
}

/** Bundles one import as a site's bundler does. */
async function bundle(code: string): Promise<Bundle> {
  const result = await build({
    stdin: { contents: code, resolveDir: folder, sourcefile: "site.js" },
    ...{ bundle: true, minify: true, splitting: true, format: "esm", metafile: true, write: false },
    ...{ outdir: folder, external: ["react", "vue"], logLevel: "silent" },
  });
  const { outputs } = result.metafile;
  const wanted = new Set<string>();
  const add = (path: string) => {
    if (wanted.has(path)) return;
    wanted.add(path);
    for (const { path: next, kind } of outputs[path]?.imports ?? [])
      if (kind === "import-statement" && outputs[next]) add(next);
  };
  for (const [path, { entryPoint }] of Object.entries(outputs)) if (entryPoint?.includes("site.js")) add(path);
  const names = [...wanted].map((path) => path.split("/").at(-1));
  const texts = result.outputFiles
    .filter((file) => names.includes(file.path.split("/").at(-1)))
    .map((file) => file.text);
  const inputs = [...wanted].flatMap((path) =>
    Object.entries(outputs[path]?.inputs ?? {}).flatMap(([name, { bytesInOutput }]) => (bytesInOutput > 0 ? name : [])),
  );
  const modules = inputs.flatMap((name) => files.get(name.split("/").at(-1) ?? "")?.modules ?? []);
  const initial = texts.join("\n");
  return {
    initial,
    brotliBytes: brotliCompressSync(initial).length,
    modules: modules.map((path) => path.split("/src/")[1] ?? path),
  };
}

describe("the doors of the npm package", () => {
  test.each(NPM_ENTRIES)("%s can be imported where there is no page, and leaves no trace there", async (name) => {
    const before = Object.keys(globalThis);
    await load(name);
    expect(Object.keys(globalThis)).toEqual(before);
  });

  test.each(["index", "headless"] as const)("%s: init answers an inert object where there is no page", async (name) => {
    const { init } = await load<typeof import("../src/index.ts")>(name);
    const cookiehub = init({ tenant: "shop", endpoint: "https://consent.example" });
    cookiehub.acceptAll();
    cookiehub.push((api) => api.acceptAll());
    expect(await cookiehub.ready).toMatchObject({ decided: false, choices: {} });
    expect(cookiehub.isAllowed("essential")).toBe(false);
  });

  test("stub: writes what the sources write, whatever it is asked for", async () => {
    const { headStub: fromSource } = await import("../src/stub.ts");
    const { headStub } = await load<typeof import("../src/stub.ts")>("stub");
    const options = {
      regions: [{ region: ["US"], granted: ["ad_storage"] }],
      ...{ waitForUpdateMs: 1000, adsDataRedaction: true, urlPassthrough: true },
    } as const;
    expect([headStub(), headStub(options)]).toEqual([fromSource(), fromSource(options)]);
    expect(headStub(options)).toContain("US");
  });

  test("react: a server renders nothing as allowed", async () => {
    const { ConsentGate, useConsent } = await load<typeof import("../src/react.ts")>("react");
    const Shop = () =>
      createElement(
        "p",
        null,
        String(useConsent().decided),
        createElement(ConsentGate, { category: "analytics", fallback: "held" }, "shown"),
      );
    expect(renderToString(createElement(Shop)).replace(/<!-- -->/g, "")).toBe("<p>falseheld</p>");
    expect(files.get("react.js")?.text).toMatch(/^"use client";/);
  });

  test("vue: a server renders nothing as allowed", async () => {
    const { ConsentGate, useConsent } = await load<typeof import("../src/vue.ts")>("vue");
    const Shop = {
      setup() {
        const consent = useConsent();
        return () =>
          h("p", [
            String(consent.value.decided),
            h(ConsentGate, { category: "analytics" }, { default: () => "shown", fallback: () => "held" }),
          ]);
      },
    };
    expect((await renderVue(createSSRApp(Shop))).replace(/<!--.*?-->/g, "")).toBe("<p>falseheld</p>");
  });
});

describe("what a site's bundler makes of a door", () => {
  // Today's size and 2 %; the budget (DESIGN, section 6) is what it has to come down to.
  const HEADLESS_BYTES_MAX = 7_450;
  const HEADLESS_BYTES_BUDGET = 4_500;

  test("headless: none of the banner, the preferences, the gate or the languages", async () => {
    const { modules, brotliBytes } = await bundle('import { init } from "./headless.js"; init({});');
    const foreign =
      /^(ui\/(?!no-screen)|preferences\/|aftercare\/|gate\/(?!no-gate)|guard\/|placeholders\/|languages\/(?!page-language)|signals\/|theme\/|send\/(events|delivery))/;
    expect(modules.filter((path) => foreign.test(path))).toEqual([]);
    expect(modules).toContain("session.ts");
    const distance = brotliBytes - HEADLESS_BYTES_BUDGET;
    process.stdout.write(`headless: ${brotliBytes} bytes (brotli), ${distance} from the budget\n`);
    expect(brotliBytes).toBeLessThanOrEqual(HEADLESS_BYTES_MAX);
  });

  test.each(["react", "vue", "element"])("%s: the binding alone, at most 1 kB", async (name) => {
    const { modules, brotliBytes } = await bundle(`export * from "./${name}.js";`);
    const own = /^(react|vue|element|page-widget|frameworks\/gate-marks|state\/(is-allowed|empty-snapshot))\.ts$/;
    expect(modules.filter((path) => !own.test(path))).toEqual([]);
    process.stdout.write(`${name}: ${brotliBytes} bytes (brotli)\n`);
    expect(brotliBytes).toBeLessThanOrEqual(1_000);
  });

  test("an import for its effect alone is kept, an unused one is not", async () => {
    expect((await bundle('import "./element.js";')).initial).toContain("cookiehub-settings");
    expect((await bundle('import { init } from "./index.js";')).initial).toBe("");
    expect((await bundle('import { ConsentGate } from "./vue.js";')).initial).not.toContain("subscribe");
  });
});
