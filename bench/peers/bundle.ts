import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { build } from "esbuild";
import type { Peer } from "./peer.ts";

const modules = resolve(import.meta.dirname, "../../node_modules");
const cache = join(modules, ".cache/bench-peers");

/** What a browser loads of one peer. */
export interface PeerFiles {
  /** The package and its version, as people read it. */
  readonly name: string;
  /** By the path below the peer's own folder. */
  readonly files: ReadonlyMap<string, Buffer>;
}

/**
 * Bundles what a peer's page needs, minified and for production, and copies what is served as the package has it.
 * The files are left in `node_modules/.cache/bench-peers` to be looked at.
 */
export async function createPeerFiles(peer: Peer): Promise<PeerFiles> {
  const folder = join(modules, peer.packageName);
  const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { version: string };
  const files = new Map<string, Buffer>();
  for (const path of peer.copies) files.set(toServedPath(path), readFileSync(join(folder, path)));
  for (const name of peer.bundles) files.set(name.replace(/\.ts$/, ".js"), await bundle(name));
  for (const [path, body] of files) {
    const file = join(cache, peer.id, path);
    mkdirSync(resolve(file, ".."), { recursive: true });
    writeFileSync(file, body);
  }
  return { name: `${peer.packageName} ${version}`, files };
}

/** Where a package's file is served: tarteaucitron looks for its `css` and `lang` folders, `dist` is nobody's address. */
function toServedPath(path: string): string {
  return path.startsWith("dist/") ? basename(path) : path;
}

async function bundle(name: string): Promise<Buffer> {
  const { outputFiles } = await build({
    entryPoints: [resolve(import.meta.dirname, "browser", name)],
    bundle: true,
    minify: true,
    write: false,
    format: "iife",
    platform: "browser",
    target: "es2020",
    charset: "ascii",
    legalComments: "none",
    define: { "process.env.NODE_ENV": '"production"' },
  });
  const [output] = outputFiles;
  if (!output) throw new Error(`nothing came of bundling ${name}`);
  return Buffer.from(output.contents);
}
