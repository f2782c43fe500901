import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { runInSlices } from "./slices.ts";

let nowMs = 0;
const onError = vi.fn();

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout"] });
  vi.spyOn(performance, "now").mockImplementation(() => nowMs);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** Each step takes a millisecond. */
function* work(steps: number, done: number[]): Generator<void> {
  for (let step = 0; step < steps; step++) {
    done.push(step);
    nowMs += 1;
    yield;
  }
}

test("long work gives the browser a turn every few milliseconds, and is done in order in the end", () => {
  const done: number[] = [];
  runInSlices(work(500, done), onError);
  expect(done.length).toBeLessThan(20);
  let turns = 0;
  for (; vi.getTimerCount() > 0; turns++) vi.runOnlyPendingTimers();
  expect(turns).toBeGreaterThan(20);
  expect(done).toEqual(Array.from({ length: 500 }, (_, step) => step));
});

test("short work is done at once", () => {
  const done: number[] = [];
  runInSlices(work(3, done), onError);
  expect([done.length, vi.getTimerCount()]).toEqual([3, 0]);
});

test("a step that fails, also in a later turn, ends the work and is told, not thrown", () => {
  const done: number[] = [];
  const failing = (function* () {
    yield* work(20, done);
    throw new Error("no such row");
  })();
  runInSlices(failing, onError);
  while (vi.getTimerCount() > 0) vi.runOnlyPendingTimers();
  expect(onError.mock.calls).toEqual([[new Error("no such row")]]);
});
