import { runStep, toDurationText } from "./run-step.ts";
import { printFailures, runSuites, type SuiteOutcome } from "./suites.ts";
import { sumCounts, type TestCounts, toClosingLine } from "./test-counts.ts";

// `npm run check`: everything that a change has to pass. Each step after the tests counts as one more test.
interface Step {
  readonly name: string;
  readonly run: () => Promise<TestCounts>;
}

let outcomes: readonly SuiteOutcome[] = [];

const STEPS: readonly Step[] = [
  { name: "lint", run: npmRun("lint") },
  { name: "types", run: npmRun("types") },
  { name: "tests", run: runTests },
  { name: "unused", run: npmRun("unused") },
  { name: "size", run: npmRun("size") },
  { name: "public surface", run: npmRun("api") },
  { name: "packages", run: npmRun("pack:check") },
  { name: "bench, short", run: npmRun("bench", "--short") },
];

if (process.argv.includes("--ci")) process.env.CI = "true";

const results: { name: string; counts: TestCounts; durationMs: number }[] = [];
for (const { name, run } of STEPS) {
  console.log(`\n━━ ${name} ━━`);
  const startedAtMs = performance.now();
  results.push({ name, counts: await run(), durationMs: performance.now() - startedAtMs });
}

console.log("");
for (const { name, counts, durationMs } of results) {
  const verdict = counts.failed > 0 ? "FAILED" : "ok";
  console.log(`${name.padEnd(16)}${verdict.padEnd(8)}${toDurationText(durationMs).padStart(12)}`);
}
const total = sumCounts(results.map((result) => result.counts));
console.log("");
printFailures(outcomes);
console.log(toClosingLine(total));
process.exitCode = total.failed > 0 ? 1 : 0;

async function runTests(): Promise<TestCounts> {
  const run = await runSuites();
  outcomes = run.outcomes;
  return run.counts;
}

function npmRun(script: string, ...args: string[]): Step["run"] {
  return async () => {
    const { exitCode } = await runStep(["npm", "run", "--silent", script, ...(args.length > 0 ? ["--", ...args] : [])]);
    return { passed: exitCode === 0 ? 1 : 0, failed: exitCode === 0 ? 0 : 1, skipped: 0 };
  };
}
