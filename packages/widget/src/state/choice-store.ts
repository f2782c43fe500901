import { fromCookieText, toCookieText } from "@cookiehub/schemas/codec";
import { CONSENT_COOKIE } from "@cookiehub/schemas/constants";
import {
  isOverruledByGpc,
  toAskReason,
  toChoices,
  toEffectiveChoices,
  toEffectiveServices,
  toExpiry,
} from "@cookiehub/schemas/rules";
import type { CategoryConfig, ConsentMethod, ResolvedConfig, StoredChoice } from "@cookiehub/schemas/types";
import type { BrowserStorage } from "../storage.ts";
import type { Given } from "./given-choices.ts";

/** The visitor's choice: kept in a first-party cookie, with a copy in `localStorage` for when the cookie is dropped. */
export interface ChoiceStore {
  readonly gpc: boolean;
  /** The device: written down only with a decision. */
  deviceId(): string;
  /** The latest choice, whether or not it still holds. */
  past(): StoredChoice | null;
  /** Whether the visitor has decided and does not have to be asked again. */
  isDecided(): boolean;
  /** Whether the visitor has to be shown something: a question, or that the signal overruled an earlier choice. */
  isAsking(): boolean;
  /** Category id -> may run. */
  choices(): Record<string, boolean>;
  /** Service id -> may run. */
  services(): Record<string, boolean>;
  /** Keeps a decision: when this returns, the cookie is written. */
  decide(given: Given, method: ConsentMethod): StoredChoice;
  /** Takes over what holds elsewhere (another device, another host of the tenant). Answers whether anything changed. */
  replace(choice: StoredChoice | null): boolean;
  /** Reads the storage again, where another tab may have written. Answers whether anything changed. */
  reread(): boolean;
}

export interface ChoiceStoreOptions {
  readonly setup: ResolvedConfig;
  readonly storage: BrowserStorage;
  readonly gpc: boolean;
  readonly now: () => number;
  readonly createDeviceId: () => string;
}

/** How far ahead a choice may have been made: a wrong time zone is, a wrong year tells nothing (0024). */
const AHEAD_MS_MAX = 86_400_000;

/** Opens the choice of this browser for one tenant. Nothing is written until a decision. */
export function createChoiceStore(options: ChoiceStoreOptions): ChoiceStore {
  const { setup, storage, gpc, now } = options;
  const { config } = setup;
  let past = readChoice(storage, setup.tenant_id, now());
  let freshId = "";
  // Once something was stored, its absence means that the visitor deleted it.
  let isKept = past !== null;
  const isDecided = () => {
    const asked = past && { ...past, asked: [...past.granted, ...past.denied] };
    return !toAskReason(asked, config, now(), setup.services_version);
  };
  const deviceId = () => {
    freshId ||= options.createDeviceId();
    return past?.deviceId ?? freshId;
  };
  const keep = (choice: StoredChoice) => {
    isKept = writeChoice(storage, choice);
    past = choice;
  };
  const follow = (choice: StoredChoice | null) => {
    const toText = (other: typeof past) => other && toCookieText(other);
    if (toText(choice) === toText(past)) return false;
    isKept = choice !== null;
    past = choice;
    return true;
  };
  const choices = () => toEffectiveChoices(setup, past, isDecided(), gpc);
  return {
    gpc,
    deviceId,
    isDecided,
    past: () => past,
    isAsking: () => !isDecided() || isOverruledByGpc(setup, past, gpc),
    choices,
    services: () => toEffectiveServices(setup, past, isDecided(), gpc, choices()),
    decide(given, method) {
      const decided = toChoices(config.categories, given.categories);
      const ids = Object.keys(decided);
      // Whole seconds, as the cookie keeps them, and always later than the choice before: requests may overtake each
      // other, and the server tells by this time which decision stands.
      const decidedAtMs = Math.max(Math.floor(now() / 1000) * 1000, (past?.decidedAtMs ?? 0) + 1000);
      // What is required is no agreement: it must not go on running once the site makes it a choice.
      const granted = config.categories.filter(({ id, required }) => !required && decided[id]).map(({ id }) => id);
      const services = toServiceChoices(config.categories, decided, given.services ?? {});
      const isRefusal = granted.length === 0 && !Object.values(services).includes(true);
      const choice = toKeepable(config.categories, {
        tenantId: setup.tenant_id,
        deviceId: deviceId(),
        decidedAtMs,
        expiresAtMs: toExpiry(config, decidedAtMs, setup.regulation, isRefusal),
        policyVersion: config.policy_version,
        bannerVersion: config.banner.version,
        method,
        gpc,
        configVersion: setup.config_version,
        services,
        granted,
        denied: ids.filter((id) => !decided[id]),
      });
      keep(choice);
      return choice;
    },
    replace(choice) {
      const isNew = follow(choice);
      if (isNew) choice ? keep(choice) : forget(storage);
      return isNew;
    },
    reread() {
      const found = readChoice(storage, setup.tenant_id, now());
      return (found !== null || isKept) && follow(found);
    },
  };
}

