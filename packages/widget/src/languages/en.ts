import type { BannerMessage, CategoryText, Messages } from "@cookiehub/schemas/types";
import { messages as bannerMessages } from "./en-banner.ts";

/** One whole language: every message, and the four default categories. */
export interface Language {
  readonly messages: Messages;
  readonly categories: Readonly<Record<string, CategoryText>>;
}

const otherMessages: Omit<Messages, BannerMessage> = {
  preferences_title: "Privacy settings",
  preferences_text: "Choose what may run. You can change this at any time.",
  save: "Save my choice",
  always_on: "Always on",
  allowed: "Allowed",
  refused: "Refused",
  partly_allowed: "Partly allowed",
  cookies_one: "{count} cookie",
  cookies_other: "{count} cookies",
  services_one: "{count} service",
  services_other: "{count} services",
  details: "Details",
  cookie_name: "Name",
  provider: "Provider",
  purpose: "Purpose",
  duration: "Kept for",
  your_choice: "Your choice",
  no_choice: "You have not chosen yet.",
  chosen_on: "Chosen on {date}.",
  asked_again: "You will be asked again on {date}.",
  consent_id: "Consent ID",
  history: "Earlier choices",
  action_accept_all: "Accepted all",
  action_reject_all: "Rejected all",
  action_custom: "Own selection",
  action_withdraw: "Withdrawn",
  withdraw_all: "Withdraw all",
  receipt: "Receipt",
  unavailable: "This cannot be loaded now. Try again later.",
  placeholder_title: "Content from {service}",
  placeholder_text: "Loading it sends data to {service}. \u201cAlways allow\u201d allows {service} under {category}.",
  load_once: "Load once",
  always_allow: "Always allow",
  reload_text: "What has already started runs until the page is loaded again.",
  reload: "Reload the page",
  not_now: "Not now",
};

export const language: Language = {
  messages: { ...bannerMessages, ...otherMessages },
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
