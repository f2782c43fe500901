import { runInNewContext } from "node:vm";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import type { GppConfig, TenantConfig } from "@cookiehub/schemas/types";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { toNewTenant, toPublished } from "../tenants/tenant.ts";
import { toEncodedText, toEncoding, toResolvedConfig, toTenantScript } from "./script.ts";

const tenant = toNewTenant(
  { id: "demo", code: "demo0001", hosts: ["shop.example"] },
  (bytes) => new Uint8Array(bytes),
  0,
);
const files = {
  core: "!function(CH_SETUP){seen=CH_SETUP};",
  addOns: {},
  assets: { chunks: { preferences: "/w/p.js" }, languages: { de: "/w/de.js" } },
};

describe("the per-tenant script", () => {
  test("calls the widget with the configuration, and is ASCII whatever the configuration holds", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
        const config = {
          ...tenant.config,
          translations: { de: { messages: { banner_text: `</script>\u2028é${text}` } } },
        };
        const resolved = toResolvedConfig(toPublished(tenant, { config, layer: {} }, 1), "DE");
        const script = toTenantScript(files, resolved);
        expect(script).toMatch(/^[\x20-\x7e]*$/);
        expect(script).not.toContain("</script");
        const context: { seen?: unknown } = { seen: undefined };
        runInNewContext(script, context);
        expect(JSON.parse(JSON.stringify(context.seen))).toEqual(
          JSON.parse(JSON.stringify({ ...resolved, assets: files.assets })),
        );
      }),
      { numRuns: 50 },
    );
  });

  test("holds the regulation of the visitor but not the place, so that caches keep one copy per regulation and its days", () => {
    expect(toResolvedConfig(tenant, "PL")).toEqual(toResolvedConfig(tenant, "DE"));
    expect(toResolvedConfig(tenant, "US-CA").regulation).toMatchObject({
      id: "ccpa",
      model: "opt-out",
      location: null,
    });
  });

  test("G39: names the place where it decides on a section of GPP, and no other", () => {
    const gpp: GppConfig = {
      mspa: "none",
      usnat: false,
      unknown_state: "none",
      sensitive_data: "not_applicable",
      known_children: "not_applicable",
    };
    const toPlace = (place: string | null, change: Partial<GppConfig> = {}) => {
      const config = { ...tenant.config, gpp: { ...gpp, ...change } };
      return toResolvedConfig(toPublished(tenant, { config, layer: {} }, 1), place).regulation.location;
    };
    expect(["US-CO", "US-NY", "US", "DE", "CA-QC", null].map((place) => toPlace(place))).toEqual([
      ...["US-CO", null, null, null, null, null],
    ]);
    expect(toPlace("US-CO", { states: ["US-CA"] })).toBeNull();
    expect(toPlace("US", { unknown_state: "strictest" })).toBe("US");
    expect(toPlace("US-NY", { mspa: "opt_out_option", usnat: true })).toBe("US-NY");
  });

  test("names the categories that nobody has worded, where the first language is not that of their words", () => {
    const [essential, ...others] = tenant.config.categories;
    const publish = (change: Partial<TenantConfig>) =>
      toResolvedConfig(toPublished(tenant, { config: { ...tenant.config, ...change }, layer: {} }, 1), "FR")
        .default_words;
    expect(publish({ languages: ["fr", "en"] })).toEqual(["essential", "functional", "analytics", "marketing"]);
    expect(publish({ languages: ["en-GB", "fr"] })).toBeUndefined();
    const mine = essential && { ...essential, description: "Le panier." };
    expect(publish({ languages: ["fr"], categories: mine ? [mine, ...others.slice(1)] : [] })).toEqual([
      "analytics",
      "marketing",
    ]);
  });

  test("names the files of the tenant's languages only, and English for what another one lacks", () => {
    const codes = ["de", "en", "fr", "pt", "pt-BR", "zh-TW"];
    const languages = Object.fromEntries(codes.map((code) => [code, `/w/${code}.js`]));
    const readCodes = (offered: string[]) => {
      const config = { ...tenant.config, languages: offered };
      const resolved = toResolvedConfig(toPublished(tenant, { config, layer: {} }, 1), "FR");
      const context: { seen?: { assets: { languages: object } } } = { seen: undefined as never };
      runInNewContext(toTenantScript({ ...files, assets: { ...files.assets, languages } }, resolved), context);
      return Object.keys(context.seen?.assets.languages ?? {});
    };
    expect(readCodes(["fr", "zh-Hant"])).toEqual(["en", "fr", "zh-TW"]);
    expect(readCodes(["fil"])).toEqual(["en"]);
  });

  test("is opt-in when the place is unknown (D12)", () => {
    expect(toResolvedConfig(tenant, null).regulation).toMatchObject({ model: "opt-in", confidence: "low" });
  });
});

describe("encodings", () => {
  test("hold the same text", async () => {
    const { bodies } = await toEncodedText("text ".repeat(500));
    expect(brotliDecompressSync(bodies.br)).toEqual(Buffer.from(bodies.identity));
    expect(gunzipSync(bodies.gzip)).toEqual(Buffer.from(bodies.identity));
    expect(bodies.br.length).toBeLessThan(bodies.identity.length / 10);
  });

  test.each([
    ["gzip, deflate, br, zstd", "br"],
    ["gzip;q=0.5", "gzip"],
    ["br;q=0, gzip", "gzip"],
    ["br;q=0.000", "identity"],
    ["", "identity"],
    [undefined, "identity"],
    ["*", "identity"],
  ])("%s is answered with %s", (header, encoding) => {
    expect(toEncoding(header)).toBe(encoding);
  });
});
