import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createSetup } from "../../test/page-kit.ts";
import { toCarriedChoice } from "./carried-choice.ts";
import { toOtherHost } from "./other-hosts.ts";

const setup = createSetup();
const NOW_MS = Date.UTC(2026, 10, 21);
const decision = {
  ...{ categories: { functional: true, analytics: false }, policy_version: "1", banner_version: "1" },
  ...{ services: {}, gpc: false },
  ...{ consent_method: "import" as const, decided_at: "2026-11-20T10:00:00.500Z", config_version: 1 },
};
const answer = { decision, expires_at: "2027-05-19T10:00:00.000Z" };
const carry = (change: object = {}) =>
  toCarriedChoice(setup, "dev_0123456789", { ...answer, decision: { ...decision, ...change } }, NOW_MS);

describe("a choice that a link carries", () => {
  test("becomes this browser's own, and lives no longer for having travelled", () => {
    expect(carry()).toMatchObject({
      ...{ deviceId: "dev_0123456789", method: "import", granted: ["functional"], denied: ["analytics"] },
      ...{ decidedAtMs: Date.UTC(2026, 10, 20, 10), expiresAtMs: Date.UTC(2027, 4, 19, 10) },
    });
  });

  test.each([
    ["of another policy", { policy_version: "2" }],
    ["from the future", { decided_at: "2027-11-20T10:00:00.000Z" }],
    ["without a time", { decided_at: "soon" }],
  ])("%s is not taken: the visitor is asked", (_, change) => {
    expect(carry(change)).toBeNull();
  });

  test("never agrees to what it does not say plainly, whatever the answer holds", () => {
    fc.assert(
      fc.property(fc.anything(), fc.anything(), (categories, services) => {
        const choice = carry({ categories, services });
        for (const id of choice?.granted ?? []) expect(Object(categories)[id]).toBe(true);
      }),
    );
  });
});

describe("a link carries it", () => {
  const config = {
    domain: "shop.example",
    subdomains: ["shop.test"],
    sharing: { subdomains: true, cross_domain: true },
  };
  const page = new URL("https://shop.example/");
  test.each([
    ["https://shop.test/a", "shop.test"],
    ["https://www.shop.test/", "www.shop.test"],
    ["https://shop.example/b", null],
    ["https://www.shop.example/", null],
    ["https://stranger.example/", null],
    ["https://notshop.test/", null],
    ["mailto:ann@shop.test", null],
    ["javascript:void(0)", null],
  ])("to %s for the host %s", (href, host) => {
    expect(toOtherHost(config, page, new URL(href))).toBe(host);
  });

  test("also to a host below, where each has a cookie of its own", () => {
    const apart = { ...config, sharing: { subdomains: false, cross_domain: true } };
    expect(toOtherHost(apart, page, new URL("https://www.shop.example/"))).toBe("www.shop.example");
  });
});
