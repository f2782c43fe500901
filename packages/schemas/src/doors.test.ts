import { build } from "esbuild";
import { describe, expect, test } from "vitest";

const doors = {
  "./types": "types.ts",
  "./codec": "codec.ts",
  "./constants": "constants.ts",
  "./rules": "rules/index.ts",
  "./signals": "signals/index.ts",
};

/** Everything that a bundler would pull in behind an entry. */
async function readModules(entry: string): Promise<string[]> {
  const { metafile } = await build({
    entryPoints: [`${import.meta.dirname}/${entry}`],
    bundle: true,
    write: false,
    metafile: true,
    format: "esm",
    treeShaking: false,
  });
  return Object.keys(metafile.inputs);
}

describe("the doors that browsers use", () => {
  test.each(Object.entries(doors))("%s pulls in no zod and no other package", async (_, entry) => {
    const modules = await readModules(entry);
    expect(modules.filter((path) => path.includes("node_modules") || path.includes("/zod/"))).toEqual([]);
  });

  test("only the main door leads to zod, so the check can see it", async () => {
    expect((await readModules("index.ts")).some((path) => path.includes("node_modules/zod/"))).toBe(true);
  });

  test("./types holds nothing at run time", async () => {
    expect(Object.keys(await import("./types.ts"))).toEqual([]);
  });
});
