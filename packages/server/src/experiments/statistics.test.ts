import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Share,
  toChiSquareTail,
  toDifferenceEstimate,
  toSequentialZ,
  toShareEstimate,
  toSplitProbability,
  toStandardError,
  toVisitorsNeeded,
} from "./statistics.ts";

const share = (successes: number, trials: number): Share => ({ successes, trials });

// A generator of its own (mulberry32), so that the simulations are the same on every machine.
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function draw(random: () => number, probability: number, trials: number): Share {
  let successes = 0;
  for (let index = 0; index < trials; index += 1) if (random() < probability) successes += 1;
  return { successes, trials };
}

describe("the interval of a share", () => {
  // Newcombe (1998), Statistics in Medicine 17, 857-872, table I, method 3.
  test.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])("of %i in %i is the published one", (successes, trials, low, high) => {
    const estimate = toShareEstimate(share(successes, trials));
    expect(estimate?.low).toBeCloseTo(low, 4);
    expect(estimate?.high).toBeCloseTo(high, 4);
  });

  test("holds the share, stays inside 0 to 1, and is unknown without visitors", () => {
    expect(toShareEstimate(share(0, 0))).toBeNull();
    fc.assert(
      fc.property(fc.nat(1_000_000), fc.nat(1_000_000), (one, other) => {
        const [successes, trials] = [Math.min(one, other), Math.max(one, other, 1)];
        const estimate = toShareEstimate(share(successes, trials)) ?? { value: 2, low: 2, high: 2 };
        expect([0, estimate.low, estimate.value, estimate.high, 1]).toEqual(
          [0, estimate.low, estimate.value, estimate.high, 1].sort((a, b) => a - b),
        );
      }),
    );
  });
});

describe("the interval of a difference", () => {
  // Newcombe (1998), Statistics in Medicine 17, 873-890, table II, method 10.
  test.each([
    [56, 70, 48, 80, 0.0524, 0.3339],
    [9, 10, 3, 10, 0.1705, 0.809],
    [6, 7, 2, 7, 0.0582, 0.8062],
    [5, 56, 0, 29, -0.0381, 0.1926],
    [0, 10, 0, 20, -0.1611, 0.2775],
    [0, 10, 0, 10, -0.2775, 0.2775],
    [10, 10, 0, 20, 0.6791, 1],
    [10, 10, 0, 10, 0.6075, 1],
  ])("of %i in %i and %i in %i is the published one", (a, m, b, n, low, high) => {
    const estimate = toDifferenceEstimate(share(a, m), share(b, n));
    expect(estimate?.low).toBeCloseTo(low, 4);
    expect(estimate?.high).toBeCloseTo(high, 4);
  });

  test("is the negative of the difference the other way round", () => {
    const one = toDifferenceEstimate(share(56, 70), share(48, 80));
    const other = toDifferenceEstimate(share(48, 80), share(56, 70));
    expect(other?.value).toBeCloseTo(-(one?.value ?? 0), 12);
    expect(other?.low).toBeCloseTo(-(one?.high ?? 0), 12);
  });

  test.each([
    [0.6, 0.55, 150, 200],
    [0.9, 0.95, 100, 100],
    [0.02, 0.05, 300, 250],
  ])("holds the true difference of %f and %f in 93 to 97 of 100 samples", (p, q, m, n) => {
    const random = createRandom(20_261_121);
    const runs = 4000;
    let held = 0;
    for (let run = 0; run < runs; run += 1) {
      const estimate = toDifferenceEstimate(draw(random, p, m), draw(random, q, n));
      if (estimate && estimate.low <= p - q && p - q <= estimate.high) held += 1;
    }
    expect(held / runs).toBeGreaterThan(0.93);
    expect(held / runs).toBeLessThan(0.97);
  });
});

describe("the split of visitors", () => {
  test.each([
    [3.841, 1, 0.05],
    [10.828, 1, 0.001],
    [5.991, 2, 0.05],
    [7.815, 3, 0.05],
    [13.277, 4, 0.01],
    [11.07, 5, 0.05],
    [0, 1, 1],
    [0, 4, 1],
  ])("chi-square exceeds %f with %i degrees of freedom as often as the tables say", (value, degrees, tail) => {
    expect(toChiSquareTail(value, degrees)).toBeCloseTo(tail, 4);
  });

  test("is judged against the weights", () => {
    expect(toSplitProbability([500, 500], [1, 1])).toBeCloseTo(1, 6);
    expect(toSplitProbability([900, 100], [9, 1])).toBeCloseTo(1, 6);
    expect(toSplitProbability([530, 470], [1, 1])).toBeCloseTo(0.0578, 4);
    expect(toSplitProbability([900, 100], [1, 1])).toBeLessThan(1e-9);
    expect(toSplitProbability([0, 0], [1, 1])).toBe(1);
  });
});

describe("a look at every hundred visitors", () => {
  const isClear = (one: Share, other: Share, z: number): boolean =>
    Math.abs(one.successes / one.trials - other.successes / other.trials) > z * toStandardError(one, other);

  /** Share of tests that ever called a difference clear, by the sequential bound and by the usual one. */
  function simulate(p: number, q: number, runs: number, looks: number): { sequential: number; usual: number } {
    const random = createRandom(7);
    const seen = { sequential: 0, usual: 0 };
    for (let run = 0; run < runs; run += 1) {
      const ever = { sequential: false, usual: false };
      let [one, other] = [share(0, 0), share(0, 0)];
      for (let look = 0; look < looks; look += 1) {
        one = add(one, draw(random, p, 50));
        other = add(other, draw(random, q, 50));
        if (one.trials < 100) continue;
        ever.sequential ||= isClear(one, other, toSequentialZ(one.trials + other.trials, 0.05));
        ever.usual ||= isClear(one, other, 1.96);
      }
      seen.sequential += Number(ever.sequential);
      seen.usual += Number(ever.usual);
    }
    return { sequential: seen.sequential / runs, usual: seen.usual / runs };
  }
  const add = (one: Share, more: Share): Share => share(one.successes + more.successes, one.trials + more.trials);

  test("calls a difference clear where there is none in less than 5 of 100 tests; the usual interval does in over 25", () => {
    const { sequential, usual } = simulate(0.6, 0.6, 400, 100);
    expect(sequential).toBeLessThan(0.05);
    expect(usual).toBeGreaterThan(0.25);
  });

  test("finds a true difference by the visitors it asked for, in most tests", () => {
    const needed = toVisitorsNeeded(share(600, 1000), share(550, 1000), 0.05, 0.05);
    expect(needed).toBeGreaterThan(3000);
    expect(needed).toBeLessThan(5000);
    expect(simulate(0.6, 0.55, 200, Math.ceil((needed * 1.5) / 100)).sequential).toBeGreaterThan(0.7);
  });

  test("smaller differences and more arms need more visitors", () => {
    const arms = [share(600, 1000), share(550, 1000)] as const;
    const needed = toVisitorsNeeded(...arms, 0.05, 0.05);
    expect(toVisitorsNeeded(...arms, 0.01, 0.05)).toBeGreaterThan(10 * needed);
    expect(toVisitorsNeeded(...arms, 0.05, 0.05 / 5)).toBeGreaterThan(needed);
    expect(toVisitorsNeeded(...arms, -0.05, 0.05)).toBe(needed);
    expect(toVisitorsNeeded(...arms, 0, 0.05)).toBeGreaterThan(1e9);
  });
});
