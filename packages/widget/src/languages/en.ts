import type { CategoryText, Messages } from "@cookiehub/schemas/types";

/** One whole language: every message, and the four default categories. */
export interface Language {
  readonly messages: Messages;
  readonly categories: Readonly<Record<string, CategoryText>>;
}

export const language: Language = {
  messages: {
    banner_title: "Your privacy here",
    banner_text:
      "We would like to measure how this site is used and to show you relevant offers. It works just as well if you say no.",
    notice_text: "We share some data with advertisers. You can opt out at any time.",
    privacy_policy: "Privacy policy",
    accept_all: "Accept all",
    reject_all: "Reject all",
    settings: "Settings",
    do_not_sell: "Do not sell or share my personal information",
    gpc_honoured: "Opt-out request honored: your browser sends Global Privacy Control.",
    close: "Close",
    preferences_title: "Privacy settings",
    preferences_text: "Choose what may run. You can change this at any time.",
    save: "Save my choice",
    always_on: "Always on",
    allowed: "Allowed",
    refused: "Refused",
    reopen: "Privacy settings",
    cookies_one: "{count} cookie",
    cookies_other: "{count} cookies",
  },
  categories: {
    essential: {
      name: "Essential",
      description: "Needed for the site to work: the cart, signing in, your choice itself.",
    },
    functional: { name: "Functional", description: "Remembers what you set, such as size and language." },
    analytics: { name: "Analytics", description: "Counts visits and pages, so that the site can be improved." },
    marketing: { name: "Marketing", description: "Shows you offers on other sites and measures whether they work." },
  },
};
