import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { prefetchWhenIdle } from "./prefetch.ts";

let host: HTMLElement;
const whenIdle: (() => void)[] = [];

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout"] });
  vi.stubGlobal("requestIdleCallback", (act: () => void) => whenIdle.push(act));
  host = document.createElement("div");
  document.body.append(host);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  whenIdle.length = 0;
  host.remove();
});

test("the preferences are loaded ahead after a while, and only when the browser is idle", () => {
  const prefetch = vi.fn();
  prefetchWhenIdle(host, prefetch);
  expect(whenIdle).toHaveLength(0);
  vi.runAllTimers();
  expect(prefetch).not.toHaveBeenCalled();
  whenIdle[0]?.();
  expect(prefetch).toHaveBeenCalledOnce();
});

test("nothing is loaded ahead once the first layer is gone, or for a visitor who saves data", () => {
  const prefetch = vi.fn();
  prefetchWhenIdle(host, prefetch);
  host.remove();
  vi.runAllTimers();
  expect(whenIdle).toHaveLength(0);
  document.body.append(host);
  Object.defineProperty(navigator, "connection", { configurable: true, value: { saveData: true } });
  prefetchWhenIdle(host, prefetch);
  Reflect.deleteProperty(navigator, "connection");
  expect([vi.getTimerCount(), whenIdle.length]).toEqual([0, 0]);
});

test("where the browser cannot tell when it is idle, the delay alone decides", () => {
  vi.stubGlobal("requestIdleCallback", undefined);
  const prefetch = vi.fn();
  prefetchWhenIdle(host, prefetch);
  vi.runAllTimers();
  expect(prefetch).toHaveBeenCalledOnce();
});
