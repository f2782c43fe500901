import { afterEach, describe, expect, test } from "vitest";
import { closeGuardedPages, type GuardedPage, openGuardedPage } from "../../test/guard-kit.ts";

afterEach(closeGuardedPages);

const GTAG = "https://www.googletagmanager.com/gtag/js?id=G-X";
const GPT = "https://securepubads.g.doubleclick.net/tag/js/gpt.js";

/** What a tag from there would wait for; it is not put into the page, so that nobody is asked. */
const categoryOf = ({ document }: GuardedPage, address: string): string | null => {
  const script = document.createElement("script");
  script.src = address;
  expect(script.hasAttribute("src")).toBe(!script.hasAttribute("data-consent-category"));
  return script.getAttribute("data-consent-category");
};

describe("Google's tags", () => {
  test("C11: in the basic mode wait for a choice, although no rule and no mark names them", async () => {
    const page = await openGuardedPage();
    expect(categoryOf(page, GTAG)).toBe("analytics");
    expect(categoryOf(page, "https://www.google-analytics.com/analytics.js")).toBe("analytics");
    expect(categoryOf(page, GPT)).toBe("marketing");
    expect(categoryOf(page, "https://www.google.com/recaptcha/api.js")).toBeNull();
    page.allow("analytics");
    expect([categoryOf(page, GTAG), categoryOf(page, GPT)]).toEqual([null, "marketing"]);
    page.allow();
    expect(categoryOf(page, GTAG)).toBe("analytics");
  });

  test("C11: in the advanced mode load before a choice, and so they do with Consent Mode off", async () => {
    for (const consentMode of [{ mode: "advanced" }, { enabled: false }] as const) {
      const page = await openGuardedPage({ consentMode });
      expect([categoryOf(page, GTAG), categoryOf(page, GPT)]).toEqual([null, null]);
    }
  });

  test("the tenant's own rules hold in both modes, exceptions included", async () => {
    const rules = [
      { pattern: "*.googletagmanager.com", category: "essential" },
      { pattern: "*.doubleclick.net", category: "functional" },
    ];
    for (const mode of ["basic", "advanced"] as const) {
      const page = await openGuardedPage({ consentMode: { mode }, rules });
      expect([categoryOf(page, GTAG), categoryOf(page, GPT)]).toEqual([null, "functional"]);
    }
  });

  test("wait for the category that grants their signal, and for the other one where it has none", async () => {
    const page = await openGuardedPage({ consentMode: { mapping: { ad_storage: "functional" } } });
    expect([categoryOf(page, GTAG), categoryOf(page, GPT)]).toEqual(["functional", "functional"]);
  });

  test("that no category can grant are not held back for ever", async () => {
    const page = await openGuardedPage({ consentMode: { mapping: { ad_storage: "telepathy" } } });
    expect([categoryOf(page, GTAG), categoryOf(page, GPT)]).toEqual([null, null]);
  });
});
