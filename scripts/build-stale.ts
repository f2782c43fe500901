import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { buildPages } from "./build-pages.ts";
import { type BuildStep, isStale, type Stamps, toInputHash, writeStamp } from "./build-stamp.ts";
import { rollUpWidgetTypes } from "./roll-up-types.ts";
import { runStep, toDurationText } from "./run-step.ts";

const root = resolve(import.meta.dirname, "..");
const stamps: Stamps = { root, directory: resolve(root, "node_modules/.cache/build") };
const settings = ["tsconfig.base.json", "package-lock.json", "packages/*/package.json", "packages/*/tsconfig.json"];
const projects = ["packages/schemas", "packages/widget", "packages/server"];

interface RunnableStep extends BuildStep {
  run(): Promise<boolean>;
}

const STEPS: readonly RunnableStep[] = [
  {
    name: "packages",
    inputs: [...settings, "packages/{schemas,widget,server}/src/**/*.{ts,tsx}"],
    outputs: [
      "packages/schemas/dist/index.js",
      "node_modules/.cache/tsc/widget/index.d.ts",
      "packages/server/dist/main.js",
    ],
    async run() {
      // The compiler trusts its notes in node_modules/.cache: outputs deleted behind its back come back only with --force.
      const isWhole = this.outputs.every((output) => existsSync(resolve(root, output)));
      const force = isWhole ? [] : ["--force"];
      return (await runStep(["tsc", "-b", ...force, ...projects], { cwd: root })).exitCode === 0;
    },
  },
  {
    name: "widget",
    inputs: [...settings, "packages/{schemas,widget}/src/**/*.{ts,tsx,css,json}", "packages/widget/build/**/*.ts"],
    outputs: ["packages/widget/dist/npm/index.js", "packages/widget/dist/browser/manifest.json"],
    run: async () => (await runStep(["node", "packages/widget/build/build.ts"], { cwd: root })).exitCode === 0,
  },
  {
    name: "widget types",
    inputs: [
      ...settings,
      "packages/{schemas,widget}/src/**/*.{ts,tsx}",
      "scripts/roll-up-types.ts",
      "scripts/extract-api.ts",
    ],
    outputs: ["packages/widget/dist/npm/index.d.ts", "packages/widget/dist/npm/stub.d.ts"],
    run: async () => rollUpWidgetTypes(root),
  },
  {
    name: "server pages",
    inputs: [
      ...settings,
      "packages/schemas/src/{signals,tcf}/**/*.ts",
      "packages/server/src/inspector/**/*.ts",
      "scripts/build-pages.ts",
    ],
    outputs: ["packages/server/dist/inspector/browser/page.js"],
    run: async () => buildPages(root),
  },
];

/**
 * Builds what is stale, in order: the compiler, the widget's bundles, its rolled-up types, the scripts of the server's pages. Says what it does.
 * Stops at the first step that fails. `force` runs every step.
 */
export async function buildStale(
  options: { readonly force?: boolean } = {},
): Promise<{ readonly isOk: boolean; readonly durationMs: number }> {
  const startedAtMs = performance.now();
  const toOutcome = (isOk: boolean) => ({ isOk, durationMs: performance.now() - startedAtMs });
  for (const step of STEPS) {
    if (!options.force && !isStale(step, stamps)) {
      console.log(`build: ${step.name}: up to date`);
      continue;
    }
    console.log(`build: ${step.name} ...`);
    const hash = toInputHash(step, stamps);
    const stepStartedAtMs = performance.now();
    if (!(await step.run())) {
      console.log(`build: ${step.name} failed`);
      return toOutcome(false);
    }
    writeStamp(step, stamps, hash);
    console.log(`build: ${step.name}: done in ${toDurationText(performance.now() - stepStartedAtMs)}`);
  }
  return toOutcome(true);
}
