import { mergeLayers } from "@cookiehub/schemas";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ApiError } from "../http/api-error.ts";
import { resolveLayers, toLayer, toOrganizationLayer, toTenantLayer } from "./layers.ts";

const DOMAIN = { domain: "shop.example" };

function resolve(organization: object, tenant: object) {
  const resolution = resolveLayers("shop", { ...organization }, { ...DOMAIN, ...tenant });
  if ("faults" in resolution) throw new Error(JSON.stringify(resolution.faults));
  return resolution.config;
}

function readFaults(run: () => unknown): string[] {
  try {
    run();
  } catch (error) {
    return ((error as ApiError).details ?? []).map(({ path }) => path).sort();
  }
  return [];
}

/** Layers that are valid alone and together. */
const layers = fc.record(
  {
    policy_version: fc.constantFrom("1", "2"),
    languages: fc.uniqueArray(fc.constantFrom("en", "de", "fr"), { minLength: 1 }),
    banner: fc.record(
      { layout: fc.constantFrom("bar", "box"), theme: fc.constantFrom("dark", "light"), show_reopen: fc.boolean() },
      { requiredKeys: [] },
    ),
    google_consent_mode: fc.record(
      { enabled: fc.boolean(), mode: fc.constantFrom("basic", "advanced") },
      { requiredKeys: [] },
    ),
    translations: fc.dictionary(
      fc.constantFrom("de", "fr"),
      fc.record({ messages: fc.record({ save: fc.string(), close: fc.string() }, { requiredKeys: [] }) }),
    ),
  },
  { requiredKeys: [] },
);

describe("resolving layers", () => {
  test("defaults lie below the organization, the organization below the tenant", () => {
    const config = resolve(
      { banner: { theme: "dark", layout: "box" }, languages: ["fr"], policy_version: "5" },
      { banner: { layout: "bar" }, languages: ["de", "en"] },
    );
    expect(config.banner).toMatchObject({ theme: "dark", layout: "bar", position: "bottom" });
    expect([config.languages, config.policy_version, config.tenant_id]).toEqual([["de", "en"], "5", "shop"]);
  });

  test("what is resolved resolves to itself, over the organization and over nothing", () => {
    fc.assert(
      fc.property(layers, layers, (organization, tenant) => {
        const config = resolve(organization, tenant);
        expect(resolve(organization, config)).toEqual(config);
        expect(resolve({}, config)).toEqual(config);
      }),
      { numRuns: 50 },
    );
  });

  test("an organization's layer and the tenant's give what their merged layer gives alone", () => {
    fc.assert(
      fc.property(layers, layers, (organization, tenant) => {
        expect(resolve({}, mergeLayers(organization, tenant))).toEqual(resolve(organization, tenant));
      }),
      { numRuns: 50 },
    );
  });

  test("a short form is a layer like its long form: what it says below stays where the tenant says another part", () => {
    const organization = toLayer({ google_consent_mode: false });
    const config = resolve(organization, toTenantLayer({ google_consent_mode: { mode: "advanced" } }, "shop"));
    expect(config.google_consent_mode).toMatchObject({ enabled: false, mode: "advanced" });
  });

  test("every fault is named, wherever its layer", () => {
    const resolution = resolveLayers("shop", { banner: { theme: "pink" } }, { ...DOMAIN, languages: [], typo: 1 });
    const faults = "faults" in resolution ? resolution.faults.map(({ path }) => path).sort() : [];
    expect(faults).toEqual(["banner.theme", "languages", "typo"]);
  });

  test("is bounded in size, however it grew", () => {
    const text = "x".repeat(2000);
    const words = { banner_title: text, banner_text: text, notice_text: text, settings: text };
    const languages = Array.from({ length: 60 }, (_, index) => `a${String.fromCharCode(97 + (index % 26))}-x${index}0`);
    const translations = Object.fromEntries(languages.map((language) => [language, { messages: words }]));
    const resolution = resolveLayers("shop", {}, { ...DOMAIN, translations });
    expect("faults" in resolution && resolution.faults[0]?.message).toContain("at most 262144");
  });
});

describe("a layer from outside", () => {
  test.each([null, 7, "text", [], [{}]])("that is %j is refused", (value) => {
    expect(() => toLayer(value)).toThrow("JSON object");
  });

  test("may repeat the tenant's id, and cannot change it", () => {
    expect(toTenantLayer({ tenant_id: "shop", ...DOMAIN }, "shop")).toEqual(DOMAIN);
    expect(readFaults(() => toTenantLayer({ tenant_id: "other" }, "shop"))).toEqual(["tenant_id"]);
  });

  test("with keys that are names of the language is refused as misspelt, and reaches no prototype", () => {
    const hostile = JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}') as object;
    const resolution = resolveLayers("shop", {}, { ...DOMAIN, ...toLayer(hostile) });
    expect("faults" in resolution).toBe(true);
    expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
  });
});

describe("an organization's layer", () => {
  test("says nothing that belongs to one site", () => {
    const layer = { tenant_id: "a", domain: "a.example", subdomains: [], domain_overrides: {}, experiments: [] };
    expect(readFaults(() => toOrganizationLayer(layer))).toEqual(
      [
        "config.domain",
        "config.domain_overrides",
        "config.experiments",
        "config.subdomains",
        "config.tenant_id",
      ].sort(),
    );
  });

  test("is whole for a site that says nothing of its own", () => {
    const layer = { banner: { accent: "red" }, google_consent_mode: { mapping: { ad_storage: "gone" } } };
    expect(readFaults(() => toOrganizationLayer(layer))).toEqual([
      "config.banner.accent",
      "config.google_consent_mode.mapping.ad_storage",
    ]);
    expect(toOrganizationLayer({ banner: { theme: "dark" } })).toEqual({ banner: { theme: "dark" } });
  });
});
