import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { createAgentReader } from "../../consent/agent.ts";
import type { SessionRow } from "../../storage/ports.ts";
import { createAsnTableBuilder, findNoAsn } from "../asn/asn-table.ts";
import { type CdnSource, createCdnParser } from "../parsers/cdn-lines.ts";
import type { CdnRequest } from "../parsers/cdn-request.ts";
import { createSessionRows, type SkipReason } from "./session-row.ts";

const FILES: readonly (readonly [CdnSource, string])[] = [
  ["bunny", "bunny-v1.txt"],
  ["bunny", "bunny-v1-tabs.txt"],
  ["bunny", "bunny-v2.ndjson"],
  ["cloudfront", "cloudfront-v1.txt"],
  ["cloudfront", "cloudfront-v2.txt"],
  ["cloudfront", "cloudfront-v2.ndjson"],
];
const PLACES: Readonly<Record<string, string>> = {
  "198.51.100.77": "DE",
  "203.0.113.9": "FR",
  "2001:db8:85a3:1234::8a2e:370:7334": "US",
};

const networks = createAsnTableBuilder((asn) => (asn === 64_500 ? "isp" : "hosting"));
networks.add("198.51.100.0/24", 64_500, "");
networks.add("2001:db8:85a3::/48", 64_501, "");
const { find: findAsn } = networks.build();

const request: CdnRequest = {
  ...{ id: "r1", atMs: Date.UTC(2026, 10, 20), status: 200, method: "GET", uri: "/c/demo0001.js" },
  ...{ hostname: "cdn.example", referrer: "https://shop.example/a/b?token=1#x", userAgent: "", ip: "8.8.8.8" },
  ...{ country: "DE", edge: "DE", scheme: "https", bytes: 1 },
};

function createRows(
  changes: Partial<Parameters<typeof createSessionRows>[0]> = {},
): (changed: Partial<CdnRequest>) => SessionRow | SkipReason {
  const toRow = createSessionRows({ source: "bunny", readAgent: createAgentReader(), findAsn: findNoAsn, ...changes });
  return (changed) => {
    const built = toRow({ ...request, ...changed });
    return "row" in built ? built.row : built.reason;
  };
}

function read(source: CdnSource, name: string): { rows: SessionRow[]; skipped: SkipReason[]; rejected: number } {
  // Documentation addresses are nobody's, so that a look-up leaves them out.
  const text = readFileSync(new URL(`../../../test/examples/cdn-logs/${name}`, import.meta.url), "utf8");
  const parse = createCdnParser(source, name);
  const toRow = createSessionRows({ source, readAgent: createAgentReader(), findAsn });
  const result = { rows: [] as SessionRow[], skipped: [] as SkipReason[], rejected: 0 };
  for (const [index, line] of text.split("\n").entries()) {
    const parsed = parse(line, index + 1);
    if (!parsed) continue;
    if ("reason" in parsed) {
      result.rejected++;
      continue;
    }
    const built = toRow({ ...parsed.request, country: parsed.request.country || (PLACES[parsed.request.ip] ?? "") });
    if ("row" in built) result.rows.push(built.row);
    else result.skipped.push(built.reason);
  }
  return result;
}

describe("the same visits, by every format", () => {
  test.each(FILES)("%s: %s", (source, name) => {
    const { rows, skipped, rejected } = read(source, name);
    const expected = [
      {
        ...{ requestId: "0000000000000000000000005f0e0000", code: "demo0001", requestedAtMs: 1_795_178_096_000 },
        ...{ hostname: "shop.example", path: "/", country: "DE", region: "DE", ipPrefix: "198.51.100.0/24" },
        ...{ asn: 64_500, asnClass: "isp", device: "desktop", os: "Windows", browser: "Chrome" },
        browserContext: "browser",
      },
      {
        ...{ requestId: "0000000000000000000000005f0e0001", code: "demo0001", requestedAtMs: 1_795_178_097_000 },
        ...{ hostname: "www.shop.example", path: "", country: "FR", region: "FR", ipPrefix: "203.0.113.0/24" },
        ...{ asn: 0, asnClass: "unknown", device: "mobile", os: "iOS", browser: "Instagram", browserContext: "in_app" },
      },
      {
        ...{ requestId: "0000000000000000000000005f0e0002", code: "demo0002", requestedAtMs: 1_795_178_098_000 },
        ...{ hostname: "blog.example", path: "/post/1", country: "US", region: "US" },
        ...{ ipPrefix: "2001:db8:85a3:1200::/56", asn: 64_501, asnClass: "hosting", device: "mobile", os: "Android" },
        ...{ browser: "Chrome WebView", browserContext: "webview" },
      },
    ];
    expect(rows).toEqual(expected.map((row) => ({ ...row, source, userAgent: expect.stringMatching(/^[\w-]{16}$/) })));
    const isBunny = source === "bunny";
    // Bunny does not tell the method, and logs what its shield fetches.
    expect(skipped).toEqual([
      "not_a_script",
      "status",
      isBunny ? "status" : "method",
      ...(isBunny ? ["origin_shield"] : []),
    ]);
    expect(rejected).toBe(1);
  });
});