// A cookie that is there but cannot be read, or is another tenant's, is "no choice": the copy must not overrule it.
function readChoice(storage: BrowserStorage, tenantId: string, nowMs: number): StoredChoice | null {
  const cookies = storage.readCookies(CONSENT_COOKIE);
  const texts = cookies.length > 0 ? cookies : [storage.readItem(CONSENT_COOKIE)];
  let newest: StoredChoice | null = null;
  for (const text of texts) {
    const choice = fromCookieText(text);
    if (choice?.tenantId === tenantId && choice.decidedAtMs >= (newest?.decidedAtMs ?? 0)) newest = choice;
  }
  // A clock that is set right again must not leave a choice that holds for years: it has run out (L10).
  return newest && newest.decidedAtMs > nowMs + AHEAD_MS_MAX
    ? { ...newest, decidedAtMs: 1000, expiresAtMs: 2000 }
    : newest;
}

function forget(storage: BrowserStorage): void {
  storage.writeCookie(CONSENT_COOKIE, "", 0);
  storage.writeItem(CONSENT_COOKIE, "");
}

/** Keeps what was said of a service only where it differs from its category. */
function toServiceChoices(
  categories: readonly CategoryConfig[],
  decided: Readonly<Record<string, boolean>>,
  given: Readonly<Record<string, boolean>>,
): Record<string, boolean> {
  const choices: Record<string, boolean> = {};
  for (const { id, required, services } of categories) {
    for (const service of required ? [] : services) {
      const wish = Object.hasOwn(given, service.id) ? given[service.id] : undefined;
      if (typeof wish === "boolean" && wish !== decided[id]) choices[service.id] = wish;
    }
  }
  return choices;
}

/** A cookie holds so many words about services. Beyond them a category with a refused service is refused as a whole. */
function toKeepable(categories: readonly CategoryConfig[], choice: StoredChoice): StoredChoice {
  if (toCookieText(choice)) return choice;
  const isWhole = (id: string) =>
    !categories.some(
      (category) => category.id === id && category.services.some((one) => choice.services[one.id] === false),
    );
  const granted = choice.granted.filter(isWhole);
  const denied = [...choice.denied, ...choice.granted.filter((id) => !isWhole(id))];
  return { ...choice, granted, denied, services: {} };
}

/** Answers whether the browser kept it; asking the cookie again would cost the click another round trip. */
function writeChoice(storage: BrowserStorage, choice: StoredChoice): boolean {
  const text = toCookieText(choice);
  if (!text) return false;
  storage.writeCookie(CONSENT_COOKIE, text, Math.ceil((choice.expiresAtMs - choice.decidedAtMs) / 1000));
  if (storage.writeItem(CONSENT_COOKIE, text)) return true;
  // A full storage takes at least the empty text: an older copy must not outlive this choice.
  storage.writeItem(CONSENT_COOKIE, "");
  return false;
}
