import { describe, expect, test } from "vitest";
import { toVerdict } from "./verdict.ts";

const share = (successes: number, trials: number) => ({ successes, trials });

describe("the verdict on an arm", () => {
  test("says nothing while an arm has fewer than a hundred visitors, however large the difference", () => {
    expect(toVerdict(share(60, 60), share(0, 90), 2, 1)).toEqual({
      code: "too_few_visitors",
      text: "Too early to say: 50 more visitors, until both arms have 100.",
      more_visitors: 50,
    });
    expect(toVerdict(share(0, 0), share(0, 0), 2, 1)).toMatchObject({ code: "too_few_visitors", more_visitors: 200 });
  });

  test("waits longer than an interval that is looked at once: what that one would call a difference is not clear yet", () => {
    // 1.96 standard errors are reached: 60 % against 55 % of 1,000 each, z = 2.26.
    const verdict = toVerdict(share(600, 1000), share(550, 1000), 2, 1);
    expect(verdict).toMatchObject({ code: "no_clear_difference" });
    expect(verdict.more_visitors).toBeGreaterThan(1000);
    expect(verdict.text).toBe(
      `No clear difference yet: about ${verdict.more_visitors?.toLocaleString("en-US")} more visitors in these two arms would show one of 5.0 percentage points.`,
    );
  });

  test("asks nobody to wait for less than one percentage point", () => {
    expect(toVerdict(share(600, 1000), share(600, 1000), 2, 1).text).toContain(
      "would show one of 1.0 percentage points",
    );
  });

  test("names the difference and its interval when it is clear, in either direction", () => {
    expect(toVerdict(share(6500, 10_000), share(6000, 10_000), 2, 1)).toEqual({
      code: "higher_consent",
      text: "More visitors agree than with the control: +5.0 percentage points (95 % interval +3.7 to +6.3). This is clear, however often the figures were looked at.",
      more_visitors: null,
    });
    expect(toVerdict(share(6000, 10_000), share(6500, 10_000), 2, 1)).toMatchObject({
      code: "lower_consent",
      text: expect.stringContaining("-5.0 percentage points (95 % interval -6.3 to -3.7)"),
    });
  });

  test("is stricter with every further arm", () => {
    const arms = [share(640, 1000), share(565, 1000)] as const;
    expect(toVerdict(...arms, 2, 1)).toMatchObject({ code: "higher_consent" });
    expect(toVerdict(...arms, 6, 1)).toMatchObject({ code: "no_clear_difference" });
  });

  test("refuses to judge a test whose visitors are split as chance does not split them", () => {
    expect(toVerdict(share(6500, 10_000), share(6000, 10_000), 2, 0.0009)).toMatchObject({
      code: "uneven_split",
      more_visitors: null,
    });
    expect(toVerdict(share(6500, 10_000), share(6000, 10_000), 2, 0.001)).toMatchObject({ code: "higher_consent" });
  });
});
