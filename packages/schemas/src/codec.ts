import {
  CATEGORIES_MAX,
  CATEGORY_ID_PATTERN,
  CONSENT_COOKIE_BYTES_MAX,
  CONSENT_METHODS,
  SERVICE_ID_PATTERN,
} from "./constants.ts";
import type { StoredChoice } from "./types/consent.ts";

// version ! tenant ! device ! decided ! expires ! policy ! banner ! method+gpc ! granted ! denied ! configuration
// ! services agreed to ! services refused. Times are seconds in base 36, lists are joined by dots.
// Only cookie-octets that need no quoting (RFC 6265, 4.1.1). The shapes of `constants.ts`, as one pattern: browsers load it.
const FORMAT = "2";
const COOKIE_PATTERN =
  /^2!([\w-]{1,50})!([\w-]{8,64})!([1-9a-z][0-9a-z]{0,7})!([1-9a-z][0-9a-z]{0,7})!([\w.-]{1,32})!([\w.-]{1,32})!(\d)(g?)!([^!]*)!([^!]*)!(0|[1-9a-z][0-9a-z]{0,6})!([^!]*)!([^!]*)$/;
// Year 9999: beyond it `Date` still works, but nothing that wrote it was honest.
const SECONDS_MAX = 253_402_300_799;

/**
 * Writes a choice as cookie text.
 * Answers `null` when the choice cannot be represented (an id outside its pattern, more than 1,024 bytes); never throws.
 */
export function toCookieText(choice: StoredChoice): string | null {
  const services = Object.entries(choice.services);
  const toList = (isAllowed: boolean) =>
    services
      .filter(([, agreed]) => agreed === isAllowed)
      .map(([id]) => id)
      .join(".");
  const text = [
    FORMAT,
    choice.tenantId,
    choice.deviceId,
    toSeconds(choice.decidedAtMs),
    toSeconds(choice.expiresAtMs),
    choice.policyVersion,
    choice.bannerVersion,
    CONSENT_METHODS.indexOf(choice.method) + (choice.gpc ? "g" : ""),
    choice.granted.join("."),
    choice.denied.join("."),
    choice.configVersion.toString(36),
    toList(true),
    toList(false),
  ].join("!");
  const back = fromCookieText(text);
  // "a.b" is no id, and must not be read back as an agreement to "a" and to "b".
  const count = (one: StoredChoice) => [one.granted, one.denied, Object.keys(one.services)].map((ids) => ids.length);
  return back && String(count(back)) === String(count(choice)) ? text : null;
}

/**
 * Reads cookie text. Anything that `toCookieText` would not have written reads as `null`, "no choice":
 * a foreign version, a missing field, a category named twice, more than 1,024 bytes. Never throws.
 */
export function fromCookieText(text: unknown): StoredChoice | null {
  const parts = typeof text === "string" && text.length <= CONSENT_COOKIE_BYTES_MAX && COOKIE_PATTERN.exec(text);
  if (!parts) return null;
  const [, tenantId, deviceId, decided, expires, policyVersion, bannerVersion, methodIndex, gpc, ...rest] =
    parts as unknown as readonly [string, string, string, string, string, string, string, string, string, ...string[]];
  const [granted, denied, configVersion, allowed, refused] = rest as [string, string, string, string, string];
  const method = CONSENT_METHODS[Number(methodIndex)];
  const decidedAtMs = fromSeconds(decided);
  const expiresAtMs = fromSeconds(expires);
  const grantedIds = fromList(granted);
  const deniedIds = fromList(denied);
  const ids = [...grantedIds, ...deniedIds];
  const allowedIds = fromList(allowed);
  const services = [...allowedIds, ...fromList(refused)];
  const isValid =
    method !== undefined &&
    decidedAtMs > 0 &&
    expiresAtMs > decidedAtMs &&
    ids.length <= CATEGORIES_MAX &&
    isSet(ids, CATEGORY_ID_PATTERN) &&
    isSet(services, SERVICE_ID_PATTERN);
  if (!isValid) return null;
  return {
    tenantId,
    deviceId,
    decidedAtMs,
    expiresAtMs,
    policyVersion,
    bannerVersion,
    method,
    gpc: gpc !== "",
    configVersion: Number.parseInt(configVersion, 36),
    granted: grantedIds,
    denied: deniedIds,
    services: Object.fromEntries(services.map((id, index) => [id, index < allowedIds.length])),
  };
}

function isSet(ids: readonly string[], pattern: RegExp): boolean {
  return ids.every((id) => pattern.test(id)) && new Set(ids).size === ids.length;
}

function toSeconds(ms: number): string {
  return Math.floor(ms / 1000).toString(36);
}

function fromSeconds(text: string): number {
  const seconds = Number.parseInt(text, 36);
  return seconds <= SECONDS_MAX ? seconds * 1000 : 0;
}

function fromList(text: string): string[] {
  return text ? text.split(".") : [];
}
