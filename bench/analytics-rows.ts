import type { AsnClass, BrowserContext, ConsentEventRow, SessionRow } from "../packages/server/src/storage/ports.ts";

// Rows as a server of twenty shops sees them: one shop makes a third of them; countries, pages and browsers have a few
// large values and a long tail; who decides was shown the banner seconds before, and some come back another day.

const DAY_MS = 86_400_000;
export const DAYS = 90;
export const LAST_DAY_MS = Date.UTC(2026, 10, 20);
/** The shop that is asked about. */
export const BUSIEST = "demo0000";

const CODES = 20;
const PAGES = 300;
const COUNTRIES = [
  "DE",
  "FR",
  "US",
  "GB",
  "ES",
  "IT",
  "NL",
  "PL",
  "AT",
  "CH",
  "BE",
  "SE",
  "BR",
  "CA",
  "DK",
  "CZ",
  "PT",
];
const LANGUAGES = [
  "de",
  "fr",
  "en",
  "en",
  "es",
  "it",
  "nl",
  "pl",
  "de",
  "de",
  "fr",
  "sv",
  "pt",
  "en",
  "da",
  "cs",
  "pt",
];
const CHOICES = [["analytics", "functional", "marketing"], [], ["functional"], ["analytics", "functional"]] as const;
const AGENTS: readonly (readonly [device: string, os: string, browser: string, context: BrowserContext])[] = [
  ["mobile", "Android", "Chrome", "browser"],
  ["mobile", "iOS", "Mobile Safari", "browser"],
  ["desktop", "Windows", "Chrome", "browser"],
  ["mobile", "iOS", "Instagram", "in_app"],
  ["desktop", "Windows", "Edge", "browser"],
  ["desktop", "macOS", "Safari", "browser"],
  ["mobile", "Android", "Samsung Internet", "browser"],
  ["desktop", "macOS", "Chrome", "browser"],
  ["mobile", "Android", "Facebook", "in_app"],
  ["desktop", "Windows", "Firefox", "browser"],
  ["tablet", "iOS", "Mobile Safari", "browser"],
  ["mobile", "Android", "Chrome WebView", "webview"],
  ["desktop", "Linux", "Firefox", "browser"],
  ["tablet", "Android", "Chrome", "browser"],
  ["mobile", "Android", "Firefox", "browser"],
  ["desktop", "Linux", "Chrome", "browser"],
];

interface Visit {
  readonly code: string;
  readonly hostname: string;
  readonly path: string;
  readonly country: string;
  readonly region: string;
  readonly language: string;
  readonly agent: (typeof AGENTS)[number];
}

/** Draws the same numbers in every run. */
export function createDraw(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Makes so many consent events of one part of a period: `share` of it, 0..1, has gone by. */
export function createEvents(draw: () => number, count: number, share: number): ConsentEventRow[] {
  const rows: ConsentEventRow[] = [];
  const startMs = LAST_DAY_MS - (DAYS - 1) * DAY_MS + Math.floor(share * DAYS * DAY_MS);
  while (rows.length < count) {
    const visit = createVisit(draw);
    // A tenth of all who come was there before.
    const userToken = draw() < 0.1 ? `dev_back${Math.floor(draw() * 20_000)}` : `dev_${toHex(draw, 4)}`;
    const atMs = startMs + rows.length;
    rows.push(toEvent(draw, visit, userToken, "impression", atMs));
    if (draw() < 0.08) rows.push(toEvent(draw, visit, userToken, "dialog_opened", atMs + 4_000));
    if (draw() < 0.5) rows.push(toEvent(draw, visit, userToken, "decision", atMs + 9_000));
  }
  return rows.slice(0, count);
}

/** Makes so many sessions, of which a tenth comes from data centers. */
export function createSessions(draw: () => number, count: number, share: number): SessionRow[] {
  const startMs = LAST_DAY_MS - (DAYS - 1) * DAY_MS + Math.floor(share * DAYS * DAY_MS);
  return Array.from({ length: count }, (_, index) => {
    const { code, hostname, path, country, region, agent } = createVisit(draw);
    const [device, os, browser, browserContext] = agent;
    const asnClass: AsnClass = draw() < 0.1 ? "hosting" : "isp";
    const version = 120 + pick(draw, 30);
    return {
      requestId: toHex(draw, 4),
      code,
      requestedAtMs: startMs + index,
      hostname,
      path,
      country,
      region,
      ipPrefix: `192.0.${pick(draw, 256)}.0/24`,
      asn: 1 + pick(draw, 5_000),
      asnClass,
      userAgent: `Mozilla/5.0 (${device}; ${os}) AppleWebKit/537.36 (KHTML, like Gecko) ${browser}/${version}.0.0.0`,
      device,
      os,
      browser,
      browserContext,
      source: "bunny",
    };
  });
}

function createVisit(draw: () => number): Visit {
  const code = `demo${String(pick(draw, CODES)).padStart(4, "0")}`;
  const place = pick(draw, COUNTRIES.length);
  const country = COUNTRIES[place] ?? "";
  return {
    code,
    hostname: draw() < 0.9 ? `${code}.example` : `www.${code}.example`,
    path: `/products/${pick(draw, PAGES)}`,
    country,
    region: `${country}-${pick(draw, 8)}`,
    language: draw() < 0.85 ? (LANGUAGES[place] ?? "") : (LANGUAGES[pick(draw, LANGUAGES.length)] ?? ""),
    agent: AGENTS[pick(draw, AGENTS.length)] ?? ["", "", "", ""],
  };
}

function toEvent(
  draw: () => number,
  { code, hostname, path, country, region, language, agent }: Visit,
  userToken: string,
  eventType: ConsentEventRow["eventType"],
  receivedAtMs: number,
): ConsentEventRow {
  const isDecision = eventType === "decision";
  const consented = isDecision ? (CHOICES[pick(draw, CHOICES.length)] ?? []) : [];
  const [device, os, browser, browserContext] = agent;
  return {
    eventId: `evt_${toHex(draw, 4)}`,
    code,
    receivedAtMs,
    eventType,
    userToken,
    ...{ hostname, path, country, region, language, device, os, browser, browserContext },
    regulation: country === "US" || country === "CA" ? "ccpa" : country === "BR" ? "lgpd" : "gdpr",
    policyVersion: "1",
    bannerVersion: "1",
    variant: draw() < 0.1 ? "layout.box" : "",
    method: isDecision ? "banner_button" : "",
    gpc: country === "US" && draw() < 0.2,
    tcString: isDecision && draw() < 0.3 ? `C${toHex(draw, 25)}` : "",
    gppString: isDecision && country === "US" ? `DBA${toHex(draw, 3)}` : "",
    categoriesDisclosed: isDecision ? CHOICES[0] : [],
    categoriesConsented: consented,
    ...{ servicesDisclosed: [], servicesConsented: [], vendorsDisclosed: [], vendorsConsented: [] },
    source: "",
    timeToDecisionMs: isDecision ? 1_000 + pick(draw, 60_000) : null,
  };
}

/** The first values come often, the last ones seldom. */
function pick(draw: () => number, count: number): number {
  return Math.floor(count ** draw()) - 1;
}

function toHex(draw: () => number, words: number): string {
  let text = "";
  for (let word = 0; word < words; word++)
    text += Math.floor(draw() * 4_294_967_296)
      .toString(16)
      .padStart(8, "0");
  return text;
}
