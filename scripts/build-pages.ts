import { resolve } from "node:path";
import { build } from "esbuild";

/** Bundles the scripts of the pages that the server shows, each with what it uses of the schemas. */
export async function buildPages(root: string): Promise<boolean> {
  const server = resolve(root, "packages/server");
  const { errors } = await build({
    entryPoints: [resolve(server, "src/inspector/browser/page.ts")],
    outfile: resolve(server, "dist/inspector/browser/page.js"),
    ...{ bundle: true, minify: true, charset: "ascii", format: "iife", target: "es2022" },
    conditions: ["@cookiehub/source"],
  });
  return errors.length === 0;
}