describe("what is a session", () => {
  test.each<[SkipReason, Partial<CdnRequest>]>([
    ["method", { method: "HEAD" }],
    ["status", { status: 206 }],
    ["status", { status: 0 }],
    ["status", { status: 301 }],
    ["uri_invalid", { uri: "c/demo0001.js" }],
    ["uri_invalid", { uri: "/c/demo0001.js\u0000" }],
    ["uri_invalid", { uri: "" }],
    ["not_a_script", { uri: "/c/demo0001.json" }],
    ["not_a_script", { uri: "/c/.js" }],
    ["not_a_script", { uri: "/c/../demo0001.js" }],
    ["not_a_script", { uri: `/c/${"a".repeat(51)}.js` }],
    ["not_a_script", { uri: "/w/cookiehub.js" }],
    ["unknown_tenant", { uri: "/c/my-shop.js" }],
    ["origin_shield", { scheme: "http", edge: "FR" }],
  ])("not one: %s %o", (reason, changes) => {
    expect(createRows()(changes)).toBe(reason);
  });

  test("an answer that the browser had already is one; plain http from elsewhere too, and CloudFront has no such shield", () => {
    expect(createRows()({ status: 304 })).toMatchObject({ code: "demo0001" });
    expect(createRows()({ scheme: "http", edge: "DE" })).toMatchObject({ code: "demo0001" });
    expect(createRows({ source: "cloudfront" })({ scheme: "http", edge: "FR" })).toMatchObject({ code: "demo0001" });
  });

  test("a tenant whose script is asked for by its id counts under its code", () => {
    const toRow = createRows({ findCode: (id) => (id === "my-shop" ? "demo0007" : undefined) });
    expect(toRow({ uri: "/c/my-shop.js?v=2" })).toMatchObject({ code: "demo0007" });
    expect(toRow({ uri: "/c/your-shop.js" })).toBe("unknown_tenant");
  });
});

describe("what a row holds of a visitor", () => {
  test("the whole address finds place and network, and only its prefix stays", () => {
    const asked: string[] = [];
    const lookUp = (address: string): string => {
      asked.push(address);
      return "US-CA";
    };
    const row = createRows({ lookUp })({ country: "", ip: "8.8.8.8", userAgent: "Whole/1.2.3" });
    expect(asked).toEqual(["8.8.8.8"]);
    expect(row).toMatchObject({ country: "US", region: "US-CA", ipPrefix: "8.8.8.0/24" });
    expect(JSON.stringify(row)).not.toMatch(/8\.8\.8\.8|Whole/);
  });

  test("a user agent is marked: the same within a code and day, another one on another day and on another site", () => {
    const toRow = createRows({});
    const read = (change: object) => (toRow({ userAgent: "Whole/1.2.3", ...change }) as SessionRow).userAgent;
    const atMs = Date.parse("2026-03-01T00:00:00Z");
    const first = read({ atMs });
    expect(read({ atMs: atMs + 86_399_999 })).toBe(first);
    const others = [{ atMs: atMs + 86_400_000 }, { atMs, uri: "/c/demo0002.js" }, { atMs, userAgent: "Whole/1.2.4" }];
    for (const other of others) expect(read(other)).not.toBe(first);
  });

  test("the log's country goes before the database; a code that is no country does not count", () => {
    const toRow = createRows({ lookUp: () => "FR" });
    expect(toRow({ country: "DE" })).toMatchObject({ country: "DE", region: "DE" });
    for (const country of ["", "XX", "ZZ", "EU"]) expect(toRow({ country })).toMatchObject({ country: "FR" });
    expect(createRows()({ country: "XX" })).toMatchObject({ country: "", region: "" });
  });

  test("private addresses, and those the CDN has dropped, are never looked up", () => {
    const lookUp = (address: string): never => {
      throw new Error(`${address} was looked up`);
    };
    const toRow = createRows({ lookUp });
    for (const ip of ["0.0.0.0", "::", "10.1.2.3", "::ffff:10.1.2.3", "fe80::1", "", "not an address"])
      expect(toRow({ country: "", ip })).toMatchObject({ country: "" });
  });

  test.each([
    ["https://Shop.Example:8443/a/b?token=1#x", "shop.example", "/a/b"],
    ["http://user:secret@shop.example", "shop.example", "/"],
    ["https://shop.example?token=1", "shop.example", "/"],
    ["shop.example", "shop.example", "/"],
    ["https://[2001:db8::1]:8080/x", "[2001:db8::1]", "/x"],
    ["android-app://com.app/", "", ""],
    ["about:blank", "", ""],
    ["https://", "", ""],
    ["https://sh op.example/", "", ""],
    [`https://${"a.".repeat(200)}example/`, "", ""],
    ["", "", ""],
  ])("the page of %s", (referrer, hostname, path) => {
    expect(createRows()({ referrer })).toMatchObject({ hostname, path });
  });

  test("a long path is cut; a page without a referrer is named by ?domain=, and by nothing else", () => {
    expect(createRows()({ referrer: `https://shop.example/${"p".repeat(3000)}` })).toMatchObject({
      path: `/${"p".repeat(1023)}`,
    });
    const toHost = (query: string): unknown => createRows()({ referrer: "", uri: `/c/demo0001.js?${query}` });
    expect(toHost("v=1&domain=Shop.example%3A8443&x")).toMatchObject({ hostname: "shop.example", path: "" });
    expect(toHost("subdomain=evil.example")).toMatchObject({ hostname: "" });
    expect(toHost("domain=<script>")).toMatchObject({ hostname: "" });
  });
});
