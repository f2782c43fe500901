import { expect, test } from "vitest";
import { createCollector } from "./collector.ts";

const hit = (tag: string) => ({ tag, path: "/collect", query: {}, atMs: 0 });

test("hits are counted per tag, and only the last 500 are kept", () => {
  const collector = createCollector();
  for (let count = 0; count < 700; count += 1) collector.add(hit("ads"));
  collector.add(hit("__proto__"));
  expect(collector.counts().ads).toBe(700);
  expect(Object.entries(collector.counts())).toContainEqual(["__proto__", 1]);
  expect(collector.hits()).toHaveLength(500);
  expect(collector.hits().at(-1)).toEqual(hit("__proto__"));
  collector.clear();
  expect(collector.counts()).toEqual({});
  expect(collector.hits()).toEqual([]);
});
