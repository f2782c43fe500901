import { glob, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { NPM_ENTRIES } from "../packages/widget/build/bundles.ts";
import { WIDGET_DOORS } from "./roll-up-types.ts";

const root = join(import.meta.dirname, "..");
const read = (path: string) => readFile(join(root, path), "utf8");

/** What the reference describes, and where it is declared. */
const DECLARED = {
  CookieHub: "api",
  ConsentEvents: "api",
  ConsentSnapshot: "api",
  BlockedTag: "api",
  Identity: "api",
  InitOptions: "start",
  AddOn: "add-on",
  AddOnHost: "add-on",
  HeadStubOptions: "stub",
} as const;

/** Reads the names of an interface's members. */
function readMembers(source: string, name: string): string[] {
  const body = new RegExp(`^export interface ${name} \\{\\n([\\s\\S]*?)^\\}`, "m").exec(source)?.[1];
  if (!body) throw new Error(`${name} is not declared`);
  return Array.from(body.matchAll(/^ {2}(?:readonly )?(\w+)[?(<:]/gm), ([, member]) => member ?? "");
}

/** Ways to an attribute whose name no source spells out, and the lists that hold those names. */
const BUILT_NAMES = /\bdata-(?:consent-)?\$\{/;
const BUILT_IN = ["gate/marked-tag.ts", "gate/start-element.ts", "guard/holder.ts", "placeholders/subject.ts"];
const NAME_LISTS = [/^const ASIDE_ATTRIBUTES = \[(.*)\];$/m, /^export const ADDRESS_ATTRIBUTES.*\{\n([\s\S]*?)^\};$/m];
/** `dataset.name`, `{ name } = ...dataset`, `Object.assign(...dataset, { name })`. */
const BY_DATASET = [/\bdataset\.(\w+)/g, /\{([^{}]*)\} = [\w?.]*dataset\b/g, /\.dataset, \{([^{}]*)\}/g];

const toAttribute = (key: string) => `data-${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** Finds every `data-` attribute that a source or style sheet of the widget reads or writes. */
function findAttributes(source: string): string[] {
  const spelt = Array.from(source.matchAll(/\bdata-[a-z]+(?:-[a-z]+)*\b(?!-)/g), ([name]) => name);
  const keyed = BY_DATASET.flatMap((way) => Array.from(source.matchAll(way), ([, names = ""]) => names.split(",")));
  const keys = keyed.flatMap((names) => names.map((name) => name.trim().replace(/\W.*$/, ""))).filter(Boolean);
  const listed = NAME_LISTS.flatMap((list) => Array.from((list.exec(source)?.[1] ?? "").matchAll(/"(\w+)"/g)));
  return [...spelt, ...keys.map(toAttribute), ...listed.map(([, name]) => `data-${name}`)];
}

/** Reads the first column of the table below a heading, without what a method takes. */
function readRows(page: string, heading: string): string[] {
  const section = page.split(/^## /m).find((text) => text.startsWith(`${heading}\n`)) ?? "";
  return Array.from(section.matchAll(/^\| `(\w+)(?:\([^`]*\))?` \|/gm), ([, member]) => member ?? "");
}

async function readSources(): Promise<Map<string, string>> {
  const folder = join(root, "packages/widget/src");
  const found = new Map<string, string>();
  for await (const path of glob("**/*.{ts,css}", { cwd: folder }))
    if (!/\.test(-d)?\.ts$/.test(path)) found.set(path, await readFile(join(folder, path), "utf8"));
  return found;
}

describe("the reference of the widget's API", () => {
  test.each(Object.entries(DECLARED))("describes every member of %s, and no other", async (name, file) => {
    const members = readMembers(await read(`packages/widget/src/${file}.ts`), name);
    expect(members.length).toBeGreaterThan(1);
    expect(readRows(await read("docs/reference/widget-api.md"), name)).toEqual(members);
  });

  test("describes every attribute that the sources read or set, and no other", async () => {
    const sources = await readSources();
    const attributes = new Set([...sources.values()].flatMap(findAttributes));
    expect(attributes.size).toBeGreaterThan(20);
    const page = await read("docs/reference/widget-api.md");
    const rows = Array.from(page.matchAll(/^\| `(data-[a-z-]+)` \|/gm), ([, name]) => name);
    expect(rows.sort()).toEqual([...attributes].sort());
  });

  test("misses no attribute: each is reached in a way that the test above can read", async () => {
    const sources = [...(await readSources())];
    expect(
      sources
        .filter(([, text]) => BUILT_NAMES.test(text))
        .map(([path]) => path)
        .sort(),
    ).toEqual(BUILT_IN);
    // A parameter `{ dataset }` is read by its members.
    const other = sources.filter(([, text]) =>
      /\bdataset\b/.test(BY_DATASET.reduce((rest, way) => rest.replace(way, ""), text).replace(/\{ dataset \}:/g, "")),
    );
    expect(other.map(([path]) => path)).toEqual([]);
  });

  test("lists every door of the package, which package.json, the build and the API reports have alike", async () => {
    const { exports } = JSON.parse(await read("packages/widget/package.json")) as { exports: Record<string, string> };
    const doors = Object.keys(exports).filter((door) => door !== "./package.json");
    const page = await read("docs/reference/widget-api.md");
    const listed = Array.from(page.matchAll(/^\| `@cookiehub\/widget(\S*)` \|/gm), ([, door]) => `.${door}`);
    expect(listed.sort()).toEqual(doors.sort());
    const names = doors.filter((door) => !door.endsWith(".json")).map((door) => door.slice(2) || "index");
    expect([...NPM_ENTRIES].sort()).toEqual(names.sort());
    expect(WIDGET_DOORS).toEqual(NPM_ENTRIES);
  });
});
