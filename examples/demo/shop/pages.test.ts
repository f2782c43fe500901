import { expect, test } from "vitest";
import { language as de } from "../../../packages/widget/src/languages/de.ts";
import { language as en } from "../../../packages/widget/src/languages/en.ts";
import { escapeHtml, toLink, type Visit } from "./page.ts";
import { renderShopPage } from "./pages.ts";
import { isLanguage, TEXTS } from "./texts.ts";

const visit: Visit = {
  language: "en",
  hasPanel: true,
  serverUrl: "http://localhost:4401",
  thirdPartyUrl: "http://127.0.0.1:4402",
  stub: "/* stub */",
};

test.each(["/", "/product", "/checkout", "/privacy"])(
  "%s: the stub stands before every other script, and no tag of the third party is live (L1, C2)",
  (path) => {
    const html = renderShopPage(path, visit) ?? "";
    expect(html.indexOf("<script>/* stub */")).toBe(html.indexOf("<script"));
    const live = [...html.matchAll(/<(script|img|iframe)\b[^>]*>/g)]
      .map(([tag]) => tag)
      .filter((tag) => !/data-consent-(category|service)/.test(tag));
    expect(live.filter((tag) => tag.includes(visit.thirdPartyUrl))).toEqual([]);
    expect(html).not.toMatch(/ style=/);
  },
);

test("the shop has no other pages", () => {
  for (const path of ["/admin", "", "/constructor", "//"]) expect(renderShopPage(path, visit)).toBeUndefined();
});

test("the shop names the settings and the policy as the banner does, in each language", () => {
  for (const [texts, { messages }] of [
    [TEXTS.en, en],
    [TEXTS.de, de],
  ] as const) {
    expect([texts.settings, texts.privacy]).toEqual([messages.preferences_title, messages.privacy_policy]);
  }
});

test("links keep the language and the hidden panel", () => {
  expect(toLink(visit, "/")).toBe("/");
  expect(toLink({ ...visit, language: "de", hasPanel: false }, "/product")).toBe("/product?lang=de&panel=off");
  expect(toLink({ ...visit, language: "de" }, "/", { language: "en" })).toBe("/");
});

test("what comes from an address is never taken for markup or for a language", () => {
  expect(escapeHtml(`<a href="x">&`)).toBe("&lt;a href=&quot;x&quot;&gt;&amp;");
  expect(["en", "de"].every(isLanguage)).toBe(true);
  expect(["fr", "", null, "__proto__"].some(isLanguage)).toBe(false);
});
