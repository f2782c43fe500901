import { fromCookieText, toCookieText } from "@cookiehub/schemas/codec";
import { CONSENT_COOKIE } from "@cookiehub/schemas/constants";
import { isOverruledByGpc, toAskReason, toChoices, toEffectiveChoices, toExpiry } from "@cookiehub/schemas/rules";
import type { CategoryChoices, ConsentMethod, ResolvedConfig, StoredChoice } from "@cookiehub/schemas/types";
import { atom } from "nanostores";
import { createId } from "../random.ts";
import type { BrowserStorage } from "../storage.ts";

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
  /** Keeps a decision: when this returns, the cookie is written. */
  decide(given: CategoryChoices, method: ConsentMethod): StoredChoice;
  /** Reads the storage again, where another tab may have written. Answers whether anything changed. */
  reread(): boolean;
}

export interface ChoiceStoreOptions {
  readonly setup: ResolvedConfig;
  readonly storage: BrowserStorage;
  readonly gpc: boolean;
  readonly now: () => number;
}

/** Opens the choice of this browser for one tenant. Nothing is written until a decision. */
export function createChoiceStore({ setup, storage, gpc, now }: ChoiceStoreOptions): ChoiceStore {
  const { config } = setup;
  const $choice = atom(readChoice(storage, setup.tenant_id));
  let freshId = "";
  // Once something was stored, its absence means that the visitor deleted it.
  let isKept = $choice.get() !== null;
  const isDecided = () => {
    const past = $choice.get();
    return !toAskReason(past && { ...past, asked: [...past.granted, ...past.denied] }, config, now());
  };
  const deviceId = () => {
    freshId ||= createId("dev_");
    return $choice.get()?.deviceId ?? freshId;
  };
  return {
    gpc,
    deviceId,
    isDecided,
    past: () => $choice.get(),
    isAsking: () => !isDecided() || isOverruledByGpc(setup, $choice.get(), gpc),
    choices: () => toEffectiveChoices(setup, $choice.get(), isDecided(), gpc),
    decide(given, method) {
      const choices = toChoices(config.categories, given);
      const ids = Object.keys(choices);
      // Whole seconds, as the cookie keeps them, and always later than the choice before: requests may overtake each
      // other, and the server tells by this time which decision stands.
      const decidedAtMs = Math.max(Math.floor(now() / 1000) * 1000, ($choice.get()?.decidedAtMs ?? 0) + 1000);
      const choice: StoredChoice = {
        tenantId: setup.tenant_id,
        deviceId: deviceId(),
        decidedAtMs,
        expiresAtMs: toExpiry(config, decidedAtMs),
        policyVersion: config.policy_version,
        bannerVersion: config.banner.version,
        method,
        gpc,
        // What is required is no agreement: it must not go on running once the site makes it a choice.
        granted: config.categories.filter(({ id, required }) => !required && choices[id]).map(({ id }) => id),
        denied: ids.filter((id) => !choices[id]),
      };
      isKept = writeChoice(storage, choice);
      $choice.set(choice);
      return choice;
    },
    reread() {
      const found = readChoice(storage, setup.tenant_id);
      const known = $choice.get();
      if (!found && !isKept) return false;
      if ((found && toCookieText(found)) === (known && toCookieText(known))) return false;
      isKept = found !== null;
      $choice.set(found);
      return true;
    },
  };
}

// A cookie that is there but cannot be read, or is another tenant's, is "no choice": the copy must not overrule it.
function readChoice(storage: BrowserStorage, tenantId: string): StoredChoice | null {
  const cookies = storage.readCookies(CONSENT_COOKIE);
  const texts = cookies.length > 0 ? cookies : [storage.readItem(CONSENT_COOKIE)];
  let newest: StoredChoice | null = null;
  for (const text of texts) {
    const choice = fromCookieText(text);
    if (choice?.tenantId === tenantId && choice.decidedAtMs >= (newest?.decidedAtMs ?? 0)) newest = choice;
  }
  return newest;
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
