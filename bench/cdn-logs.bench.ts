import { createAgentReader } from "../packages/server/src/consent/agent.ts";
import { createAddressWords, readAddress } from "../packages/server/src/http/address.ts";
import { classifyAsn } from "../packages/server/src/vault/asn/asn-classes.ts";
import { type AsnTable, createAsnTableBuilder } from "../packages/server/src/vault/asn/asn-table.ts";
import { type CdnSource, createCdnParser } from "../packages/server/src/vault/parsers/cdn-lines.ts";
import { createSessionRows } from "../packages/server/src/vault/rows/session-row.ts";
import type { BenchRow, BenchRows } from "./bench-row.ts";

/** The log of a busy CDN: many visitors, few user agents; or, cold, a user agent on every line that was never seen. */
interface Log {
  readonly what: string;
  readonly source: CdnSource;
  readonly header: readonly string[];
  readonly toLine: (index: number, userAgent: string) => string;
}

const NETWORKS = 500_000;
const AT_MS = Date.UTC(2026, 10, 20);
const ROUNDS = 3;
const FIELDS =
  "date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) cs(User-Agent) cs-uri-query cs(Cookie) x-edge-result-type x-edge-request-id x-host-header cs-protocol cs-bytes time-taken x-forwarded-for ssl-protocol ssl-cipher x-edge-response-result-type cs-protocol-version fle-status fle-encrypted-fields c-port time-to-first-byte x-edge-detailed-result-type sc-content-type sc-content-len sc-range-start sc-range-end";

const LOGS: readonly Log[] = [
  {
    what: "Bunny v1",
    source: "bunny",
    header: [],
    toLine: (index, userAgent) =>
      `HIT|200|${AT_MS + index}|${9000 + (index % 999)}|390|${toIp(index)}|https://shop${index % 40}.example/|https://cdn.example/c/demo000${index % 10}.js|DE|${userAgent}|${toId(index)}|DE`,
  },
  {
    what: "Bunny v2",
    source: "bunny",
    header: [],
    toLine: (index, userAgent) =>
      JSON.stringify({
        ...{
          timestamp: new Date(AT_MS + index).toISOString(),
          pullZoneId: 390,
          requestId: toId(index),
          cacheStatus: "HIT",
        },
        ...{ statusCode: 200, bytesSent: 9000, edgeLocation: "DE", scheme: "https", host: "cdn.example" },
        ...{ path: `/c/demo000${index % 10}.js`, url: `https://cdn.example/c/demo000${index % 10}.js` },
        ...{ remoteIp: toIp(index), countryCode: "DE", userAgent, referer: `https://shop${index % 40}.example/` },
        ...{ asn: 3320, asnOrganization: "Example Telekom" },
      }),
  },
  {
    what: "CloudFront W3C",
    source: "cloudfront",
    header: ["#Version: 1.0", `#Fields: ${FIELDS}`],
    toLine: (index, userAgent) => {
      const time = new Date(AT_MS + index * 10).toISOString().slice(11, 19);
      const agent = userAgent.replaceAll(" ", "%20");
      return `2026-11-20\t${time}\tFRA56-P4\t9000\t${toIp(index)}\tGET\td111111abcdef8.cloudfront.net\t/c/demo000${index % 10}.js\t200\thttps://shop${index % 40}.example/\t${agent}\t-\t-\tHit\t${toId(index)}==\tcdn.example\thttps\t312\t0.001\t-\tTLSv1.3\tTLS_AES_128_GCM_SHA256\tHit\tHTTP/2.0\t-\t-\t51234\t0.001\tHit\ttext/javascript\t9000\t-\t-`;
    },
  },
  {
    what: "CloudFront JSON",
    source: "cloudfront",
    header: [],
    toLine: (index, userAgent) =>
      JSON.stringify({
        ...{
          date: "2026-11-20",
          time: "12:34:56",
          "x-edge-location": "FRA56-P4",
          "sc-bytes": "9000",
          "c-ip": toIp(index),
        },
        ...{
          "cs-method": "GET",
          "cs(Host)": "d111111abcdef8.cloudfront.net",
          "cs-uri-stem": `/c/demo000${index % 10}.js`,
        },
        ...{ "sc-status": "200", "cs(Referer)": `https://shop${index % 40}.example/`, "cs-uri-query": "-" },
        ...{ "cs(User-Agent)": userAgent.replaceAll(" ", "%20"), "x-edge-request-id": `${toId(index)}==` },
        ...{
          "x-host-header": "cdn.example",
          "cs-protocol": "https",
          "timestamp(ms)": String(AT_MS + index),
          "c-country": "DE",
        },
      }),
  },
];

/** What it costs to make session rows of a CDN's log, and to find the network of an address. */
export const rows: BenchRows = async ({ short }) => {
  const table = createTable();
  const lines = short ? 40_000 : 200_000;
  const made = LOGS.flatMap((log) => [
    measureLog(log, table, lines, "warm"),
    ...(log.what === "Bunny v1" ? [measureLog(log, table, lines / 4, "cold")] : []),
  ]);
  return [...made, measureLookUp(table, short ? 200_000 : 2_000_000), toMemoryRow(table)];
};

