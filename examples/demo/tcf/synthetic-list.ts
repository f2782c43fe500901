/** What a synthetic list is made from; the same options give the same list. */
export interface SyntheticListOptions {
  /** `vendorListVersion`. @default 178 */
  readonly version?: number | undefined;
  /** Vendors on it, those that have left among them. @default 1500 */
  readonly vendors?: number | undefined;
  /** @default 1 */
  readonly seed?: number | undefined;
  /** Domain of vendors' addresses. @default vendors.example */
  readonly disclosureHost?: string | undefined;
}

const PURPOSES = 11;
const STACKS = 45;
const DATA_CATEGORIES = 11;
/** Purposes for which nobody may claim legitimate interest. */
const CONSENT_ONLY = new Set([1, 3, 4, 5, 6]);

/** Whole numbers from a seed: below `max`, spread evenly enough for made-up vendors. */
function createDice(seed: number): (max: number) => number {
  let state = (seed * 2_654_435_761) >>> 0 || 1;
  return (max) => {
    state ^= state << 13;
    state >>>= 0;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state % max;
  };
}

/**
 * Makes a list in the format of the global vendor list (version 3), of the size and shape of the real one, with texts of
 * our own: ids with gaps, vendors that have left, flexible purposes, vendors with special purposes alone.
 */
export function createSyntheticList(options: SyntheticListOptions = {}): Record<string, unknown> {
  const { version = 178, vendors = 1500, seed = 1 } = options;
  const dice = createDice(seed);
  const all: Record<string, unknown> = {};
  for (let index = 0, id = 0; index < vendors; index++) {
    id += 1 + (dice(10) < 2 ? dice(3) : 0);
    all[id] = createVendor(id, dice, options.disclosureHost ?? "vendors.example");
  }
  return { ...createHead(version), ...createTexts("en"), vendors: all };
}

/** Makes the file of a translation: the same texts, marked with their language. */
export function createSyntheticTranslation(language: string, version = 178): Record<string, unknown> {
  return { ...createHead(version), ...createTexts(language) };
}

function createHead(version: number): Record<string, unknown> {
  const lastUpdated = new Date(Date.UTC(2023, 4, 18) + version * 7 * 86_400_000).toISOString();
  return { gvlSpecificationVersion: 3, vendorListVersion: version, tcfPolicyVersion: 5, lastUpdated };
}

function createVendor(id: number, dice: (max: number) => number, host: string): Record<string, unknown> {
  const isSpecialOnly = dice(25) === 0;
  const declared = isSpecialOnly ? [] : pick(PURPOSES, 2 + dice(8), dice);
  const isInterest = (purpose: number): boolean => !CONSENT_ONLY.has(purpose) && purpose % 2 === id % 2;
  const legIntPurposes = declared.filter(isInterest);
  const usesCookies = dice(10) < 8;
  const days = 30 * (1 + dice(24));
  return {
    id,
    name: `Synthetic Vendor ${id}${id % 7 === 0 ? " GmbH & Co. KG" : ""}`,
    purposes: declared.filter((purpose) => !isInterest(purpose)),
    legIntPurposes,
    flexiblePurposes: legIntPurposes.filter(() => dice(2) === 0),
    specialPurposes: isSpecialOnly ? [1, 2] : pick(3, dice(4), dice),
    features: pick(3, dice(4), dice),
    specialFeatures: pick(2, dice(3), dice),
    usesCookies,
    cookieMaxAgeSeconds: usesCookies ? days * 86_400 : null,
    cookieRefresh: usesCookies && dice(2) === 0,
    usesNonCookieAccess: dice(2) === 0,
    dataDeclaration: pick(DATA_CATEGORIES, 1 + dice(9), dice),
    dataRetention: {
      stdRetention: days,
      purposes: Object.fromEntries(declared.slice(0, dice(3)).map((purpose) => [purpose, days * 2])),
      specialPurposes: {},
    },
    urls: ["en", ...(id % 3 === 0 ? ["de", "fr"] : [])].map((langId) => ({
      langId,
      privacy: `https://v${id}.${host}/${langId}/privacy`,
      ...(legIntPurposes.length > 0 && { legIntClaim: `https://v${id}.${host}/${langId}/interests` }),
    })),
    ...(dice(10) > 1 && { deviceStorageDisclosureUrl: `https://v${id}.${host}/storage.json` }),
    ...(dice(8) === 0 && { deletedDate: "2026-06-01T00:00:00Z" }),
  };
}

/** Picks some of the ids up to `max`, ascending. */
function pick(max: number, count: number, dice: (max: number) => number): number[] {
  const ids = new Set<number>();
  while (ids.size < Math.min(max, count)) ids.add(1 + dice(max));
  return [...ids].sort((one, other) => one - other);
}

function createTexts(language: string): Record<string, unknown> {
  const mark = language === "en" ? "" : ` [${language}]`;
  const describe = (what: string, id: number) => ({
    id,
    name: `Synthetic ${what} ${id}${mark}`,
    description: `${`What the synthetic ${what} ${id} is for, in words that stand for the official ones. `.repeat(4)}${mark}`,
  });
  const entries = (what: string, count: number, more: (id: number) => object = () => ({})) =>
    Object.fromEntries(
      Array.from({ length: count }, (_none, index) => [
        index + 1,
        { ...describe(what, index + 1), ...more(index + 1) },
      ]),
    );
  const illustrations = (id: number) => ({
    illustrations: [`An example of purpose ${id}.${mark}`, `Another example of purpose ${id}.${mark}`],
  });
  return {
    purposes: entries("purpose", PURPOSES, illustrations),
    specialPurposes: entries("special purpose", 3, illustrations),
    features: entries("feature", 3, illustrations),
    specialFeatures: entries("special feature", 2, illustrations),
    stacks: entries("stack", STACKS, (id) => ({
      purposes: [2, 3, 4, 5, 6, 7, 8, 9, 10].filter((purpose) => (id + purpose) % 3 === 0),
      specialFeatures: id % 9 === 0 ? [1] : [],
    })),
    dataCategories: entries("data category", DATA_CATEGORIES),
    standardTexts: { features: `Features are used together with purposes.${mark}` },
  };
}
