import { describe, expect, test } from "vitest";
import { isAddingServices } from "./added-services.ts";

const toCategory = (id: string, services: readonly string[], vendors: readonly string[] = [], required = false) => ({
  ...{ id, name: id, description: "", sells_data: false, cookies: [], required },
  services: services.map((service) => ({ id: service, name: service })),
  vendors: [...vendors],
});
const before = { categories: [toCategory("analytics", ["hotjar"], ["Meta"]), toCategory("marketing", [])] };

describe("a new version adds something to what can be agreed to (L8)", () => {
  test.each([
    ["a service more", [toCategory("analytics", ["hotjar", "matomo"], ["Meta"])]],
    ["a vendor more", [toCategory("analytics", ["hotjar"], ["Meta", "X"])]],
    ["a service under a vendor's name", [toCategory("analytics", ["hotjar", "Meta"], ["Meta"])]],
    ["a move to another category", [toCategory("analytics", [], ["Meta"]), toCategory("marketing", ["hotjar"])]],
    ["a new category with a service", [toCategory("video", ["youtube"])]],
  ])("with %s", (_what, categories) => {
    expect(isAddingServices(before, { categories })).toBe(true);
  });

  test.each([
    ["the same", before.categories],
    ["a service less", [toCategory("analytics", [], ["Meta"])]],
    ["other words", [{ ...toCategory("analytics", ["hotjar"], ["Meta"]), name: "Statistics" }]],
    ["a service of what is required", [toCategory("essential", ["session"], [], true)]],
    ["a new category without any", [...before.categories, toCategory("video", [])]],
  ])("not with %s", (_what, categories) => {
    expect(isAddingServices(before, { categories })).toBe(false);
  });
});
