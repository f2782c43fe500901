import {
  CATEGORIES_MAX,
  CATEGORY_ID_PATTERN,
  CONSENT_COOKIE_BYTES_MAX,
  CONSENT_METHODS,
  DEVICE_ID_PATTERN,
  SERVICE_ID_PATTERN,
  TENANT_ID_PATTERN,
  VERSION_PATTERN,
} from "./constants.ts";
import type { StoredChoice } from "./types/consent.ts";

// version ! tenant ! device ! decided ! expires ! policy ! banner ! method+gpc ! granted ! denied ! configuration
// ! services agreed to ! services refused. Times are seconds in base 36, lists are joined by dots.
// Only cookie-octets that need no quoting (RFC 6265, 4.1.1).
const FORMAT = "2";
const FIELDS = 13;
const CONFIG_VERSION_PATTERN = /^(0|[1-9a-z][0-9a-z]{0,6})$/;
const SECONDS_PATTERN = /^[1-9a-z][0-9a-z]{0,7}$/;
// Year 9999: beyond it `Date` still works, but nothing that wrote it was honest.
const SECONDS_MAX = 253_402_300_799;

/**
 * Writes a choice as cookie text.
 * Answers `null` when the choice cannot be represented (an id outside its pattern, more than 1,024 bytes); never throws.
 */
export function toCookieText(choice: StoredChoice): string | null {
  // Checked before they are joined: "a.b" is no id, and must not be read back as an agreement to "a" and to "b".
  if (![...choice.granted, ...choice.denied].every((id) => CATEGORY_ID_PATTERN.test(id))) return null;
  const services = Object.entries(choice.services);
  if (!services.every(([id]) => SERVICE_ID_PATTERN.test(id))) return null;
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
    toList(services, true),
    toList(services, false),
  ].join("!");
  return fromCookieText(text) ? text : null;
}

/**
 * Reads cookie text. Anything that `toCookieText` would not have written reads as `null`, "no choice":
 * a foreign version, a missing field, a category named twice, more than 1,024 bytes. Never throws.
 */
export function fromCookieText(text: unknown): StoredChoice | null {
  if (typeof text !== "string" || text.length > CONSENT_COOKIE_BYTES_MAX) return null;
  const parts = text.split("!");
  if (parts.length !== FIELDS) return null;
  const [version, tenantId, deviceId, decided, expires, policyVersion, bannerVersion, flags, granted, denied] =
    parts as [string, string, string, string, string, string, string, string, string, string];
  const [configText, allowed, refused] = parts.slice(10) as [string, string, string];
  const method = /^\dg?$/.test(flags) ? CONSENT_METHODS[Number(flags[0])] : undefined;
  const decidedAtMs = fromSeconds(decided);
  const expiresAtMs = fromSeconds(expires);
  const grantedIds = fromList(granted);
  const deniedIds = fromList(denied);
  const ids = [...grantedIds, ...deniedIds];
  const services = [
    ...fromList(allowed).map((id) => [id, true] as const),
    ...fromList(refused).map((id) => [id, false] as const),
  ];
  const isValid =
    version === FORMAT &&
    TENANT_ID_PATTERN.test(tenantId) &&
    DEVICE_ID_PATTERN.test(deviceId) &&
    VERSION_PATTERN.test(policyVersion) &&
    VERSION_PATTERN.test(bannerVersion) &&
    method !== undefined &&
    decidedAtMs > 0 &&
    expiresAtMs > decidedAtMs &&
    ids.length <= CATEGORIES_MAX &&
    ids.every((id) => CATEGORY_ID_PATTERN.test(id)) &&
    new Set(ids).size === ids.length &&
    CONFIG_VERSION_PATTERN.test(configText) &&
    services.every(([id]) => SERVICE_ID_PATTERN.test(id)) &&
    new Set(services.map(([id]) => id)).size === services.length;
  if (!isValid) return null;
  return {
    tenantId,
    deviceId,
    decidedAtMs,
    expiresAtMs,
    policyVersion,
    bannerVersion,
    method,
    gpc: flags.length > 1,
    configVersion: Number.parseInt(configText, 36),
    granted: grantedIds,
    denied: deniedIds,
    services: Object.fromEntries(services),
  };
}

function toList(services: readonly (readonly [string, boolean])[], isAllowed: boolean): string {
  return services
    .filter(([, agreed]) => agreed === isAllowed)
    .map(([id]) => id)
    .join(".");
}

function toSeconds(ms: number): string {
  return Math.floor(ms / 1000).toString(36);
}

function fromSeconds(text: string): number {
  const seconds = SECONDS_PATTERN.test(text) ? Number.parseInt(text, 36) : 0;
  return seconds <= SECONDS_MAX ? seconds * 1000 : 0;
}

function fromList(text: string): string[] {
  return text ? text.split(".") : [];
}
