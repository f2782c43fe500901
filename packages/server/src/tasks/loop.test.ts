import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createLog } from "../http/log.ts";
import { createMetrics } from "../http/metrics.ts";
import { startLoop, type Task, toBackoffMs } from "./loop.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const parts = { log: createLog("silent").log, metrics: createMetrics({ isProcessIncluded: false }), now: () => 0 };

function createTask(run: () => Promise<"done" | "idle">): Task {
  return { name: "test", everyMs: 1000, run };
}

describe("a loop", () => {
  test("runs again at once while there is work, and then once a period", async () => {
    const run = vi.fn().mockResolvedValueOnce("done").mockResolvedValue("idle");
    const loop = startLoop(createTask(run), parts);
    await vi.advanceTimersByTimeAsync(0);
    expect(run).toHaveBeenCalledTimes(2);
    await vi.advanceTimersByTimeAsync(1000);
    expect(run).toHaveBeenCalledTimes(3);
    await loop.stop();
  });

  test("looks soon when it is woken, also when that happens during a run", async () => {
    let finish: (outcome: "idle") => void = () => {};
    const run = vi.fn(() => new Promise<"idle">((resolve) => (finish = resolve)));
    const loop = startLoop(createTask(run), parts);
    loop.wake();
    finish("idle");
    await vi.advanceTimersByTimeAsync(0);
    expect(run).toHaveBeenCalledTimes(2);
    finish("idle");
    await loop.stop();
  });

  test("survives failures and waits longer after each", async () => {
    const run = vi.fn().mockRejectedValue(new Error("store is away"));
    const loop = startLoop(createTask(run), parts);
    await vi.advanceTimersByTimeAsync(2000);
    expect(run).toHaveBeenCalledTimes(2);
    await vi.advanceTimersByTimeAsync(3999);
    expect(run).toHaveBeenCalledTimes(2);
    await vi.advanceTimersByTimeAsync(1);
    expect(run).toHaveBeenCalledTimes(3);
    await loop.stop();
  });

  test("waits at most a minute", () => {
    expect(toBackoffMs(1000, 50)).toBe(60_000);
  });

  test("ends only after the run under way", async () => {
    let isDone = false;
    const loop = startLoop(
      createTask(async () => {
        await new Promise((resolve) => setTimeout(resolve, 50));
        isDone = true;
        return "idle";
      }),
      parts,
    );
    const stopped = loop.stop();
    await vi.advanceTimersByTimeAsync(50);
    await stopped;
    expect(isDone).toBe(true);
  });

  test("tells a run that waits for more that it is time to end", async () => {
    const run = vi.fn(
      (stopping?: AbortSignal) =>
        new Promise<"idle">((resolve) => stopping?.addEventListener("abort", () => resolve("idle"))),
    );
    const loop = startLoop({ name: "test", everyMs: 1000, run }, parts);
    await vi.advanceTimersByTimeAsync(60_000);
    await loop.stop();
    expect(run).toHaveBeenCalledTimes(1);
  });
});
