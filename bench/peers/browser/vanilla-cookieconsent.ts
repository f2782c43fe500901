import { run } from "vanilla-cookieconsent";
import { CATEGORIES, TEXTS } from "../texts.ts";

const { essential, functional, analytics, marketing } = CATEGORIES;

void run({
  // It shows nothing to a driven browser otherwise.
  hideFromBots: false,
  categories: { essential: { enabled: true, readOnly: true }, functional: {}, analytics: {}, marketing: {} },
  language: {
    default: "en",
    translations: {
      en: {
        consentModal: {
          title: TEXTS.title,
          description: TEXTS.text,
          acceptAllBtn: TEXTS.acceptAll,
          acceptNecessaryBtn: TEXTS.rejectAll,
          showPreferencesBtn: TEXTS.settings,
        },
        preferencesModal: {
          title: TEXTS.preferencesTitle,
          acceptAllBtn: TEXTS.acceptAll,
          acceptNecessaryBtn: TEXTS.rejectAll,
          savePreferencesBtn: TEXTS.save,
          sections: [
            { description: TEXTS.preferencesText },
            { title: essential.title, description: essential.text, linkedCategory: "essential" },
            { title: functional.title, description: functional.text, linkedCategory: "functional" },
            { title: analytics.title, description: analytics.text, linkedCategory: "analytics" },
            { title: marketing.title, description: marketing.text, linkedCategory: "marketing" },
          ],
        },
      },
    },
  },
});
