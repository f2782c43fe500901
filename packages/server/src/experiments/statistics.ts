/** A share, or a difference of shares, and the interval that holds the true one in 95 of 100 samples. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** Some of a number of visitors. */
export interface Share {
  readonly successes: number;
  readonly trials: number;
}

/** Two-sided 95 % of the normal distribution. */
const Z_95 = 1.959_963_984_540_054;

/**
 * Estimates a share with Wilson's score interval (1927), which stays inside 0 to 1 and holds for few visitors too.
 * `null` without visitors: nothing is known.
 */
export function toShareEstimate({ successes, trials }: Share): Estimate | null {
  if (trials === 0) return null;
  const value = successes / trials;
  const z2 = Z_95 ** 2;
  const centre = successes + z2 / 2;
  const spread = Z_95 * Math.sqrt((successes * (trials - successes)) / trials + z2 / 4);
  // Rounding must not put the share outside its own interval.
  const low = Math.max(0, Math.min(value, (centre - spread) / (trials + z2)));
  const high = Math.min(1, Math.max(value, (centre + spread) / (trials + z2)));
  return { value, low, high };
}

/** Estimates how far a share lies above another one, by Newcombe's hybrid of two score intervals (1998, method 10). */
export function toDifferenceEstimate(share: Share, base: Share): Estimate | null {
  const one = toShareEstimate(share);
  const other = toShareEstimate(base);
  if (one === null || other === null) return null;
  const value = one.value - other.value;
  return {
    value,
    low: value - Math.hypot(one.value - one.low, other.high - other.value),
    high: value + Math.hypot(one.high - one.value, other.value - other.low),
  };
}

/**
 * The probability that chance alone splits visitors at least as unevenly as this: Pearson's chi-square against the
 * weights. 1 while there are no visitors.
 */
export function toSplitProbability(counts: readonly number[], weights: readonly number[]): number {
  const total = sum(counts);
  const weight = sum(weights);
  if (total === 0 || counts.length < 2) return 1;
  const statistic = sum(
    counts.map((count, index) => {
      const expected = (total * (weights[index] ?? 0)) / weight;
      return (count - expected) ** 2 / expected;
    }),
  );
  return toChiSquareTail(statistic, counts.length - 1);
}

/** The probability that chi-square with `degrees` degrees of freedom (1 or more) exceeds a value. */
export function toChiSquareTail(value: number, degrees: number): number {
  // Q(a + 1, x) = Q(a, x) + x^a e^-x / gamma(a + 1), from Q(1/2, x) or Q(1, x), in closed form.
  const x = value / 2;
  const isEven = degrees % 2 === 0;
  let tail = isEven ? Math.exp(-x) : toErrorTail(Math.sqrt(x));
  let term = isEven ? x * Math.exp(-x) : 2 * Math.sqrt(x / Math.PI) * Math.exp(-x);
  for (let a = isEven ? 1 : 0.5; a < degrees / 2; a += 1) {
    tail += term;
    term *= x / (a + 1);
  }
  return Math.min(1, tail);
}

// The complementary error function for x >= 0, by Abramowitz and Stegun 7.1.26: off by less than 1.5e-7.
function toErrorTail(x: number): number {
  const t = 1 / (1 + 0.327_591_1 * x);
  const coefficients = [1.061_405_429, -1.453_152_027, 1.421_413_741, -0.284_496_736, 0.254_829_592];
  return Math.exp(-x * x) * t * coefficients.reduce((value, coefficient) => value * t + coefficient, 0);
}

/** Visitors of two arms at which `toSequentialZ` is narrowest: a month of a small site, a day of a large one. */
const VISITORS_TUNED = 10_000;

/**
 * How many standard errors a difference has to reach before it is clear to somebody who looks at every visitor: the
 * normal-mixture boundary of Robbins (1970) as an asymptotic confidence sequence (Waudby-Smith and others, 2024). The
 * usual 1.96 holds for one look that was planned; looked at daily, it sees differences that are none in every third test.
 */
export function toSequentialZ(visitors: number, alpha: number): number {
  const rho2 = (-2 * Math.log(alpha) + Math.log(-2 * Math.log(alpha)) + 1) / VISITORS_TUNED;
  const grown = visitors * rho2 + 1;
  return Math.sqrt(((2 * grown) / (grown - 1)) * Math.log(Math.sqrt(grown) / alpha));
}

/** The standard error of the difference of two shares; kept off zero where an arm is unanimous. */
export function toStandardError(one: Share, other: Share): number {
  return Math.sqrt(toVariance(one) / one.trials + toVariance(other) / other.trials);
}

/** More than anybody has: the answer where a difference is too small to show. */
const VISITORS_MAX = 2 ** 40;

/**
 * About how many visitors two arms need, together and split as they are, until a true difference would be clear by
 * `toSequentialZ`.
 */
export function toVisitorsNeeded(one: Share, other: Share, difference: number, alpha: number): number {
  const now = one.trials + other.trials;
  const spread = toStandardError(one, other) * Math.sqrt(now);
  const isClear = (visitors: number): boolean =>
    toSequentialZ(visitors, alpha) * (spread / Math.sqrt(visitors)) < Math.abs(difference);
  let enough = 2;
  while (enough < VISITORS_MAX && !isClear(enough)) enough *= 2;
  let few = enough / 2;
  while (enough - few > 1) {
    const middle = Math.floor((few + enough) / 2);
    if (isClear(middle)) enough = middle;
    else few = middle;
  }
  return enough;
}

function toVariance({ successes, trials }: Share): number {
  const share = (successes + 2) / (trials + 4);
  return share * (1 - share);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
