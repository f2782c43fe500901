import { CATEGORIES } from "../texts.ts";

const { essential, functional, analytics, marketing } = CATEGORIES;

// Klaro asks by service: each category has one. `functional` is its own word for what is required.
Object.assign(window, {
  klaroConfig: {
    version: 1,
    lang: "en",
    default: false,
    mustConsent: false,
    acceptAll: true,
    hideDeclineAll: false,
    hideLearnMore: false,
    groupByPurpose: true,
    translations: {
      en: {
        purposes: {
          functional: essential.title,
          comfort: functional.title,
          analytics: analytics.title,
          marketing: marketing.title,
        },
      },
    },
    services: [
      { name: "site", title: essential.title, description: essential.text, purposes: ["functional"], required: true },
      { name: "comfort", title: functional.title, description: functional.text, purposes: ["comfort"] },
      { name: "statistics", title: analytics.title, description: analytics.text, purposes: ["analytics"] },
      { name: "offers", title: marketing.title, description: marketing.text, purposes: ["marketing"] },
    ],
  },
});
