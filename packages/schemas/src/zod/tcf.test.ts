import { describe, expect, test } from "vitest";
import { tenantConfigSchema } from "./tenant-config.ts";

const TCF = { publisher_country: "DE", vendors: [12, 755] };

function readFaults(tcf: object, more: object = {}): string[] {
  const parsed = tenantConfigSchema.safeParse({
    ...{ tenant_id: "shop", domain: "shop.example", tcf_enabled: true, tcf: { ...TCF, ...tcf } },
    ...more,
  });
  return parsed.success ? [] : parsed.error.issues.map(({ path, message }) => `${path.join(".")} ${message}`);
}

describe("a tenant's part in the TCF", () => {
  test("needs its country and vendors; the rest has defaults that hold for the default categories", () => {
    const config = tenantConfigSchema.parse({ tenant_id: "shop", domain: "shop.example", tcf: TCF });
    expect(config.tcf).toEqual({
      ...TCF,
      categories: { functional: [1, 5, 6, 11], analytics: [1, 8, 9, 10], marketing: [1, 2, 3, 4, 7] },
      ...{ restrictions: [], purpose_one_treatment: false, reject_objects: true },
    });
    expect(config.tcf_enabled).toBe(false);
  });

  test.each(["AA", "ZZ", "XX", "QM", "de", "DEU", ""])("T49: %s is no publisher's country", (publisher_country) => {
    expect(readFaults({ publisher_country })).toHaveLength(1);
  });

  test("C17: a category that purposes decide is one that can be refused, and has a purpose of its own", () => {
    expect(readFaults({ categories: { marketing: [1, 2], analytics: [1, 8] } })).toEqual([]);
    expect(readFaults({ categories: { essential: [1] } })).toEqual([
      "tcf.categories.essential is not a category of this tenant that can be refused: essential",
    ]);
    expect(readFaults({ categories: { nowhere: [3] } })).toHaveLength(1);
    expect(readFaults({ categories: { marketing: [1, 2], analytics: [1] } })).toEqual([
      expect.stringMatching(/^tcf\.categories\.analytics must need a purpose/),
    ]);
  });

  test("C17: a category that keeps the default may not follow from what another one needs either", () => {
    const analytics = { id: "analytics", name: "Analytics" };
    const categories = [analytics, { id: "stats", name: "Statistics" }];
    const mapping = { analytics: [1, 8, 9, 10], stats: [1, 7, 8, 9, 10] };
    expect(readFaults({ categories: mapping }, { categories })).toEqual([
      expect.stringMatching(/^tcf\.categories\.analytics must need a purpose/),
    ]);
    // Nobody has the category that the default names, so nothing follows for it.
    expect(readFaults({ categories: mapping }, { categories: categories.slice(1) })).toEqual([]);
    const own = { analytics: [1, 8, 9, 10], stats: [8, 9, 10] };
    expect(readFaults({ categories: own }, { categories: categories.slice(1) })).toEqual([]);
  });

  test("the default names categories that a tenant may not have", () => {
    expect(readFaults({}, { categories: [{ id: "stats", name: "Statistics" }] })).toEqual([]);
  });

  test.each([
    ["vendor 0", { vendors: [0] }],
    ["purpose 25", { restrictions: [{ purpose: 25, type: "not_allowed" }] }],
    ["a restriction that is none", { restrictions: [{ purpose: 2, type: "forbidden" }] }],
    ["a member that is misspelt", { vendor: [1] }],
  ])("refuses %s", (_, tcf) => {
    expect(readFaults(tcf)).toHaveLength(1);
  });
});
