/** Name of the first-party cookie that holds the visitor's choice (text by `codec.ts`). */
export const CONSENT_COOKIE = "cookiehub_consent";
/** Longest consent cookie that is written or read, in bytes (the text is ASCII). */
export const CONSENT_COOKIE_BYTES_MAX = 1024;
/** Largest number of categories a tenant may have; with the id limit it keeps every choice inside one cookie. */
export const CATEGORIES_MAX = 20;
/** Largest number of services of one category. */
export const CATEGORY_SERVICES_MAX = 500;
/** Largest number of blocking rules of one tenant. */
export const BLOCKING_RULES_MAX = 1000;
/** Largest number of services whose choice may differ from their category's. */
export const SERVICE_CHOICES_MAX = 500;
/** Largest number of hosts that a tenant may configure apart. */
export const DOMAIN_OVERRIDES_MAX = 50;
/** Largest number of items in one page of a list. */
export const PAGE_ITEMS_MAX = 100;
/** Largest number of identity secrets of a tenant: the old one and the new one while they are rotated. */
export const IDENTITY_SECRETS_MAX = 2;
/** Largest number of languages a tenant's banner may have. */
export const LANGUAGES_MAX = 60;
/** Largest number of events in one `POST /v3/events`. */
export const EVENTS_PER_REQUEST_MAX = 50;
/** Longest time to a decision that is told, in milliseconds: a day. Longer ones are left out. */
export const TIME_TO_DECISION_MS_MAX = 86_400_000;
/** Longest period an analytics request may cover, in UTC days. */
export const ANALYTICS_DAYS_MAX = 90;
/** Values of a dimension that one answer names, at most (enough for every country) and where nobody says how many. */
export const ANALYTICS_VALUES_MAX = 250;
export const ANALYTICS_VALUES_DEFAULT = 50;
/** The same where each value is told apart by category and day as well, and categories of a value. */
export const ANALYTICS_CATEGORY_VALUES_MAX = 50;
export const ANALYTICS_CATEGORY_VALUES_DEFAULT = 20;
/** Longest period of one export, in UTC days, and the forms that its files have. */
export const EXPORT_DAYS_MAX = 31;
export const EXPORT_FORMATS = ["csv", "ndjson"] as const;
/** Raw events in one answer, at most and where nobody says how many. */
export const RAW_EVENTS_MAX = 50_000;
export const RAW_EVENTS_DEFAULT = 1000;

/** Largest numbers of experiments of one tenant, and of variants of one experiment. */
export const EXPERIMENTS_MAX = 10;
export const EXPERIMENT_VARIANTS_MAX = 6;
/** Longest period of an experiment's results, in UTC days. */
export const EXPERIMENT_RESULTS_DAYS_MAX = 366;

/** Identifier shapes. Unanchored use is a mistake: each pattern is anchored. */
export const TENANT_ID_PATTERN = /^[A-Za-z0-9_-]{1,50}$/;
export const TENANT_CODE_PATTERN = /^[A-Za-z0-9]{8}$/;
export const CATEGORY_ID_PATTERN = /^[a-z][a-z0-9_-]{0,31}$/;
export const DEVICE_ID_PATTERN = /^[A-Za-z0-9_-]{8,64}$/;
/** Experiments and variants. No dot: `{experiment}.{variant}` is the label that events and records carry. */
export const EXPERIMENT_ID_PATTERN = /^[A-Za-z0-9_-]{1,31}$/;
export const VERSION_PATTERN = /^[A-Za-z0-9._-]{1,32}$/;
/** Idempotency keys and event ids: chosen by the caller, unguessable, at most 64 characters. */
export const CALLER_KEY_PATTERN = /^[A-Za-z0-9_-]{8,64}$/;
/** Services: short enough for the consent cookie; a letter first, so that no list of them reorders itself. */
export const SERVICE_ID_PATTERN = /^[A-Za-z][A-Za-z0-9_-]{0,49}$/;
/** ISO 3166-1 country, or ISO 3166-2 subdivision: `DE`, `US-CA`. */
export const LOCATION_PATTERN = /^[A-Z]{2}(-[A-Z0-9]{1,3})?$/;

/** How a decision came about; the order is part of the cookie format and only ever grows at its end. */
export const CONSENT_METHODS = [
  "banner_button",
  "banner_accept",
  "banner_reject",
  "preferences",
  "api",
  "gpc",
  "import",
] as const;

/** The seven signals of Google Consent Mode v2 (C1). */
export const CONSENT_MODE_TYPES = [
  "ad_storage",
  "ad_user_data",
  "ad_personalization",
  "analytics_storage",
  "functionality_storage",
  "personalization_storage",
  "security_storage",
] as const;

/** Parts of the banner that a tenant may colour; each is the custom property `--cookiehub-{part}` as well. */
export const THEME_COLORS = [
  "surface",
  "soft",
  "text",
  "muted",
  "line",
  "edge",
  "accent",
  "on-accent",
  "hover",
  "on",
  "on-knob",
  "off",
  "focus",
  "good",
] as const;

/** Receivers besides Google that are told what was agreed to. */
export const VENDOR_SIGNALS = [
  "microsoft-uet",
  "microsoft-clarity",
  "meta",
  "amazon",
  "tiktok",
  "matomo",
  "shopify",
  "wordpress",
] as const;

/** Scopes an API key can carry. `analytics:raw` tells tokens of visitors, with which one may act as their devices. */
export const API_KEY_SCOPES = [
  "consent:read",
  "consent:write",
  "config:write",
  "analytics:read",
  "analytics:raw",
  "audit:read",
  "admin",
] as const;

/** What decisions are told apart by in statistics. */
export const CONSENT_DIMENSIONS = [
  "country",
  "region",
  "language",
  "device",
  "os",
  "browser",
  "browser_context",
  "regulation",
] as const;

/** What sessions are told apart by. */
export const SESSION_DIMENSIONS = ["country", "device", "os", "browser", "browser_context"] as const;
