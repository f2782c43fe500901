import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  applyMergePatch,
  findDomainOverride,
  isHostWithin,
  type JsonObject,
  mergeLayers,
  toHostConfig,
} from "./layers.ts";
import { createTenantConfig, tenantConfigSchema } from "./zod/tenant-config.ts";

const json = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 4 }));
/** Layers of one shape: a member that is an object in one is an object in all, as in configurations. */
const leaf = fc.option(fc.oneof(fc.integer(), fc.array(fc.integer(), { maxLength: 3 })), { nil: undefined });
const shaped = fc.record({
  a: leaf,
  b: fc.record({ c: leaf, d: fc.record({ e: leaf, f: leaf }) }),
}) as fc.Arbitrary<JsonObject>;
const copy = <Value>(value: Value): Value => structuredClone(value);

describe("merging layers", () => {
  test("layers of one shape merge the same whatever pair is merged first", () => {
    fc.assert(
      fc.property(shaped, shaped, shaped, (a, b, c) => {
        expect(mergeLayers(a, mergeLayers(b, c))).toEqual(mergeLayers(mergeLayers(a, b), c));
      }),
    );
  });

  test("a layer over itself, over nothing or under nothing is itself", () => {
    fc.assert(
      fc.property(json, (layer) => {
        expect(mergeLayers(layer, layer)).toEqual(layer);
        expect(mergeLayers({}, layer)).toEqual(layer);
        expect(mergeLayers(layer, {})).toEqual(layer);
      }),
    );
  });

  test("what the upper layer says stands, and what it leaves out stays as it was below", () => {
    fc.assert(
      fc.property(json, json, (below, above) => {
        const merged = mergeLayers(below, above);
        expect(Object.keys(merged).sort()).toEqual([...new Set([...Object.keys(below), ...Object.keys(above)])].sort());
        for (const [key, value] of Object.entries(below))
          if (!Object.hasOwn(above, key)) expect(merged[key]).toBe(value);
        expect(mergeLayers(merged, above)).toEqual(merged);
      }),
    );
  });

  test("changes neither layer", () => {
    fc.assert(
      fc.property(json, json, (below, above) => {
        const before = copy([below, above]);
        mergeLayers(below, above);
        expect([below, above]).toEqual(before);
      }),
    );
  });

  test("arrays replace, and so does anything that meets another kind", () => {
    expect(mergeLayers({ list: [1, 2], part: { x: 1 }, one: 1 }, { list: [3], part: 7, one: { y: 2 } })).toEqual({
      list: [3],
      part: 7,
      one: { y: 2 },
    });
  });

  test("keys that are names of the language stay plain members and reach no prototype", () => {
    const hostile = JSON.parse(
      '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}',
    ) as JsonObject;
    for (const merged of [
      mergeLayers({ a: {} }, hostile),
      mergeLayers(hostile, hostile),
      applyMergePatch({}, hostile),
    ]) {
      expect(Object.hasOwn(merged, "__proto__")).toBe(true);
      expect(Object.getPrototypeOf(merged)).toBe(Object.prototype);
    }
    expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
  });
});

describe("a merge patch", () => {
  // The cases of RFC 7396, appendix A, that have an object on both sides.
  test.each([
    [{ a: "b" }, { a: "c" }, { a: "c" }],
    [{ a: "b" }, { b: "c" }, { a: "b", b: "c" }],
    [{ a: "b" }, { a: null }, {}],
    [{ a: "b", b: "c" }, { a: null }, { b: "c" }],
    [{ a: ["b"] }, { a: "c" }, { a: "c" }],
    [{ a: "c" }, { a: ["b"] }, { a: ["b"] }],
    [{ a: { b: "c" } }, { a: { b: "d", c: null } }, { a: { b: "d" } }],
    [{ a: [{ b: "c" }] }, { a: [1] }, { a: [1] }],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ])("of %j by %j gives %j", (target, patch, result) => {
    expect(applyMergePatch(target, patch)).toEqual(result);
  });

  test("leaves no null behind that it brought, changes nothing it was given, and is settled after one time", () => {
    fc.assert(
      fc.property(json, json, (target, patch) => {
        const before = copy([target, patch]);
        const patched = applyMergePatch(target, patch);
        expect([target, patch]).toEqual(before);
        expect(applyMergePatch(patched, patch)).toEqual(patched);
        for (const [key, value] of Object.entries(patch)) expect(Object.hasOwn(patched, key)).toBe(value !== null);
      }),
    );
  });
});

describe("the configuration of a host", () => {
  const config = tenantConfigSchema.parse({
    tenant_id: "shop",
    domain: "shop.example",
    subdomains: ["shop.test"],
    domain_overrides: {
      "shop.test": { languages: ["fr"], banner: { theme: "dark" } },
      "a.shop.test": { banner: { layout: "box" } },
    },
    experiments: [{ id: "tone", variants: [{ id: "plain" }, { id: "box", banner: { layout: "box" } }] }],
    retention: { session_days: 30 },
  });

  test("has the most specific override merged in, and that one alone", () => {
    expect(findDomainOverride(config, "b.a.shop.test")).toBe("a.shop.test");
    expect(toHostConfig(config, "b.a.shop.test")).toMatchObject({
      languages: ["en", "de"],
      banner: { layout: "box", theme: "auto" },
    });
    expect(toHostConfig(config, "www.shop.test")).toMatchObject({
      languages: ["fr"],
      banner: { layout: "bar", theme: "dark" },
    });
    expect(findDomainOverride(config, "notshop.test")).toBeNull();
  });

  test("holds nothing that only the server needs, and resolves to itself", () => {
    for (const host of [null, "shop.example", "shop.test", "a.shop.test"]) {
      const resolved = toHostConfig(config, host);
      expect(Object.keys(resolved)).not.toContain("domain_overrides");
      expect(Object.keys(resolved)).not.toContain("experiments");
      expect(Object.keys(resolved)).not.toContain("retention");
      expect(toHostConfig(resolved, host)).toEqual(resolved);
      expect(tenantConfigSchema.parse(resolved)).toEqual(resolved);
    }
  });

  test("without overrides is the tenant's own, as it stands", () => {
    const plain = createTenantConfig({ tenant_id: "shop", domain: "shop.example" });
    expect(toHostConfig(plain, "shop.example")).toEqual(plain);
  });

  test.each([
    ["shop.example", "shop.example", true],
    ["www.shop.example", "shop.example", true],
    ["shop.example:8080", "shop.example", true],
    ["localhost:4400", "localhost:4400", true],
    ["localhost:4401", "localhost:4400", false],
    ["notshop.example", "shop.example", false],
    ["example", "shop.example", false],
  ])("%s within %s: %s", (host, other, isWithin) => expect(isHostWithin(host, other)).toBe(isWithin));
});
