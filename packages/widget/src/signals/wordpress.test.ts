import { afterEach, describe, expect, test, vi } from "vitest";
import { createSetup } from "../../test/page-kit.ts";
import { cleanPage, page, startReceiver } from "../../test/signal-kit.ts";
import { createAddOn } from "./wordpress.ts";

afterEach(cleanPage);

/** The plugin's function: a cookie for each category. */
function setConsent(category: string, value: string): void {
  // biome-ignore lint/suspicious/noDocumentCookie: as the plugin does
  document.cookie = `wp_consent_${category}=${value}; Path=/`;
}

const read = () =>
  Object.fromEntries(
    document.cookie
      .split("; ")
      .filter((pair) => pair.startsWith("wp_consent_"))
      .map((pair) => pair.slice("wp_consent_".length).split("=")),
  );

describe("WordPress", () => {
  test.each([
    ["opt-in", "optin"],
    ["opt-out", "optout"],
    ["notice", "optout"],
  ] as const)("plugins are told the model of the law before anything else: %s is %s", (model, type) => {
    const onDefined = vi.fn();
    document.addEventListener("wp_consent_type_defined", onDefined, { once: true });
    startReceiver(createAddOn, createSetup(model));
    expect(page.wp_consent_type).toBe(type);
    expect(onDefined).toHaveBeenCalledTimes(1);
  });

  test("L1: no cookie of theirs before a choice", () => {
    page.wp_set_consent = setConsent;
    startReceiver(createAddOn).say([]);
    expect(read()).toEqual({});
  });

  test("a choice sets every category, a withdrawal denies what is withdrawn", () => {
    page.wp_set_consent = setConsent;
    const told = startReceiver(createAddOn);
    told.say([]);
    told.say(["analytics", "marketing"]);
    const allowed = { functional: "allow", statistics: "allow", "statistics-anonymous": "allow", marketing: "allow" };
    expect(read()).toEqual({ ...allowed, preferences: "deny" });
    told.say(["analytics"]);
    expect(read()).toEqual({ ...allowed, preferences: "deny", marketing: "deny" });
  });

  test("nothing is said twice on one page, and the cookies are renewed on the next", () => {
    const spy = vi.fn(setConsent);
    page.wp_set_consent = spy;
    const told = startReceiver(createAddOn);
    told.say(["analytics"], { decided: true });
    told.say(["analytics"]);
    expect(spy).toHaveBeenCalledTimes(5);
    startReceiver(createAddOn).say(["analytics"], { decided: true });
    expect(spy).toHaveBeenCalledTimes(10);
  });

  test("a plugin that is loaded later hears the latest choice, once", () => {
    const told = startReceiver(createAddOn);
    told.say(["analytics"], { decided: true });
    told.say([]);
    const spy = vi.fn(setConsent);
    page.wp_set_consent = spy;
    for (const name of ["DOMContentLoaded", "load"]) {
      (name === "load" ? window : document).dispatchEvent(new Event(name));
    }
    expect(spy).toHaveBeenCalledTimes(5);
    expect(read()).toMatchObject({ functional: "allow", statistics: "deny", marketing: "deny" });
  });

  test("L10: what an agreement left behind is denied once the agreement has run out", () => {
    page.wp_set_consent = setConsent;
    startReceiver(createAddOn).say(["marketing"], { decided: true });
    startReceiver(createAddOn).say([], { decided: false });
    expect(read().marketing).toBe("deny");
  });
});
