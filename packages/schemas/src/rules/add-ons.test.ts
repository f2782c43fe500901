import { expect, test } from "vitest";
import { createTenantConfig, tenantConfigSchema } from "../index.ts";
import type { BannerConfig } from "../types/tenant-config.ts";
import { toEarlyAddOns } from "./add-ons.ts";

const toNames = (banner: Partial<BannerConfig>, arm?: Partial<BannerConfig>) => {
  const config = createTenantConfig({ tenant_id: "shop", domain: "shop.example" });
  const variants = [
    { id: "a", weight: 1, banner: {}, translations: {} },
    { id: "b", weight: 1, banner: arm ?? {}, translations: {} },
  ];
  return toEarlyAddOns({
    config: { ...config, banner: { ...config.banner, ...banner } },
    ...(arm && { experiment: { id: "colours", traffic: 1, variants } as never }),
  });
};

test("nobody loads the theme add-on but who has colours or a style sheet", () => {
  expect(toNames({})).toEqual([]);
  expect(toNames({ radius: 4, font: "serif", isolation: "none" })).toEqual([]);
  expect(toNames({ layout: "modal" })).toEqual(["modal"]);
  for (const banner of [{ accent: "#123456" }, { colors: { dark: {} } }, { stylesheet: "p{}" }]) {
    expect(toNames(banner)).toEqual(["theme"]);
  }
});

test("an arm of an experiment that has colours brings it, after the experiment", () => {
  expect(toNames({}, { accent: "#123456" })).toEqual(["experiment", "theme"]);
  expect(toNames({}, { layout: "box" })).toEqual(["experiment"]);
});

test("GPP brings the add-on that answers its interface, and nobody else has it", () => {
  const config = createTenantConfig({ tenant_id: "shop", domain: "shop.example" });
  expect(toEarlyAddOns({ config: tenantConfigSchema.parse({ ...config, gpp: {} }) })).toEqual(["iab"]);
  expect(toEarlyAddOns({ config })).toEqual([]);
});