function measureLog(log: Log, table: AsnTable, amount: number, state: "warm" | "cold"): BenchRow {
  const lines = Array.from({ length: amount }, (_, index) => {
    // 400 user agents of visitors, or one for each line.
    return log.toLine(index, toUserAgent(state === "warm" ? index % 400 : index));
  });
  const text = [...log.header, ...lines].join("\n");
  let usedUs = Number.POSITIVE_INFINITY;
  const readAgent = createAgentReader();
  for (let round = 0; round <= ROUNDS; round++) {
    const fresh = state === "cold" ? createAgentReader() : readAgent;
    const before = process.cpuUsage();
    const built = readLog(log.source, text, table, fresh);
    const { user, system } = process.cpuUsage(before);
    if (built !== amount) throw new Error(`${amount - built} lines of ${log.what} were lost`);
    // The first round warms up; of the others the quickest is the one that was least disturbed.
    if (round > 0) usedUs = Math.min(usedUs, user + system);
  }
  const perSecond = state === "warm" ? 150_000 : 40_000;
  const measured = usedUs / amount;
  return {
    what: `CDN line to session row, ${log.what}, ${state} user agents (${Math.round(1e6 / measured).toLocaleString("en-US")} lines/s)`,
    measured,
    unit: "us CPU",
    budget: 1e6 / perSecond,
    // Twice as much: what a busy machine takes from its caches is no change that somebody made.
    ceiling: 2e6 / perSecond,
    budgetText: `<= ${(1e6 / perSecond).toPrecision(3)} us (${perSecond.toLocaleString("en-US")} lines/s)`,
    gate: "cpu",
  };
}

// As an ingest would: one text, lines cut out of it, rows in batches that are dropped.
function readLog(
  source: CdnSource,
  text: string,
  table: AsnTable,
  readAgent: ReturnType<typeof createAgentReader>,
): number {
  const parse = createCdnParser(source, "bench");
  const toRow = createSessionRows({ source, readAgent, findAsn: table.find });
  let built = 0;
  let lineNumber = 0;
  for (let from = 0; from < text.length; ) {
    const found = text.indexOf("\n", from);
    const to = found < 0 ? text.length : found;
    const parsed = parse(text.slice(from, to), ++lineNumber);
    if (parsed && "request" in parsed && "row" in toRow(parsed.request)) built++;
    from = to + 1;
  }
  return built;
}

function measureLookUp(table: AsnTable, amount: number): BenchRow {
  const words = createAddressWords();
  const addresses = Array.from({ length: 10_000 }, (_, index) => {
    readAddress(index % 2 === 0 ? toIp(index) : `2001:${(index * 7919) % 4096}:${index % 999}::1`, words);
    return { family: index % 2 === 0 ? 4 : 6, words: words.slice() } as const;
  });
  let found = 0;
  const before = process.cpuUsage();
  for (let count = 0; count < amount; count++) {
    const address = addresses[count % addresses.length];
    if (address && table.find(address.family, address.words).asn > 0) found++;
  }
  const { user, system } = process.cpuUsage(before);
  if (found === 0) throw new Error("no network was found");
  return {
    what: `Network of an address among ${table.size.toLocaleString("en-US")}`,
    measured: (user + system) / amount,
    unit: "us CPU",
    budget: 1,
    budgetText: "< 1 us",
    gate: "cpu",
  };
}

function toMemoryRow(table: AsnTable): BenchRow {
  const size = table.size.toLocaleString("en-US");
  return {
    what: `Memory of ${size} networks`,
    measured: table.bytes / 1024 / 1024,
    unit: "MB",
    budget: 40,
    budgetText: "< 40 MB",
    gate: "bytes",
  };
}

// Three quarters IPv4, a quarter IPv6, as in GeoLite2; 80,000 systems.
function createTable(): AsnTable {
  const builder = createAsnTableBuilder((asn, name) => classifyAsn(new Map(), asn, name));
  for (let index = 0; index < NETWORKS; index++) {
    const asn = 1 + ((index * 7919) % 80_000);
    const network =
      index % 4 === 3
        ? `2001:${(index >>> 7).toString(16)}:${(index & 127).toString(16)}::/48`
        : `${1 + Math.floor(index / 3000)}.${Math.floor(index / 12) % 250}.${(index % 12) * 20}.0/24`;
    builder.add(network, asn, `Example Network ${asn}`);
  }
  return builder.build();
}

// Half of them computers, a quarter iPhones, a quarter Android with a model.
function toUserAgent(index: number): string {
  const webKit = "(KHTML, like Gecko)";
  switch (index % 4) {
    case 0:
      return `Mozilla/5.0 (iPhone; CPU iPhone OS 17_${index} like Mac OS X) AppleWebKit/605.1.15 ${webKit} Version/17.4 Mobile/15E148 Safari/604.1`;
    case 1:
      return `Mozilla/5.0 (Linux; Android 14; SM-S${index}) AppleWebKit/537.36 ${webKit} Chrome/131.0.0.0 Mobile Safari/537.36`;
    case 2:
      return `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 ${webKit} Chrome/${index}.0.0.0 Safari/537.36`;
    default:
      return `Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 ${webKit} Chrome/${index}.0.0.0 Safari/537.36`;
  }
}

function toIp(index: number): string {
  return `${1 + ((index * 31) % 160)}.${(index * 7919) % 250}.${(index * 13) % 256}.${index % 256}`;
}

function toId(index: number): string {
  return String(index).padStart(32, "0");
}
