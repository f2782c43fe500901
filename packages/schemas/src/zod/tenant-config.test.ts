import { describe, expect, test } from "vitest";
import { z } from "zod";
import { createFaultReader } from "../../test/faults.ts";
import { CATEGORIES_MAX } from "../constants.ts";
import { createTenantConfig, tenantConfigSchema } from "./tenant-config.ts";

const MINIMAL = { tenant_id: "shop", domain: "shop.example" };

const readFaults = createFaultReader(tenantConfigSchema);

describe("what is left out", () => {
  test("takes the default: four categories, opt-in where unsure, basic Consent Mode, no TCF", () => {
    const config = createTenantConfig(MINIMAL);
    expect(config.categories.map(({ id, required, sells_data }) => [id, required, sells_data])).toEqual([
      ["essential", true, false],
      ["functional", false, false],
      ["analytics", false, false],
      ["marketing", false, true],
    ]);
    expect(config).toMatchObject({
      languages: ["en", "de"],
      policy_version: "1",
      regulations: { default: "gdpr", overrides: {} },
      banner: { layout: "bar", show_reject_all: true, show_reopen: true, consent_renewal_days: 180 },
      google_consent_mode: { enabled: true, mode: "basic", wait_for_update_ms: 500 },
      tcf_enabled: false,
      translations: {},
    });
  });

  test("is filled in inside a part that was given in part", () => {
    const config = tenantConfigSchema.parse({
      ...MINIMAL,
      banner: { layout: "box" },
      regulations: { overrides: { US: "gdpr" } },
    });
    expect(config.banner).toMatchObject({ layout: "box", theme: "auto", consent_renewal_days: 180 });
    expect(config.regulations).toEqual({ default: "gdpr", overrides: { US: "gdpr" } });
  });

  test("is not shared between tenants: changing one configuration leaves the next one as it should be", () => {
    createTenantConfig(MINIMAL).categories[0]?.cookies.push({ name: "leak" });
    expect(createTenantConfig(MINIMAL).categories[0]?.cookies).toEqual([]);
  });

  test("reads back the same once it is written out", () => {
    const config = createTenantConfig(MINIMAL);
    expect(tenantConfigSchema.parse(JSON.parse(JSON.stringify(config)))).toEqual(config);
  });
});

describe("short forms", () => {
  test("a cookie may be its name, a service its id, Consent Mode a switch", () => {
    const config = tenantConfigSchema.parse({
      ...MINIMAL,
      categories: [{ id: "analytics", name: "Analytics", cookies: ["_ga", { name: "_gid" }], services: ["matomo"] }],
      google_consent_mode: false,
    });
    expect(config.categories[0]?.cookies).toEqual([{ name: "_ga" }, { name: "_gid" }]);
    expect(config.categories[0]?.services).toEqual([{ id: "matomo", name: "matomo" }]);
    expect(config.google_consent_mode).toMatchObject({ enabled: false, mode: "basic" });
  });
});

