import type { AsnClass } from "../../storage/ports.ts";

/** ASN and class of networks whose name says too little, or the wrong thing. */
export type AsnClasses = ReadonlyMap<number, AsnClass>;

// Sessions from hosting, proxies and VPNs leave the figures, so that only what certainly sells machines or hides people
// stands under those.
const HOSTING: readonly number[] = [
  16509, 14618, 396982, 15169, 8075, 14061, 16276, 24940, 213230, 212317, 63949, 20473, 31898, 45102, 37963, 45090,
  132203, 12876, 51167, 40021, 141995, 60781, 28753, 30633, 8560, 9009, 60068, 36352, 53667, 55286, 62567, 46606, 26496,
  47583, 197540, 29802, 23470, 32244, 19871, 33070, 27357, 19994, 36351, 136907, 55990, 202053, 49981, 57043, 42831,
  25820, 35916, 62240, 9370, 2514,
];
const VPN: readonly number[] = [212238, 136787, 147049, 207137, 209103, 62371, 39351, 206092, 11878];
const PROXY: readonly number[] = [60729, 208323, 210558];
// Visitors whose phone or office hides its address: iCloud Private Relay and WARP (Cloudflare, Akamai, Fastly), Apple's own
// network, gateways of offices (Zscaler, Netskope, Cisco Umbrella). They are people, and count.
const BUSINESS: readonly number[] = [13335, 36183, 54113, 20940, 714, 6185, 22616, 53813, 62044, 55256, 36692];

const KNOWN: AsnClasses = new Map<number, AsnClass>([
  ...HOSTING.map((asn) => [asn, "hosting"] as const),
  ...VPN.map((asn) => [asn, "vpn"] as const),
  ...PROXY.map((asn) => [asn, "proxy"] as const),
  ...BUSINESS.map((asn) => [asn, "business"] as const),
]);

// In this order: what names a place to learn or a line to the home is believed before what names machines. A host that
// counts too many is mended by the rule for user agents; people who do not count are missed for good.
const RULES: readonly (readonly [AsnClass, RegExp])[] = [
  ["vpn", /\bvpn\b|\bvpn(?=[a-z])|(?<=[a-z])vpn\b/i],
  ["proxy", /\bprox(?:y|ies)\b|\btor (?:exit|relay)|\btorservers\b/i],
  [
    "education",
    /\b(?:universi\w*|univ|college|schools?|academ\w*|institute of technology|hochschule|politecnico|polytechnic|research network|research and education|education\w*|campus)\b/i,
  ],
  [
    "isp",
    /telecom|telekom|telefon|telco|broadband|cablevision|\b(?:cable|mobile|wireless|cellular|fib(?:er|re)\w*|wisp|isp|internet service\w*|communications?|comunica\w*|tele\w*|vodafone|orange|comcast|verizon|charter|t-mobile|airtel|jio|docomo|kddi|softbank|bsnl|rogers|bell canada|telus|cox|swisscom|proximus|kpn|ziggo|bouygues|turk\w*)\b/i,
  ],
  [
    "hosting",
    /hosting|hoster|\bhosts?\b|\bcloud\w*|\bvps\b|\bservers?\b|data ?cent(?:er|re)s?\b|datacamp|\bcolo(?:cation|crossing)?\b|\bdedicated\b|\bcdn\b|\bbare ?metal\b/i,
  ],
  [
    "business",
    /\b(?:bank\w*|insurance|hospital\w*|clinic|airlines?|motors|pharma\w*|steel|holdings?|retail|government|ministry|city of|county)\b/i,
  ],
];
const NAME_MAX = 200;
const CLASSES: readonly AsnClass[] = ["hosting", "proxy", "vpn", "isp", "business", "education", "unknown"];
const ASN_LINE = /^(?:AS)?(\d{1,10})\s*,\s*([a-z]+)$/i;

/** Judges a network: by the operator's list, then by what is known of it, then by its name. */
export function classifyAsn(own: AsnClasses, asn: number, organization: string): AsnClass {
  const known = own.get(asn) ?? KNOWN.get(asn);
  if (known) return known;
  const name = organization.slice(0, NAME_MAX);
  return RULES.find(([, pattern]) => pattern.test(name))?.[0] ?? "unknown";
}

/**
 * Reads the operator's list: a line `asn,class` each; empty lines and those that start with `#` do not count. Throws an
 * `Error` that names the first line it does not understand.
 */
export function readAsnClasses(text: string): AsnClasses {
  const classes = new Map<number, AsnClass>();
  for (const [index, line] of text.split("\n").entries()) {
    const plain = line.trim();
    if (plain === "" || plain.startsWith("#")) continue;
    const [, asn, name] = ASN_LINE.exec(plain) ?? [];
    const asnClass = CLASSES.find((one) => one === name?.toLowerCase());
    if (!asnClass) throw new Error(`line ${index + 1} is not \`asn,class\`; a class is ${CLASSES.join(", ")}`);
    classes.set(Number(asn), asnClass);
  }
  return classes;
}
