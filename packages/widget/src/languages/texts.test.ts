import { describe, expect, test } from "vitest";
import { createSetup, openPage } from "../../test/page-kit.ts";
import { language as german } from "./de.ts";
import { language as english } from "./en.ts";
import { toLanguage } from "./page-language.ts";
import { createTexts } from "./texts.ts";

const analytics = { id: "analytics", name: "Our counter", description: "Counts." };

describe("words", () => {
  test("the language is the first wish that the tenant offers, by its base where need be, else the tenant's first", () => {
    expect(toLanguage(["en", "de"], [undefined, "de-AT", "en"])).toBe("de");
    expect(toLanguage(["en", "pt-BR"], ["PT-br"])).toBe("pt-BR");
    expect(toLanguage(["de", "en"], ["fr", "", null])).toBe("de");
  });

  test("a tenant's own words beat the language file's, one by one", () => {
    const config = {
      languages: ["en", "de"],
      translations: { de: { messages: { save: "Fertig" }, categories: { analytics: { name: "Zählen" } } } },
    };
    const texts = createTexts(config, "de", german);
    expect([texts.message("save"), texts.message("close")]).toEqual(["Fertig", "Schließen"]);
    expect(texts.category(analytics)).toEqual({
      name: "Zählen",
      description: german.categories.analytics?.description,
    });
  });

  test("in the language that it is written in, the configuration speaks", () => {
    const config = { languages: ["en", "de"], translations: {} };
    expect(createTexts(config, "en", english).category(analytics).name).toBe("Our counter");
    expect(createTexts(config, "de", german).category(analytics).name).toBe("Statistik");
    expect(createTexts(config, "de", german).category({ ...analytics, id: "constructor" }).name).toBe("Our counter");
  });

  test("what nobody has written is said in the page's language, also in the tenant's first", () => {
    const config = { languages: ["de"], translations: {}, default_words: ["analytics"] };
    const untouched = { id: "analytics", ...english.categories.analytics } as typeof analytics;
    expect(createTexts(config, "de", german).category(untouched)).toEqual(german.categories.analytics);
    const marketing = { id: "marketing", name: "Marketing", description: "Unsere Anzeigen." };
    expect(createTexts(config, "de", german).category(marketing)).toMatchObject({ description: "Unsere Anzeigen." });
  });

  test("a German page has a German banner from the start", async () => {
    const page = await openPage({ language: "de" });
    await expect.poll(() => page.find("h2")?.textContent).toBe("Ihre Privatsphäre");
    expect(page.find("cookiehub-ui")?.lang).toBe("de");
    page.close();
  });

  test("a page is mirrored where its language is written from right to left", async () => {
    const page = await openPage({ language: "ar", setup: createSetup("opt-in", { languages: ["en", "ar"] }) });
    await expect.poll(() => page.find("cookiehub-ui")?.dir).toBe("rtl");
    expect(page.find("cookiehub-ui")?.lang).toBe("ar");
    page.close();
  });

  test("words say what they are written in: a tenant's own language, or English in place of what cannot be had", () => {
    const mine = {
      languages: ["fil"],
      translations: { fil: { messages: { banner_text: "Gusto naming sukatin ito." } } },
    };
    expect(createTexts(mine, "fil", english, "en").language).toBe("fil");
    expect(createTexts({ ...mine, translations: {} }, "fil", english, "en").language).toBe("en");
    expect(createTexts({ ...mine, translations: {} }, "de-AT", german).language).toBe("de-AT");
  });

  test("a language that is not there gives English, which says so and is not mirrored", async () => {
    const page = await openPage({ language: "yi", setup: createSetup("opt-in", { languages: ["yi"] }) });
    await expect.poll(() => page.find("h2")?.textContent).toBe("Your privacy here");
    expect(page.find("cookiehub-ui")).toMatchObject({ lang: "en", dir: "ltr" });
    page.close();
  });
});
