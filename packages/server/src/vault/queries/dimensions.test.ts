import { describe, expect, test } from "vitest";
import { createModelAnalytics } from "../../../test/model-analytics.ts";
import { createEventRow } from "../../storage/contract/rows.ts";
import { readConsentCategories } from "./consent-categories.ts";
import { readConsentDimensionCategories } from "./consent-dimension-categories.ts";
import { readConsentDimensions } from "./consent-dimensions.ts";
import { readConsentMatrix } from "./consent-matrix.ts";

const FILTER = { codes: ["shop0001"], from: "2026-03-01", to: "2026-03-02" };

/** Two decisions in Germany, one in a country that is not known, one in France a day later. */
async function openAnalytics() {
  const analytics = createModelAnalytics();
  const later = { receivedAtMs: Date.parse("2026-03-02T12:00:00.000Z") };
  await analytics.load("1", [
    createEventRow("1", { categoriesConsented: ["analytics", "marketing"] }),
    createEventRow("2", { categoriesConsented: [], device: "desktop" }),
    createEventRow("3", { country: "" }),
    createEventRow("4", { ...later, country: "FR", categoriesDisclosed: ["analytics"] }),
  ]);
  return analytics;
}

describe("categories", () => {
  test("are asked about and agreed to, day by day; those most often asked about come first", async () => {
    const answer = await readConsentCategories(await openAnalytics(), FILTER, 50);
    expect([answer.category_count, answer.categories.map(({ category }) => category)]).toEqual([
      2,
      ["analytics", "marketing"],
    ]);
    expect(answer.categories[0]).toEqual({
      category: "analytics",
      totals: { disclosed: 4, consented: 3, consent_rate: 0.75 },
      days: [
        { day: "2026-03-01", disclosed: 3, consented: 2, consent_rate: 0.6667 },
        { day: "2026-03-02", disclosed: 1, consented: 1, consent_rate: 1 },
      ],
    });
  });

  test("of each value of a dimension", async () => {
    const answer = await readConsentDimensionCategories(await openAnalytics(), FILTER, "country", 1);
    expect([answer.value_count, answer.values.map(({ value }) => value)]).toEqual([3, ["DE"]]);
    expect(answer.values[0]?.categories.map(({ category, totals }) => [category, totals.consent_rate])).toEqual([
      ["analytics", 0.5],
      ["marketing", 0.5],
    ]);
  });
});

describe("a dimension", () => {
  test("names its greatest values, the unknown one as it is; all are in the totals", async () => {
    const answer = await readConsentDimensions(await openAnalytics(), FILTER, "country", 2);
    expect(answer.totals).toMatchObject({
      decisions: 4,
      all_allowed: 2,
      all_denied: 1,
      partial: 1,
      partial_rate: 0.25,
    });
    expect(answer.days.map(({ decisions }) => decisions)).toEqual([3, 1]);
    expect(answer.value_count).toBe(3);
    expect(answer.values.map(({ value, totals, days }) => [value, totals.decisions, days.length])).toEqual([
      ["DE", 2, 2],
      ["", 1, 2],
    ]);
  });
});

describe("a cross-table", () => {
  test("has both sides, and the cells where they meet, in the order of the sides", async () => {
    const pair = { first: "country", second: "device" } as const;
    const answer = await readConsentMatrix(await openAnalytics(), FILTER, pair, 50);
    expect(answer.totals.decisions).toBe(4);
    expect(answer.first.values.map(({ value, decisions }) => [value, decisions])).toEqual([
      ["DE", 2],
      ["", 1],
      ["FR", 1],
    ]);
    expect(answer.second).toMatchObject({ dimension: "device", value_count: 2 });
    expect(answer.cells.map(({ first, second, decisions }) => [first, second, decisions])).toEqual([
      ["DE", "mobile", 1],
      ["DE", "desktop", 1],
      ["", "mobile", 1],
      ["FR", "mobile", 1],
    ]);
  });

  test("cut short keeps the cells of the values that it names, and no other", async () => {
    const pair = { first: "device", second: "country" } as const;
    const answer = await readConsentMatrix(await openAnalytics(), FILTER, pair, 1);
    expect(answer.cells).toMatchObject([{ first: "mobile", second: "DE", decisions: 1, all_allowed: 1 }]);
    expect([answer.first.value_count, answer.second.value_count, answer.totals.decisions]).toEqual([2, 3, 4]);
  });
});
