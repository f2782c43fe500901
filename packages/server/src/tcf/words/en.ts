import type { TcfLanguageWords } from "./words.ts";

export const words: TcfLanguageWords = {
  first: {
    device_text:
      "We and our {count} partners store and read information on your device, such as cookies and identifiers, and use personal data, such as your IP address and the pages that you visit.",
    vendor_list: "List of partners",
    purposes_text: "With your consent, we and they do so for these purposes:",
    special_features_text: "With your consent, some also do this:",
    interests_text:
      "Some partners do not ask for your consent and rely on their legitimate interest. You can object to that in the settings.",
    scope_text:
      "Your choice holds for this site. If you refuse, the site works all the same. You can change your choice or withdraw it at any time in the privacy settings.",
  },
  dialog: {
    purposes: "Purposes",
    vendors: "Vendors",
    purposes_text:
      "Where vendors ask for consent, they act if you allow both the purpose and the vendor. Where they claim legitimate interest, they act unless you object.",
    consent: "Consent",
    legitimate_interest: "Legitimate interest",
    object: "Object",
    objected: "Objected",
    vendors_one: "{count} vendor",
    vendors_other: "{count} vendors",
    special_features: "Special features",
    special_features_text: "They may also be used for \u201c{purpose}\u201d.",
    special_purposes: "Special purposes",
    special_purposes_text: "You cannot object to these.",
    features: "Features",
    examples: "Examples",
    other_purposes: "This site\u2019s own categories",
    other_purposes_text: "These are not part of the IAB Transparency and Consent Framework.",
    own_storage: "How your choice is remembered",
    search: "Search vendors",
    all_listed: "All listed vendors",
    show_all: "Show all vendors",
    data_categories: "Categories of data",
    interest_explained: "Legitimate interest explained",
    cookies: "Cookies",
    up_to: "up to {duration}",
    refreshed: "renewed on use",
    session: "for the session",
    other_access: "Other storage or access",
    yes: "Yes",
    no: "No",
    disclosures: "What it stores on your device",
    opt_out: "Remembers an opt-out",
    domains: "Domains",
    sdks: "Software in apps",
    loading: "Loading\u2026",
    try_again: "Try again",
  },
};
