import { readFile } from "node:fs/promises";
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
  HeadStubOptions: "stub",
} as const;

/** Reads the names of an interface's members. */
function readMembers(source: string, name: string): string[] {
  const body = new RegExp(`^export interface ${name} \\{\\n([\\s\\S]*?)^\\}`, "m").exec(source)?.[1];
  if (!body) throw new Error(`${name} is not declared`);
  return Array.from(body.matchAll(/^ {2}(?:readonly )?(\w+)[?(<:]/gm), ([, member]) => member ?? "");
}

/** Reads the first column of the table below a heading, without what a method takes. */
function readRows(page: string, heading: string): string[] {
  const section = page.split(/^## /m).find((text) => text.startsWith(`${heading}\n`)) ?? "";
  return Array.from(section.matchAll(/^\| `(\w+)(?:\([^`]*\))?` \|/gm), ([, member]) => member ?? "");
}

describe("the reference of the widget's API", () => {
  test.each(Object.entries(DECLARED))("describes every member of %s, and no other", async (name, file) => {
    const members = readMembers(await read(`packages/widget/src/${file}.ts`), name);
    expect(members.length).toBeGreaterThan(1);
    expect(readRows(await read("docs/reference/widget-api.md"), name)).toEqual(members);
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
