import { describe, expect, test } from "vitest";
import { toVariant, toVariantLabel } from "./experiment.ts";

const TOKENS = Array.from({ length: 20_000 }, (_, index) => `dev_${index.toString(36).padStart(8, "0")}`);
const arms = (weights: Record<string, number>, id = "layout", traffic = 1) => ({
  id,
  traffic,
  variants: Object.entries(weights).map(([variant, weight]) => ({ id: variant, weight })),
});
const assign = (experiment: ReturnType<typeof arms>, tenantId = "shop") =>
  TOKENS.map((token) => toVariant(tenantId, experiment, token));

function count(assigned: readonly (string | null)[], id: string | null): number {
  return assigned.filter((one) => one === id).length;
}

/** Pearson's chi-square of the assignment against the weights. */
function chiSquare(assigned: readonly (string | null)[], weights: Record<string, number>): number {
  const sum = Object.values(weights).reduce((total, weight) => total + weight, 0);
  return Object.entries(weights).reduce((total, [id, weight]) => {
    const expected = (assigned.length * weight) / sum;
    return total + (count(assigned, id) - expected) ** 2 / expected;
  }, 0);
}

describe("the assignment of visitors", () => {
  test.each([
    // Quantiles of chi-square at 0.999 for 1, 2, 1 and 5 degrees of freedom.
    [{ a: 1, b: 1 }, 10.83],
    [{ a: 1, b: 1, c: 1 }, 13.82],
    [{ a: 9, b: 1 }, 10.83],
    [{ a: 5, b: 4, c: 3, d: 2, e: 1, f: 0.5 }, 20.52],
  ])("gives each arm of %j its share", (weights, limit) => {
    expect(chiSquare(assign(arms(weights)), weights)).toBeLessThan(limit);
    expect(chiSquare(assign(arms(weights, "words"), "other"), weights)).toBeLessThan(limit);
  });

  test("is the same at every call, and whatever order the arms are listed in", () => {
    expect(assign(arms({ a: 1, b: 2, c: 3 }))).toEqual(assign(arms({ c: 3, a: 1, b: 2 })));
  });

  test("keeps these assignments for ever: browsers and servers of different versions must agree", () => {
    const experiment = arms({ control: 1, box: 1 }, "layout", 0.5);
    const tokens = ["dev_00000000", "dev_00000001", "dev_00000002", "dev_00000003"];
    expect(tokens.map((token) => toVariant("shop", experiment, token))).toEqual([null, "box", "box", "box"]);
  });

  test.each([
    ["another experiment", arms({ a: 1, b: 1 }, "words"), "shop"],
    ["another tenant", arms({ a: 1, b: 1 }), "other"],
  ])("is independent of %s", (_, other, tenantId) => {
    const first = assign(arms({ a: 1, b: 1 }));
    const second = assign(other, tenantId);
    const pairs = first.map((one, index) => `${one}${second[index]}`);
    expect(chiSquare(pairs, { aa: 1, ab: 1, ba: 1, bb: 1 })).toBeLessThan(16.27);
  });

  test("moves nobody but those whom a heavier arm gains, and no more of them than its share grew", () => {
    const before = assign(arms({ a: 1, b: 1, c: 1 }));
    const after = assign(arms({ a: 1, b: 2, c: 1 }));
    const moved = before.flatMap((one, index) => (one === after[index] ? [] : [after[index]]));
    expect(new Set(moved)).toEqual(new Set(["b"]));
    expect(moved.length / TOKENS.length).toBeCloseTo(1 / 2 - 1 / 3, 2);
  });

  test("with a new arm, moves only those whom it takes", () => {
    const before = assign(arms({ a: 1, b: 1 }));
    const after = assign(arms({ a: 1, b: 1, c: 1 }));
    for (const [index, one] of after.entries()) if (one !== "c") expect(one).toBe(before[index]);
  });

  test("lets the asked share take part, and more traffic only adds visitors, each in the arm it would have had", () => {
    const [all, half, tenth] = [1, 0.5, 0.1].map((traffic) => assign(arms({ a: 1, b: 1 }, "layout", traffic)));
    expect(1 - count(half ?? [], null) / TOKENS.length).toBeCloseTo(0.5, 1);
    expect(1 - count(tenth ?? [], null) / TOKENS.length).toBeCloseTo(0.1, 1);
    expect(count(all ?? [], null)).toBe(0);
    expect(count(assign(arms({ a: 1, b: 1 }, "layout", 0)), null)).toBe(TOKENS.length);
    for (const [index, one] of (tenth ?? []).entries()) {
      if (one === null) continue;
      expect(half?.[index]).toBe(one);
      expect(all?.[index]).toBe(one);
    }
  });

  test("taking part says nothing about the arm", () => {
    const taking = assign(arms({ a: 1, b: 1 }, "layout", 0.3)).filter((one) => one !== null);
    expect(chiSquare(taking, { a: 1, b: 1 })).toBeLessThan(10.83);
  });
});

test("a label names experiment and variant", () => expect(toVariantLabel("layout", "box")).toBe("layout.box"));
