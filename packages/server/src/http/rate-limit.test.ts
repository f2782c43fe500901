import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createTokenBuckets } from "./rate-limit.ts";

const RATE = { perMinute: 60, burst: 3 };

describe("a token bucket", () => {
  test("lets a burst pass, then one a second, and says how long to wait", () => {
    const buckets = createTokenBuckets(10);
    const answers = [0, 0, 0, 0, 400, 1000, 1000].map((nowMs) => buckets.take("a", RATE, nowMs));
    expect(answers).toEqual([0, 0, 0, 1000, 600, 0, 1000]);
  });

  test("is full again after a pause, and never fuller", () => {
    const buckets = createTokenBuckets(10);
    for (let count = 0; count < 3; count++) buckets.take("a", RATE, 0);
    const later = Array.from({ length: 4 }, () => buckets.take("a", RATE, 86_400_000));
    expect(later).toEqual([0, 0, 0, 1000]);
  });

  test("of one name leaves the others alone, and a look takes nothing", () => {
    const buckets = createTokenBuckets(10);
    for (let count = 0; count < 3; count++) buckets.take("a", RATE, 0);
    expect(Array.from({ length: 9 }, () => buckets.peek("b", RATE, 0))).toEqual(Array(9).fill(0));
    expect([buckets.peek("a", RATE, 0), buckets.take("b", RATE, 0)]).toEqual([1000, 0]);
  });

  test("gives nothing away when the clock goes back", () => {
    const buckets = createTokenBuckets(10);
    for (let count = 0; count < 3; count++) buckets.take("a", RATE, 5000);
    expect(buckets.take("a", RATE, 1000)).toBe(1000);
  });

  test("never lets more pass than burst and rate allow, and the wait it names is enough", () => {
    const rate = fc.record({ perMinute: fc.integer({ min: 1, max: 10_000 }), burst: fc.integer({ min: 1, max: 50 }) });
    fc.assert(
      fc.property(rate, fc.array(fc.nat(5000), { maxLength: 200 }), (given, pauses) => {
        const buckets = createTokenBuckets(1);
        let nowMs = 0;
        let passed = 0;
        for (const pause of pauses) {
          nowMs += pause;
          const waitMs = buckets.take("a", given, nowMs);
          if (waitMs === 0) passed++;
          else expect(buckets.peek("a", given, nowMs + waitMs)).toBe(0);
          expect(passed).toBeLessThanOrEqual(given.burst + (nowMs * given.perMinute) / 60_000 + 1e-6);
        }
      }),
    );
  });
});

describe("memory", () => {
  test("is bounded whatever the number of names", () => {
    const buckets = createTokenBuckets(100);
    for (let count = 0; count < 10_000; count++) buckets.take(`n${count}`, RATE, 0);
    expect(buckets.size).toBeLessThanOrEqual(200);
  });

  test("keeps a bucket that is in use while others come and go", () => {
    const buckets = createTokenBuckets(100);
    for (let count = 0; count < 3; count++) buckets.take("abuser", RATE, 0);
    for (let count = 0; count < 5000; count++) {
      buckets.take(`n${count}`, RATE, 0);
      if (count % 50 === 0) expect(buckets.take("abuser", RATE, 0)).toBeGreaterThan(0);
    }
  });
});
