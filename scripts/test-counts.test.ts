import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readCounts, readFailures, sumCounts, toClosingLine } from "./test-counts.ts";

function writeJson(report: unknown): string {
  const path = join(mkdtempSync(join(tmpdir(), "counts-")), "report.json");
  writeFileSync(path, typeof report === "string" ? report : JSON.stringify(report));
  return path;
}

test("counts are read from a vitest report", () => {
  const path = writeJson({ numPassedTests: 12, numFailedTests: 2, numPendingTests: 1, numTodoTests: 1 });
  expect(readCounts(path, 1)).toEqual({ passed: 12, failed: 2, skipped: 2 });
});

test("counts are read from a Playwright report, where a flaky test is a failed one", () => {
  const path = writeJson({ stats: { expected: 9, unexpected: 1, flaky: 1, skipped: 3 } });
  expect(readCounts(path, 1)).toEqual({ passed: 9, failed: 2, skipped: 3 });
});

test("a suite that ended badly is never counted as good", () => {
  const green = writeJson({ numPassedTests: 12, numFailedTests: 0 });
  expect(readCounts(green, 1)).toEqual({ passed: 12, failed: 1, skipped: 0 });
  expect(readCounts("/nowhere/report.json", 127)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  expect(readCounts(writeJson("{ cut off"), 1).failed).toBe(1);
});

test("a report without figures counts nothing", () => {
  for (const report of [null, [], "text", { numPassedTests: "many", stats: 3 }]) {
    expect(readCounts(writeJson(report), 0)).toEqual({ passed: 0, failed: 0, skipped: 0 });
  }
});

test("the closing line names skipped tests only where there are some", () => {
  const counts = sumCounts([
    { passed: 3, failed: 0, skipped: 0 },
    { passed: 4, failed: 1, skipped: 0 },
  ]);
  expect(toClosingLine(counts)).toBe("7 passed, 1 failed");
  expect(toClosingLine({ ...counts, skipped: 2 })).toBe("7 passed, 1 failed, 2 skipped");
});

test("the failed tests of a vitest report are named, with the first line of why", () => {
  const path = writeJson({
    testResults: [
      {
        name: join(process.cwd(), "packages/a.test.ts"),
        status: "failed",
        assertionResults: [
          { status: "passed", fullName: "holds" },
          {
            status: "failed",
            fullName: "counts once",
            failureMessages: ["\u001b[31mError: expected 1\u001b[39m\n  at a.ts"],
          },
        ],
      },
      { name: "packages/b.test.ts", status: "failed", message: "Cannot find ./b.ts", assertionResults: [] },
      { name: "packages/c.test.ts", status: "passed", assertionResults: [{ status: "passed", fullName: "is" }] },
    ],
  });
  expect(readFailures(path)).toEqual([
    "packages/a.test.ts | counts once | Error: expected 1",
    "packages/b.test.ts | Cannot find ./b.ts",
  ]);
});

test("the failed and the flaky tests of a Playwright report are named, in whatever suite they stand", () => {
  const spec = (title: string, status: string) => ({
    title,
    file: "tabs.spec.ts",
    tests: [{ status, results: [{ status: "failed", error: { message: "Timed out\nCall log" } }] }],
  });
  const path = writeJson({
    suites: [{ specs: [spec("a", "unexpected")], suites: [{ specs: [spec("b", "flaky"), spec("c", "expected")] }] }],
    errors: [{ message: "the runner broke" }],
  });
  expect(readFailures(path)).toEqual([
    "tabs.spec.ts | a | Timed out",
    "tabs.spec.ts | b | Timed out",
    "between the tests | the runner broke",
  ]);
});

test("a report that is not there names nothing", () => {
  expect(readFailures("/nowhere/report.json")).toEqual([]);
  expect(readFailures(writeJson("{ cut off"))).toEqual([]);
});
