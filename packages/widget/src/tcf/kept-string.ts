import { CONSENT_COOKIE } from "@cookiehub/schemas/constants";
import type { ResolvedConfig, StoredChoice } from "@cookiehub/schemas/types";
import type { BrowserStorage } from "../storage.ts";

/** What this browser keeps of the last choice under the TCF, beside the choice between categories. */
export interface KeptString {
  /** When that choice was made: a string belongs to one choice, and to no other. */
  readonly atMs: number;
  readonly tcString: string;
  /** `/tcf/178-...`: the list that was on screen. */
  readonly listPath: string;
  /** What follows for Google's tags, so that they hear it before anything is loaded. */
  readonly mode: AdMode;
}

/** The types of Consent Mode that follow from purposes (C16). */
export const AD_TYPES = ["ad_storage", "ad_user_data", "ad_personalization"] as const;
/** 1 or 0 for each of them, in their order. */
export type AdMode = string;

const KEY = "cookiehub_tcf";
/** What a choice under the TCF leaves on the device (T97). */
export const OWN_STORAGE: readonly string[] = [CONSENT_COOKIE, KEY];
/** Browsers take cookies of 4,096 bytes, name and attributes included. */
const COOKIE_LENGTH_MAX = 3800;
const TEXT = /^1~(\d{1,15})~([\w.-]{1,8192})~(\/tcf\/[\w-]{1,55})~([01]{3})$/;

type Place = Pick<BrowserStorage, "readCookies" | "writeCookie" | "readItem" | "writeItem">;

/** Reads what was kept; `null`: nothing, or nothing that this version wrote. Costs little: the string is not looked into. */
export function readKept(storage: Place): KeptString | null {
  return readAll(storage).reduce<KeptString | null>(
    (newest, one) => (one.atMs > (newest?.atMs ?? 0) ? one : newest),
    null,
  );
}

/** Reads what was kept of this choice: another one, which another host of the site may have left, does not hide it. */
export function readKeptOf(storage: Place, past: StoredChoice | null): KeptString | null {
  const atMs = toStringAtMs(past);
  return readAll(storage).find((one) => one.atMs === atMs) ?? null;
}

/** When the string of a choice was made; `null`: it has none, since it was made elsewhere, perhaps in the same second. */
export const toStringAtMs = (past: StoredChoice | null): number | null =>
  past && past.method !== "import" ? past.decidedAtMs : null;

/** Nothing was agreed to: there is nothing that a string would have to show. */
export const isRefusal = ({ granted, services }: StoredChoice): boolean =>
  granted.length === 0 && !Object.values(services).includes(true);

/** A choice that counts as run out: in the first seconds of 1970, so that this is so where it was made just now as well. */
export const toRunOut = (past: StoredChoice): StoredChoice => ({ ...past, decidedAtMs: 1000, expiresAtMs: 2000 });

function readAll(storage: Place): KeptString[] {
  return [...storage.readCookies(KEY), storage.readItem(KEY) ?? ""].flatMap((text) => fromText(text) ?? []);
}

/**
 * Keeps it. Where hosts share their choice by a cookie they share the string by one, too: else each would ask again. A string
 * that no cookie holds is kept for this host alone.
 */
export function writeKept(
  storage: Place,
  { config }: Pick<ResolvedConfig, "config">,
  kept: KeptString,
  maxAgeS: number,
): void {
  const text = toText(kept);
  const isShared = config.sharing?.subdomains === true && text.length <= COOKIE_LENGTH_MAX;
  // A browser may refuse the one and take the other.
  if (isShared || !storage.writeItem(KEY, text)) storage.writeCookie(KEY, text, maxAgeS);
}

/** Forgets it, with the choice that it belonged to. */
export function dropKept(storage: Place): void {
  if (storage.readItem(KEY)) storage.writeItem(KEY, "");
  if (storage.readCookies(KEY).length > 0) storage.writeCookie(KEY, "", 0);
}

/** Whether what another tab has written may be this. */
export const isKeptKey = (key: string | null): boolean => key === null || key === KEY;

function toText({ atMs, tcString, listPath, mode }: KeptString): string {
  return [1, atMs, tcString, listPath, mode].join("~");
}

function fromText(text: string): KeptString | null {
  const [, atMs, tcString = "", listPath = "", mode = ""] = TEXT.exec(text) ?? [];
  return atMs ? { atMs: Number(atMs), tcString, listPath, mode } : null;
}