describe("faults", () => {
  test("every fault is reported at its own place, malformed parts and contradictions together", () => {
    const faults = readFaults({
      tenant_id: "no spaces",
      domain: "https://shop.example/",
      subdomains: ["ok.shop.example", "UPPER.example"],
      privacy_policy_url: "javascript:alert(1)",
      languages: ["english"],
      categories: [
        { id: "analytics", name: "Analytics", cookies: [{ name: 7 }] },
        { id: "analytics", name: "Again" },
        { id: "Bad Id", name: "" },
      ],
      regulations: { default: "made-up", overrides: { Germany: "gdpr" } },
      banner: { accent: "red", consent_renewal_days: 0, theme: "pink" },
      tcf_enabled: true,
      google_consent_mode: { wait_for_update_ms: "soon", mapping: { ad_storage: "ads" } },
      translations: { de: { messages: { accept_all: 1 } } },
    });
    expect(faults).toEqual([
      "banner.accent",
      "banner.consent_renewal_days",
      "banner.theme",
      "categories.0.cookies.0.name",
      "categories.1.id",
      "categories.2.id",
      "categories.2.name",
      "domain",
      "google_consent_mode.mapping.ad_storage",
      "google_consent_mode.wait_for_update_ms",
      "languages.0",
      "privacy_policy_url",
      "regulations.default",
      "regulations.overrides.Germany",
      "subdomains.1",
      "tcf",
      "tenant_id",
      "translations.de.messages.accept_all",
    ]);
  });

  test("a category id that is used twice is refused, with the place of the second one", () => {
    const category = { id: "ads", name: "Ads" };
    expect(
      readFaults({ ...MINIMAL, categories: [category, { id: "other", name: "Other" }, category, category] }),
    ).toEqual(["categories.2.id", "categories.3.id"]);
  });

  test("a mapping that the tenant wrote names its own categories; the default one may name missing ones", () => {
    const categories = [{ id: "stats", name: "Statistics" }];
    expect(readFaults({ ...MINIMAL, categories })).toEqual([]);
    expect(
      readFaults({ ...MINIMAL, categories, google_consent_mode: { mapping: { analytics_storage: "stats" } } }),
    ).toEqual([]);
    expect(
      readFaults({ ...MINIMAL, categories, google_consent_mode: { mapping: { analytics_storage: "gone" } } }),
    ).toEqual(["google_consent_mode.mapping.analytics_storage"]);
  });

  test("D13: TCF cannot be switched on without the publisher's country and vendors", () => {
    expect(readFaults({ ...MINIMAL, tcf_enabled: true })).toEqual(["tcf"]);
    expect(readFaults({ ...MINIMAL, tcf_enabled: true, tcf: {} })).toEqual(["tcf.publisher_country", "tcf.vendors"]);
    const tcf = { publisher_country: "DE", vendors: [12, 755] };
    expect(readFaults({ ...MINIMAL, tcf_enabled: true, tcf })).toEqual([]);
    expect(readFaults({ ...MINIMAL, tcf_enabled: true, tcf: { ...tcf, vendors: "all" } })).toEqual([]);
  });

  test.each([
    null,
    undefined,
    7,
    "text",
    [],
    [[]],
    { categories: "all" },
    { ...MINIMAL, categories: [null] },
    { ...MINIMAL, google_consent_mode: { mapping: null } },
  ])("a body that is something else (%j) is refused and never throws", (body) =>
    expect(readFaults(body).length).toBeGreaterThan(0),
  );

  test("a body from JSON cannot reach the prototype", () => {
    const body: unknown = JSON.parse('{"tenant_id":"shop","domain":"shop.example","__proto__":{"polluted":true}}');
    expect(tenantConfigSchema.safeParse(body).success).toBe(false);
    expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
  });
});

