import { CONSENT_MODE_TYPES } from "@cookiehub/schemas/constants";
import type { ConsentModeType, ConsentModeValue } from "@cookiehub/schemas/types";
import { toApiStubs } from "./iab/stub-text.ts";

/** One `consent default` command for the listed places. */
export interface RegionDefault {
  /** ISO 3166-1 or 3166-2 codes such as `DE`, `US-CA` (C5). */
  readonly region: readonly string[];
  /** Signals that are granted there; all others are denied. */
  readonly granted: readonly ConsentModeType[];
}

/** What the head stub says to Google tags, and which functions of the IAB stand in the page from the start; everything is optional. */
export interface HeadStubOptions {
  /**
   * How long a tag waits for the widget's `update`, in milliseconds (C4).
   * @default 500
   */
  readonly waitForUpdateMs?: number;
  /** Further defaults for some places; the unnamed rest keeps everything denied. */
  readonly regions?: readonly RegionDefault[];
  /** Redacts ad identifiers while `ad_storage` is denied (C8). @default false */
  readonly adsDataRedaction?: boolean;
  /** Passes ad-click ids along in addresses (C8). @default false */
  readonly urlPassthrough?: boolean;
  /** Issued by Google to CMP partners (C14). Never another company's. */
  readonly developerId?: string;
  /**
   * Puts `__tcfapi` into the page, which answers `ping` and keeps all other calls until CookieHub is there (T1 to T8). A
   * page that knows whether the GDPR applies says so behind the stub: `__tcfapi.gdprApplies = true`. @default false
   */
  readonly tcf?: boolean;
  /** Puts `__gpp` into the page, with listeners that stay valid when CookieHub is there (G1 to G4). @default false */
  readonly gpp?: boolean;
}

/**
 * Writes the text of the inline script that stands first in `<head>`: Consent Mode `default` before any tag, and the
 * early queue `cookiehub.push((cookiehub) => ...)`; then, where they are asked for, the stubs of the IAB. The text holds nothing about the visitor and is constant for the
 * same options, so that a Content-Security-Policy hash fits.
 *
 * @example
 * const html = `<script>${headStub()}</script>`;
 */
export function headStub(options: HeadStubOptions = {}): string {
  const {
    waitForUpdateMs = 500,
    regions = [],
    adsDataRedaction = false,
    urlPassthrough = false,
    developerId,
    tcf = false,
    gpp = false,
  } = options;
  const commands = regions.map(({ region, granted }) => toDefault(granted, waitForUpdateMs, region));
  commands.push(toDefault([], waitForUpdateMs));
  if (adsDataRedaction) commands.push(toCall("set", "ads_data_redaction", true));
  if (urlPassthrough) commands.push(toCall("set", "url_passthrough", true));
  if (developerId) commands.push(toCall("set", `developer_id.${developerId}`, true));
  const stubs = toApiStubs({ tcf, gpp });
  return [
    "!function(w){",
    "w.dataLayer=w.dataLayer||[];",
    "function g(){w.dataLayer.push(arguments)}",
    "w.gtag=w.gtag||g;",
    ...commands,
    // An element with this id shadows the name with something that cannot queue.
    `(w.cookiehub||{}).push||(w.cookiehub=[])${stubs && ";"}`,
    stubs,
    "}(window);",
  ].join("");
}

function toDefault(granted: readonly string[], waitForUpdateMs: number, region?: readonly string[]): string {
  const values: Record<string, ConsentModeValue | number | readonly string[]> = {};
  for (const type of CONSENT_MODE_TYPES) {
    values[type] = type === "security_storage" || granted.includes(type) ? "granted" : "denied";
  }
  values.wait_for_update = waitForUpdateMs;
  if (region) values.region = region;
  return toCall("consent", "default", values);
}

// `<` would let a hostile option end the inline script; everything beyond ASCII would depend on the page's encoding.
function toCall(...command: unknown[]): string {
  const text = command.map((part) => JSON.stringify(part)).join(",");
  return `g(${text.replace(/[<\u007f-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`)});`;
}
