import { existsSync, readFileSync } from "node:fs";
import { stripVTControlCharacters } from "node:util";

/** How many tests of a suite ended which way. */
export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export const NO_TESTS: TestCounts = { passed: 0, failed: 0, skipped: 0 };

type Json = Record<string, unknown>;

/**
 * Reads the counts from the JSON report of vitest or Playwright.
 * A suite that ended badly without a failed test (it could not start, a file did not load, an error came between the
 * tests) counts as one failed, so that no total ever looks better than the exit code.
 */
export function readCounts(reportPath: string, exitCode: number): TestCounts {
  const counts = existsSync(reportPath) ? toCounts(parse(readFileSync(reportPath, "utf8"))) : NO_TESTS;
  return exitCode !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

/**
 * Reads from the same reports which tests failed, a line each: where, what, and the first line of why.
 * A long log loses its middle; these lines stand beside the closing one.
 */
export function readFailures(reportPath: string): readonly string[] {
  const report = existsSync(reportPath) ? parse(readFileSync(reportPath, "utf8")) : undefined;
  if (!isObject(report)) return [];
  return [
    ...toList(report.testResults).flatMap(fromVitestFile),
    ...toList(report.suites).flatMap(fromPlaywrightSuite),
    ...toList(report.errors).map((error) => toLine("between the tests", "", error.message)),
  ];
}

/** Adds counts up. */
export function sumCounts(all: readonly TestCounts[]): TestCounts {
  return all.reduce(
    (sum, next) => ({
      passed: sum.passed + next.passed,
      failed: sum.failed + next.failed,
      skipped: sum.skipped + next.skipped,
    }),
    NO_TESTS,
  );
}

/** Writes the closing line: `12 passed, 0 failed`, with `, 3 skipped` when some were. */
export function toClosingLine({ passed, failed, skipped }: TestCounts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function toCounts(report: unknown): TestCounts {
  if (!isObject(report)) return NO_TESTS;
  const { stats } = report;
  if (isObject(stats)) {
    // Playwright. A flaky test failed once, which no timing excuses.
    return {
      passed: toNumber(stats.expected),
      failed: toNumber(stats.unexpected) + toNumber(stats.flaky),
      skipped: toNumber(stats.skipped),
    };
  }
  return {
    passed: toNumber(report.numPassedTests),
    failed: toNumber(report.numFailedTests),
    skipped: toNumber(report.numPendingTests) + toNumber(report.numTodoTests),
  };
}

function fromVitestFile(file: Json): string[] {
  const tests = toList(file.assertionResults).filter((test) => test.status === "failed");
  if (tests.length === 0 && file.status === "failed") return [toLine(file.name, "", file.message)];
  return tests.map((test) => {
    const [why] = Array.isArray(test.failureMessages) ? test.failureMessages : [];
    return toLine(file.name, test.fullName, why);
  });
}

function fromPlaywrightSuite(suite: Json): string[] {
  const own = toList(suite.specs).flatMap((spec) =>
    toList(spec.tests)
      .filter((test) => test.status === "unexpected" || test.status === "flaky")
      .map((test) => {
        const failed = toList(test.results).find((result) => result.status !== "passed");
        const error = isObject(failed?.error) ? failed.error : {};
        return toLine(spec.file, spec.title, error.message);
      }),
  );
  return [...own, ...toList(suite.suites).flatMap(fromPlaywrightSuite)];
}

function toLine(where: unknown, what: unknown, why: unknown): string {
  const file = typeof where === "string" ? where.replace(`${process.cwd()}/`, "") : "?";
  const reason = typeof why === "string" ? (stripVTControlCharacters(why).split("\n", 1)[0] ?? "") : "";
  return [file, what, reason.slice(0, 300)].filter((part) => part !== "").join(" | ");
}

function toList(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null;
}

function toNumber(value: unknown): number {
  return typeof value === "number" && Number.isFinite(value) ? value : 0;
}
