import { afterEach, describe, expect, test, vi } from "vitest";
import { createSetup } from "../../test/page-kit.ts";
import { cleanPage, page, startReceiver } from "../../test/signal-kit.ts";
import { createAddOn } from "./shopify.ts";

afterEach(cleanPage);

type Kept = Record<string, string>;

/** Shopify's API as documented: keeps what it is told, and says what it keeps. */
function createApi(kept: Kept = {}) {
  const setTrackingConsent = vi.fn((consent: Record<string, boolean>) => {
    for (const [type, isAllowed] of Object.entries(consent)) kept[type] = isAllowed ? "yes" : "no";
  });
  return { kept, setTrackingConsent, currentVisitorConsent: () => kept };
}

const none = { analytics: false, marketing: false, preferences: false, sale_of_data: false };

describe("Shopify", () => {
  test("L1: before a choice nothing is loaded, said, or kept", () => {
    const api = createApi();
    const loadFeatures = vi.fn();
    page.Shopify = { loadFeatures };
    startReceiver(createAddOn).say([]);
    page.Shopify = { customerPrivacy: api };
    startReceiver(createAddOn).say([]);
    expect([loadFeatures.mock.calls, api.setTrackingConsent.mock.calls]).toEqual([[], []]);
  });

  test("a refusal, an agreement and a withdrawal are said once each", () => {
    const api = createApi();
    page.Shopify = { customerPrivacy: api };
    const told = startReceiver(createAddOn);
    told.say([]);
    for (const allowed of [[], ["analytics", "marketing"], ["analytics", "marketing"], ["analytics"]])
      told.say(allowed);
    expect(api.setTrackingConsent.mock.calls.map(([consent]) => consent)).toEqual([
      none,
      { analytics: true, marketing: true, preferences: false, sale_of_data: true },
      { ...none, analytics: true },
    ]);
  });

  test("the API is loaded with the first choice, and hears the latest one", () => {
    const api = createApi();
    let onLoaded: () => void = () => {};
    const shopify: { customerPrivacy?: unknown; loadFeatures: unknown } = {
      loadFeatures: vi.fn((_features, onDone: () => void) => {
        onLoaded = onDone;
      }),
    };
    page.Shopify = shopify;
    const told = startReceiver(createAddOn);
    told.say([]);
    told.say(["analytics"]);
    told.say([]);
    shopify.customerPrivacy = api;
    onLoaded();
    expect(shopify.loadFeatures).toHaveBeenCalledTimes(1);
    expect(api.setTrackingConsent.mock.calls.map(([consent]) => consent)).toEqual([none]);
  });

  test("what it keeps already is not said again; what has run out is taken back (L10)", () => {
    const kept = { analytics: "yes", marketing: "no", preferences: "no", sale_of_data: "no" };
    const api = createApi(kept);
    page.Shopify = { customerPrivacy: api };
    startReceiver(createAddOn).say(["analytics"], { decided: true });
    expect(api.setTrackingConsent).not.toHaveBeenCalled();
    startReceiver(createAddOn).say([], { decided: false });
    expect(kept.analytics).toBe("no");
  });

  test("P10: the browser's opt-out is an opt-out of sale without any click", () => {
    const api = createApi();
    page.Shopify = { customerPrivacy: api };
    startReceiver(createAddOn, createSetup("opt-out")).say(["functional", "analytics"], { decided: false, gpc: true });
    expect(api.kept).toMatchObject({ sale_of_data: "no", marketing: "no", analytics: "yes" });
  });

  test("a page without Shopify is left alone", () => {
    const told = startReceiver(createAddOn);
    told.say([]);
    told.say(["marketing"]);
    expect([told.errors, page.Shopify]).toEqual([[], undefined]);
  });
});
