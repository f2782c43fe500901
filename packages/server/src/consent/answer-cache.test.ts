import { describe, expect, test } from "vitest";
import { createAnswerCache } from "./answer-cache.ts";

const answer = { body: "{}", etag: '"1"', validUntilMs: 100 };

describe("the memory of answers", () => {
  test("gives an answer back until its time is over", () => {
    const cache = createAnswerCache(10);
    cache.keep("d", "q", answer, cache.mark());
    expect(cache.find("d", "q", 99)).toBe(answer);
    expect(cache.find("d", "q", 100)).toBeUndefined();
    expect(cache.find("d", "other", 0)).toBeUndefined();
  });

  test("forgets a device with every question asked about it", () => {
    const cache = createAnswerCache(10);
    cache.keep("d", "q1", answer, cache.mark());
    cache.keep("d", "q2", answer, cache.mark());
    cache.forget("d");
    expect([cache.find("d", "q1", 0), cache.find("d", "q2", 0)]).toEqual([undefined, undefined]);
  });

  test("forgets every device at once", () => {
    const cache = createAnswerCache(10);
    for (const device of ["a", "b"]) cache.keep(device, "q", answer, cache.mark());
    cache.forgetAll();
    expect([cache.find("a", "q", 0), cache.find("b", "q", 0)]).toEqual([undefined, undefined]);
  });

  test.each<["forget" | "forgetAll"]>([["forget"], ["forgetAll"]])(
    "keeps no answer that was made during %s",
    (change) => {
      const cache = createAnswerCache(10);
      const mark = cache.mark();
      cache[change]("d");
      cache.keep("d", "q", answer, mark);
      expect(cache.find("d", "q", 0)).toBeUndefined();
    },
  );

  test("stays bounded, in devices and in questions about one", () => {
    const cache = createAnswerCache(2);
    for (const device of ["a", "b", "c"]) cache.keep(device, "q", answer, cache.mark());
    expect(cache.find("a", "q", 0)).toBeUndefined();
    for (let index = 0; index < 100; index++) cache.keep("c", `q${index}`, answer, cache.mark());
    const kept = Array.from({ length: 100 }, (_, index) => cache.find("c", `q${index}`, 0)).filter(Boolean);
    expect(kept).toHaveLength(4);
  });
});