describe("domain overrides", () => {
  const withOverrides = (domain_overrides: unknown, rest: object = {}) => ({ ...MINIMAL, ...rest, domain_overrides });

  test("say how the banner asks at a host of the tenant, or below one", () => {
    const overrides = {
      "de.shop.example": { languages: ["de"], banner: { theme: "dark" }, google_consent_mode: false },
      "shop.test:8080": { privacy_policy_url: "https://shop.test/privacy" },
    };
    const config = tenantConfigSchema.parse(withOverrides(overrides, { subdomains: ["shop.test"] }));
    expect(config.domain_overrides).toEqual({
      ...overrides,
      "de.shop.example": { ...overrides["de.shop.example"], google_consent_mode: { enabled: false } },
    });
  });

  test.each([
    "tenant_id",
    "domain",
    "subdomains",
    "categories",
    "regulations",
    "policy_version",
    "tcf_enabled",
    "tcf",
    "domain_overrides",
    "experiments",
    "__proto__",
  ])("cannot say %s: a record means the same on every host", (member) => {
    const override: unknown = JSON.parse(`{"${member}": {}}`);
    expect(tenantConfigSchema.safeParse(withOverrides({ "shop.example": override })).success).toBe(false);
  });

  test("are refused with the place of every fault: a foreign host, a malformed part, a category that is not there", () => {
    const overrides = {
      "shop.example": { banner: { accent: "red", consent_renewal_days: 9 } },
      "www.shop.example": { google_consent_mode: { mapping: { ad_storage: "gone" } } },
      "evil.example": {},
      "No Host": {},
    };
    expect(readFaults(withOverrides(overrides))).toEqual(
      [
        "domain_overrides.No Host",
        "domain_overrides.evil.example",
        "domain_overrides.shop.example.banner",
        "domain_overrides.shop.example.banner.accent",
        "domain_overrides.www.shop.example.google_consent_mode.mapping.ad_storage",
      ].sort(),
    );
  });

  test("do not repeat a fault of the tenant's own part", () => {
    const mapping = { google_consent_mode: { mapping: { ad_storage: "gone" } } };
    expect(readFaults(withOverrides({ "shop.example": { languages: ["fr"] } }, mapping))).toEqual([
      "google_consent_mode.mapping.ad_storage",
    ]);
  });

  test("are bounded in number", () => {
    const overrides = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`h${index}.shop.example`, {}]));
    expect(readFaults(withOverrides(overrides(50)))).toEqual([]);
    expect(readFaults(withOverrides(overrides(51)))).toEqual(["domain_overrides"]);
  });
});

describe("experiments", () => {
  test("stand in the configuration, and a variant that makes refusing harder is refused at its place", () => {
    const variants = (banner: object) => [{ id: "plain" }, { id: "new", banner }];
    const experiment = (banner: object) => ({ ...MINIMAL, experiments: [{ id: "tone", variants: variants(banner) }] });
    expect(readFaults(experiment({ layout: "box" }))).toEqual([]);
    expect(readFaults(experiment({ show_reject_all: false }))).toEqual([
      "experiments.0.variants.1.banner.show_reject_all",
    ]);
  });
});

describe("bounds", () => {
  const categories = (count: number) => Array.from({ length: count }, (_, index) => ({ id: `c${index}`, name: "C" }));

  test("one to twenty categories", () => {
    expect(readFaults({ ...MINIMAL, categories: [] })).toEqual(["categories"]);
    expect(readFaults({ ...MINIMAL, categories: categories(CATEGORIES_MAX) })).toEqual([]);
    expect(readFaults({ ...MINIMAL, categories: categories(CATEGORIES_MAX + 1) })).toEqual(["categories"]);
  });

  test("a renewal between a day and two years", () => {
    const banner = (consent_renewal_days: unknown) => readFaults({ ...MINIMAL, banner: { consent_renewal_days } });
    expect([banner(1), banner(730)]).toEqual([[], []]);
    for (const days of [0, 731, 1.5, "180", Number.NaN]) expect(banner(days)).toEqual(["banner.consent_renewal_days"]);
  });

  test.each(["shop.example", "localhost:4400", "a.b.c.shop.example", "xn--bcher-kva.example", "127.0.0.1"])(
    "%s is a host",
    (domain) => {
      expect(readFaults({ ...MINIMAL, domain })).toEqual([]);
    },
  );

  test.each([
    "",
    ".",
    "shop..example",
    "-shop.example",
    "shop.example/",
    "*.shop.example",
    "shop.example\n",
    "shop example",
    "x".repeat(261),
  ])("%j is no host", (domain) => expect(readFaults({ ...MINIMAL, domain })).toContain("domain"));
});

test("the schema can be written as JSON Schema, so that OpenAPI can show it", () => {
  expect(z.toJSONSchema(tenantConfigSchema, { io: "input" })).toMatchObject({
    type: "object",
    required: ["tenant_id", "domain"],
    properties: { google_consent_mode: { type: "object" } },
  });
});
