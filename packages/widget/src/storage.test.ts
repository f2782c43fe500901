import { expect, test } from "vitest";
import { toCookieDomain } from "./storage.ts";

test.each([
  ["the site itself", "shop.example", "shop.example"],
  ["a host below it", "www.shop.example", "shop.example"],
  ["another site that ends alike", "bigshop.example", undefined],
  ["another of the tenant's domains", "shop.test", undefined],
])("a shared cookie is the site's on %s", (_, hostname, domain) => {
  const sharing = { subdomains: true, cross_domain: false };
  expect(toCookieDomain({ domain: "shop.example:8443", sharing }, hostname)).toBe(domain);
});

test("without sharing the cookie is this host's alone", () => {
  expect(toCookieDomain({ domain: "shop.example" }, "www.shop.example")).toBeUndefined();
});
