import { CONSENT_MODE_TYPES } from "@cookiehub/schemas/constants";
import { afterEach, describe, expect, test, vi } from "vitest";
import template from "../gtm/template.tpl?raw";
import { createSetup } from "../test/page-kit.ts";
import {
  type Call,
  type Parameter,
  readPermissions,
  readSections,
  runTemplate,
  SECTIONS,
} from "../test/tag-manager-kit.ts";
import type { CookieHub } from "./api.ts";
import { createNoGate } from "./gate/no-gate.ts";
import { startScript } from "./script.ts";
import { createNoScreen } from "./ui/no-screen.ts";

const page = window as { cookiehub?: unknown; dataLayer?: unknown };
const sections = readSections(template);
const permissions = readPermissions(sections.WEB_PERMISSIONS ?? "[]");
const given = { tenant: "shop0001", endpoint: "https://consent.example/", waitForUpdateMs: "500" };
const run = (data: Record<string, unknown> = {}) =>
  runTemplate(sections.SANDBOXED_JS_FOR_WEB_TEMPLATE ?? "", permissions, { ...given, ...data });
const toStates = (calls: readonly Call[], name: string) =>
  calls.filter((call) => call[0] === name).map((call) => call[1]);
const toState = (granted: readonly string[]) =>
  Object.fromEntries(
    CONSENT_MODE_TYPES.map((type) => [
      type,
      type === "security_storage" || granted.includes(type) ? "granted" : "denied",
    ]),
  );

/** What the browser runs once Tag Manager has put the script in: the banner, with this tenant's configuration. */
function runBanner(setup = createSetup()): CookieHub {
  startScript(
    { ...setup, assets: { chunks: {} as never, languages: {} } },
    { createGate: createNoGate, createScreen: createNoScreen },
  );
  return page.cookiehub as CookieHub;
}

afterEach(() => {
  localStorage.clear();
  // biome-ignore lint/suspicious/noDocumentCookie: the choice of the test before
  document.cookie = "cookiehub_consent=; Path=/; Max-Age=0";
  vi.restoreAllMocks();
  delete page.cookiehub;
  delete page.dataLayer;
});

describe("the Tag Manager template", () => {
  test("C13: is a whole template file: its sections in order, those in JSON readable", () => {
    expect(Object.keys(sections)).toEqual(SECTIONS);
    expect(JSON.parse(sections.INFO ?? "")).toMatchObject({ type: "TAG", containerContexts: ["WEB"] });
    const parameters = JSON.parse(sections.TEMPLATE_PARAMETERS ?? "") as Parameter[];
    expect(parameters.map(({ name }) => name)).toEqual([
      "tenant",
      "endpoint",
      "regions",
      "waitForUpdateMs",
      "adsDataRedaction",
      "urlPassthrough",
    ]);
    expect(sections.TERMS_OF_SERVICE).toContain("https://developers.google.com/tag-manager/gallery-tos");
  });

  test("C13: its fields take what the server takes, and no address without https", () => {
    const parameters = JSON.parse(sections.TEMPLATE_PARAMETERS ?? "") as Parameter[];
    const takes = (name: string, value: string) =>
      parameters
        .find((parameter) => parameter.name === name)
        ?.valueValidators?.every(({ args }) => new RegExp(args?.[0] ?? "").test(value));
    expect([takes("tenant", "demo0001"), takes("tenant", "a/b")]).toEqual([true, false]);
    const addresses = ["https://consent.example", "https://consent.example/", "http://consent.example", "https://a/b"];
    expect(addresses.map((address) => takes("endpoint", address))).toEqual([true, true, false, false]);
  });

  test("C2 C13: every default is set before the banner is asked for, and nothing is granted yet", () => {
    const calls = run();
    expect(calls).toEqual([
      ["setDefaultConsentState", { ...toState([]), wait_for_update: 500 }],
      ["injectScript", "https://consent.example/c/shop0001.js", "cookiehub"],
      ["success"],
    ]);
  });

  test("C5: places have defaults of their own, the rest keeps everything denied; a row without places grants nothing", () => {
    const regions = [
      { region: "US-CA, JP", granted: "analytics_storage,ad_storage" },
      { region: " ", granted: "ad_storage" },
    ];
    expect(toStates(run({ regions }), "setDefaultConsentState")).toEqual([
      { ...toState(["analytics_storage", "ad_storage"]), wait_for_update: 500, region: ["US-CA", "JP"] },
      { ...toState([]), wait_for_update: 500 },
    ]);
  });

  test("C8: redaction and passthrough are set before the banner, only where asked for", () => {
    expect(run({ adsDataRedaction: true, urlPassthrough: true }).slice(1, 3)).toEqual([
      ["gtagSet", "ads_data_redaction", true],
      ["gtagSet", "url_passthrough", true],
    ]);
  });

  test("C6 C7 C13: each decision is one update through Tag Manager, and no gtag command of ours beside it", async () => {
    const calls = run();
    const cookiehub = runBanner();
    expect(toStates(calls, "updateConsentState")).toEqual([]);
    cookiehub.save({ analytics: true });
    await vi.waitFor(() => expect(toStates(calls, "updateConsentState")).toEqual([toState(["analytics_storage"])]));
    cookiehub.rejectAll();
    await vi.waitFor(() => expect(toStates(calls, "updateConsentState")).toHaveLength(2));
    expect(toStates(calls, "updateConsentState")[1]).toEqual(toState([]));
    expect(page.dataLayer).toBeUndefined();
  });

  test("C6: a kept choice is passed on as soon as the banner's script runs", () => {
    run();
    runBanner().acceptAll();
    delete page.cookiehub;
    const calls = run();
    runBanner();
    expect(toStates(calls, "updateConsentState")).toEqual([toState(CONSENT_MODE_TYPES)]);
  });

  test("P10: where silence is permission, the browser's opt-out is in the first update", () => {
    Object.defineProperty(navigator, "globalPrivacyControl", { value: true, configurable: true });
    const calls = run();
    runBanner(createSetup("opt-out"));
    Reflect.deleteProperty(navigator, "globalPrivacyControl");
    expect(toStates(calls, "updateConsentState")).toEqual([
      toState(["analytics_storage", "functionality_storage", "personalization_storage"]),
    ]);
  });

  test("a page whose stub has queued calls already keeps them", () => {
    const seen: string[] = [];
    page.cookiehub = [() => seen.push("early")];
    run();
    runBanner();
    expect(seen).toEqual(["early"]);
  });
});
