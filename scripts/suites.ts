import { mkdirSync, rmSync } from "node:fs";
import { resolve } from "node:path";
import { buildStale } from "./build-stale.ts";
import { createMachine, ensureChromium } from "./ensure-chromium.ts";
import { createServerMachine, ensureServers } from "./ensure-servers.ts";
import { runStep, toDurationText } from "./run-step.ts";
import { NO_TESTS, readCounts, readFailures, sumCounts, type TestCounts } from "./test-counts.ts";

const reports = resolve(import.meta.dirname, "../node_modules/.cache/tests");

interface Suite {
  readonly name: string;
  readonly needsChromium: boolean;
  readonly command: (reportPath: string) => readonly [string, ...string[]];
}

/** How one suite ended; `notRun` says why it did not. */
export interface SuiteOutcome {
  readonly name: string;
  readonly counts: TestCounts;
  readonly durationMs: number;
  readonly notRun?: string;
  /** One line for each failed test. */
  readonly failures?: readonly string[];
}

const SUITES: readonly Suite[] = [
  { name: "node", needsChromium: false, command: vitest("node") },
  { name: "browser", needsChromium: true, command: vitest("browser") },
  { name: "crash", needsChromium: false, command: vitest("crash") },
  { name: "model", needsChromium: false, command: vitest("model") },
  { name: "end to end", needsChromium: true, command: () => ["playwright", "test"] },
];

/**
 * Runs every suite, also after one has failed, and prints a table at the end.
 * Builds what is stale first, and fetches a Chromium when there is none. Without one the suites that need it are not
 * run, which is said by name, and is a failure where `CI=true`. Servers that tests start are installed alike.
 */
export async function runSuites(): Promise<{
  readonly counts: TestCounts;
  readonly outcomes: readonly SuiteOutcome[];
}> {
  mkdirSync(reports, { recursive: true });
  const chromium = await ensureChromium(createMachine());
  await ensureServers(createServerMachine());
  const outcomes: SuiteOutcome[] = [];
  const build = await buildStale();
  if (!build.isOk) outcomes.push({ name: "build", counts: { ...NO_TESTS, failed: 1 }, durationMs: build.durationMs });
  for (const suite of SUITES) outcomes.push(await runSuite(suite, chromium));
  printTable(outcomes);
  return { counts: sumCounts(outcomes.map((outcome) => outcome.counts)), outcomes };
}

/** Names every failed test, or says nothing where there is none. */
export function printFailures(outcomes: readonly SuiteOutcome[]): void {
  const failures = outcomes.flatMap(({ name, failures: own = [] }) => own.map((line) => `${name}: ${line}`));
  if (failures.length > 0) console.log(`failed:\n${failures.map((line) => `  ${line}`).join("\n")}\n`);
}

async function runSuite(suite: Suite, chromium: string | undefined): Promise<SuiteOutcome> {
  console.log(`\n── ${suite.name} ──`);
  if (suite.needsChromium && !chromium) {
    const failed = process.env.CI === "true" ? 1 : 0;
    return {
      name: suite.name,
      counts: { ...NO_TESTS, failed },
      durationMs: 0,
      notRun: "no Chromium (set CHROMIUM_PATH)",
    };
  }
  const reportPath = resolve(reports, `${suite.name.replaceAll(" ", "-")}.json`);
  // Yesterday's report must not speak for a suite that did not start today.
  rmSync(reportPath, { force: true });
  const env = { PLAYWRIGHT_JSON: reportPath, ...(chromium ? { CHROMIUM_PATH: chromium } : {}) };
  const { exitCode, durationMs } = await runStep(suite.command(reportPath), { env });
  return { name: suite.name, counts: readCounts(reportPath, exitCode), durationMs, failures: readFailures(reportPath) };
}

function vitest(project: string): Suite["command"] {
  return (reportPath) => [
    "vitest",
    "run",
    "--project",
    project,
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${reportPath}`,
  ];
}

function printTable(outcomes: readonly SuiteOutcome[]): void {
  console.log(
    `\n${"suite".padEnd(12)}${"passed".padStart(8)}${"failed".padStart(8)}${"skipped".padStart(9)}${"time".padStart(14)}`,
  );
  for (const { name, counts, durationMs, notRun } of outcomes) {
    const figures = `${String(counts.passed).padStart(8)}${String(counts.failed).padStart(8)}${String(counts.skipped).padStart(9)}`;
    console.log(
      `${name.padEnd(12)}${figures}${toDurationText(durationMs).padStart(14)}${notRun ? `   NOT RUN: ${notRun}` : ""}`,
    );
  }
  console.log("");
}
