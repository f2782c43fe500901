/** The words of a banner that brings none of its own. */
export const TEXTS = {
  title: "Your privacy",
  text: "We use cookies to understand how this site is used and to improve it. You can change your choice at any time.",
  acceptAll: "Accept all",
  rejectAll: "Reject all",
  settings: "Settings",
  save: "Save my choice",
  preferencesTitle: "Privacy settings",
  preferencesText: "Choose what may run. You can change this at any time.",
} as const;

/** The category that nobody is asked about, and the three that wait for a choice. */
export const CATEGORIES = {
  essential: { title: "Essential", text: "Needed for the site to work." },
  functional: { title: "Functional", text: "Remembers what you prefer." },
  analytics: { title: "Analytics", text: "Tells how the site is used." },
  marketing: { title: "Marketing", text: "Shows you offers that fit." },
} as const;
