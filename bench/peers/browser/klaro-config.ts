import { CATEGORIES } from "../texts.ts";

const { essential, functional, analytics, marketing } = CATEGORIES;

// Klaro asks by service: each category has one.
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
          essential: essential.title,
          functional: functional.title,
          analytics: analytics.title,
          marketing: marketing.title,
        },
      },
    },
    services: [
      { name: "site", title: essential.title, description: essential.text, purposes: ["essential"], required: true },
      { name: "comfort", title: functional.title, description: functional.text, purposes: ["functional"] },
      { name: "statistics", title: analytics.title, description: analytics.text, purposes: ["analytics"] },
      { name: "offers", title: marketing.title, description: marketing.text, purposes: ["marketing"] },
    ],
  },
});
