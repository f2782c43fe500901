import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { beforeAll, describe, expect, test } from "vitest";
import { type BuiltFile, createBrowserFiles, createNpmFiles } from "./bundles.ts";
import { INTERNAL_NAMES } from "./internal-names.ts";

let browser: BuiltFile[];
let npm: BuiltFile[];

beforeAll(async () => {
  [browser, npm] = await Promise.all([createBrowserFiles(), createNpmFiles()]);
}, 180_000);

const find = (name: RegExp): BuiltFile => {
  const file = browser.find((candidate) => name.test(candidate.name));
  if (!file) throw new Error(`no file ${name}`);
  return file;
};
const toBrotliBytes = (file: BuiltFile) => brotliCompressSync(file.text).length;

describe("the files that browsers load", () => {
  test("hold no zod, no framework, and nothing of the server's tables", () => {
    for (const { name, modules } of [...browser, ...npm]) {
      // Strings of GPP are written in the browser, and never read; those of the TCF are both. What their files have in common
      // stands in files of its own where a site bundles them.
      const isIab = modules.some((path) => /src\/(iab|gpp|tcf|tcf-preferences)\//.test(path));
      const codecs = /^gpp(-tcf)?\./.test(name) ? "tcf" : isIab ? "none" : "signals|tcf|gpp";
      const isShared = modules.every((path) => /schemas\/src\/(signals|tcf)\//.test(path));
      const foreign = new RegExp(`zod|preact|jurisdictions|schemas/src/(zod|${isShared ? "none" : codecs})/`);
      expect(modules.filter((path) => foreign.test(path) && !/signals\/index|consent-mode/.test(path))).toEqual([]);
    }
    for (const name of [/^gpp\./, /^gpp-tcf\./])
      expect(find(name).text).not.toMatch(/SignalStringError|must be a TC string/);
    // Where the TCF does not apply nobody pays for its section.
    expect(find(/^gpp\./).text).not.toContain("PurposeConsent");
  });

  test("D17: hold no sink that a strict policy would stop, no build-time name, and only ASCII", () => {
    for (const { name, text, modules } of [...browser, ...npm]) {
      for (const forbidden of ["process.env", "document.write(", "eval(", "new Function"]) {
        expect(text, name).not.toContain(forbidden);
      }
      // The guard stands around the page's own use of them: it names them, and never uses them.
      const isGuard = modules.some((path) => path.includes("/guard/markup"));
      expect(text, name).not.toMatch(isGuard ? /\.(?:inner|outer)HTML|\["\w+HTML"\]/ : /(?:inner|outer)HTML/);
      expect(text, name).toMatch(/^[\t\n\x20-\x7e]*$/);
    }
  });

  test("no internal member is reached by a text: under its short name it would not be found", () => {
    // What Google's tags are told is a word of its own.
    const texts = new RegExp(`["'\`](?:${INTERNAL_NAMES.filter((name) => name !== "granted").join("|")})["'\`]`, "g");
    for (const { name, text } of browser) expect(text.match(texts), name).toBeNull();
  });

  test("internal members have short names in every file alike: none was left out", () => {
    const names = new RegExp(`[.{,](?:${INTERNAL_NAMES.join("|")})\\b`);
    for (const { name, text } of browser.filter((file) => file.name.endsWith(".js"))) {
      expect(names.exec(text)?.[0], name).toBeUndefined();
    }
  });

  test("T91 no internal member is reached by a text, which keeps its long name: it would be missing there", () => {
    // The one that is a value of Consent Mode as well.
    const texts = new RegExp(`["'\`](?:${INTERNAL_NAMES.filter((name) => name !== "granted").join("|")})["'\`]`);
    for (const { name, text } of browser.filter((file) => file.name.endsWith(".js"))) {
      expect(texts.exec(text)?.[0], name).toBeUndefined();
    }
  });

  test("the core is one expression, which a call completes", () => {
    const { text } = find(/^core\.js$/);
    const [, expression = ""] = text.split("\n");
    expect(expression).toMatch(/^!\([\w$]+=>\{/);
    expect(() => new Function(`${text}({});`)).not.toThrow();
    expect(() => new Function(`${text};`)).not.toThrow();
    expect(() => new Function(`return ${expression.slice(1)}`)()).not.toThrow();
  });

  test("what starts the widget begins with the word that has it compiled while it loads: later it would not count", () => {
    for (const name of [/^core\.js$/, /^cookiehub\.js$/, /^aftercare\./, /^background\./]) {
      expect(find(name).text).toMatch(/^\/\/# allFunctionsCalledOnLoad\n/);
    }
  });

  test("the static script knows every file beside it by its name alone, and costs little more than the core", () => {
    const { text } = find(/^cookiehub\.js$/);
    const { chunks, addOnModules, languages } = JSON.parse(find(/^manifest\.json$/).text);
    for (const name of [chunks, addOnModules, languages].flatMap((group) => Object.values<string>(group))) {
      expect(text).toContain(`"${name}"`);
    }
    expect(() => new Function(text)).not.toThrow();
    const moreBytes = brotliCompressSync(text).length - toBrotliBytes(find(/^core\.js$/));
    expect(moreBytes).toBeLessThanOrEqual(2_200);
  });

  test("chunks bring nothing that the core has", () => {
    const paths = find(/^preferences\./).modules.map((path) => path.split("/widget/src/")[1]);
    expect(paths).toContain("preferences/preferences.ts");
    expect(paths.filter((path) => !path?.startsWith("preferences/"))).toEqual([]);
  });

  test("the manifest names every file, chunks by their content", () => {
    const manifest = JSON.parse(find(/^manifest\.json$/).text);
    const names = [
      manifest.core,
      manifest.stub,
      manifest.iabStub,
      manifest.script,
      ...Object.values(manifest.chunks),
      ...Object.values(manifest.addOns),
      ...Object.values(manifest.addOnModules),
      ...Object.values(manifest.languages),
      "manifest.json",
    ];
    expect(names.sort()).toEqual(browser.map((file) => file.name).sort());
    expect(manifest.chunks.preferences).toMatch(/^preferences\.[0-9a-f]{10}\.js$/);
  });

  test("weigh what was promised (DESIGN, section 6)", () => {
    expect(toBrotliBytes(find(/^core\.js$/))).toBeLessThanOrEqual(11_500);
    expect(toBrotliBytes(find(/^preferences\./))).toBeLessThanOrEqual(5_000);
    expect(toBrotliBytes(find(/^tcf-preferences\./))).toBeLessThanOrEqual(7_000);
    expect(toBrotliBytes(find(/^history\./))).toBeLessThanOrEqual(1_200);
    expect(toBrotliBytes(find(/^placeholders\./))).toBeLessThanOrEqual(2_560);
    expect(toBrotliBytes(find(/^cleanup\./))).toBeLessThanOrEqual(1_600);
    expect(toBrotliBytes(find(/^gpp\./))).toBeLessThanOrEqual(3_500);
    expect(toBrotliBytes(find(/^gpp-tcf\./))).toBeLessThanOrEqual(1_100);
    expect(toBrotliBytes(find(/^add-on-iab\./))).toBeLessThanOrEqual(350);
    expect(toBrotliBytes(find(/^de\./))).toBeLessThanOrEqual(2_000);
    for (const stub of [/^stub\.js$/, /^stub-iab\.js$/])
      expect(gzipSync(find(stub).text, { level: 9 }).length).toBeLessThanOrEqual(1_200);
  });

  test("two builds of the same sources are the same, byte for byte", async () => {
    expect(await createBrowserFiles()).toEqual(browser);
  }, 180_000);
});

describe("the npm entry", () => {
  test("can be imported where there is no page, and answers an inert object there", async () => {
    const folder = await mkdtemp(join(tmpdir(), "cookiehub-npm-"));
    await Promise.all(
      npm.map((file) =>
        writeFile(join(folder, file.name.replace(/\.js$/, ".mjs")), file.text.replace(/\.js"/g, '.mjs"')),
      ),
    );
    const { init } = (await import(
      /* @vite-ignore */ pathToFileURL(join(folder, "index.mjs")).href
    )) as typeof import("../src/index.ts");
    await rm(folder, { recursive: true });
    const cookiehub = init({ tenant: "shop", endpoint: "https://consent.example" });
    cookiehub.acceptAll();
    expect(await cookiehub.ready).toMatchObject({ decided: false, choices: {} });
    expect(cookiehub.isAllowed("analytics")).toBe(false);
  });

  test("loads preferences and languages only when they are needed", () => {
    const code = npm.map((file) => file.text).join("\n");
    expect(code).toMatch(/import\("\.\/preferences-[\w-]+\.js"\)/);
    expect(code).toMatch(/import\("\.\/de-[\w-]+\.js"\)/);
  });
});
