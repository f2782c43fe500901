import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createTrustedProxies, toClientAddress } from "../http/peer.ts";
import type { ApiRequest } from "../http/route.ts";
import { createLocationReader } from "./location.ts";
import { DEFAULT_LOCATION_HEADERS, toLocationSources } from "./location-headers.ts";

interface Sent {
  headers?: Record<string, string>;
  query?: Record<string, string>;
  /** Address of the connection. */
  peer?: string;
}

const proxies = createTrustedProxies("loopback,private,198.51.100.0/24");
const PLACES: Readonly<Record<string, string>> = { "81.2.69.142": "GB", "8.8.8.8": "US", "2a02:1::1": "FR" };

function createRequest({ headers = {}, query = {}, peer = "127.0.0.1" }: Sent): ApiRequest {
  return {
    requestId: "r",
    param: () => "",
    query: (name) => query[name],
    header: (name) => headers[name],
    isFromTrustedProxy: proxies.has(peer),
    clientAddress: toClientAddress(peer, headers["x-forwarded-for"], proxies),
    readJson: async () => undefined,
  };
}

function createReader(list = DEFAULT_LOCATION_HEADERS) {
  const looked: string[] = [];
  const lookUp = (address: string): string | null => {
    looked.push(address);
    return PLACES[address] ?? null;
  };
  return { ...createLocationReader({ sources: toLocationSources(list), lookUp }), looked };
}

const UNKNOWN = { place: null, source: "unknown" };

describe("a header of a trusted proxy", () => {
  test.each([
    [{ "x-geo-country": "DE" }, "DE"],
    [{ "x-geo-country": "us-ca" }, "US-CA"],
    [{ "x-geo-country": "US-California" }, "US-CA"],
    [{ "cloudfront-viewer-country": "US", "cloudfront-viewer-country-region": "CA" }, "US-CA"],
    [{ "cloudfront-viewer-country": "FR" }, "FR"],
    [{ "cf-ipcountry": "BR" }, "BR"],
    [{ "cf-ipcountry": "CA", "cf-region-code": "QC" }, "CA-QC"],
    [{ "x-geo-country": "DE", "cf-ipcountry": "US" }, "DE"],
    [{ "x-geo-country": "Germany", "cf-ipcountry": "US" }, "US"],
    [{ "cf-ipcountry": "XX" }, null],
    [{ "x-geo-country": "Germany" }, null],
    [{ "x-geo-country": "DE, US" }, null],
    [{}, null],
  ])("%j means %s", (headers, place) => {
    const reader = createReader();
    expect(reader.read(createRequest({ headers: headers as Record<string, string> }))).toBe(place);
    expect(reader.looked).toEqual([]);
  });

  test("is not believed from anybody else (D12)", () => {
    for (const headers of [{ "x-geo-country": "US" }, { "cf-ipcountry": "US" }]) {
      const sent = { headers, query: { country: "US" }, peer: "81.2.69.142" };
      expect(createReader().locate(createRequest(sent))).toEqual({ place: "GB", source: "address" });
      expect(
        createLocationReader({ sources: toLocationSources(DEFAULT_LOCATION_HEADERS) }).locate(createRequest(sent)),
      ).toEqual(UNKNOWN);
    }
  });

  test("that says the visitor hides is the last word: an exit's address is nobody's place", () => {
    const headers = { "cf-ipcountry": "T1", "x-forwarded-for": "8.8.8.8" };
    const reader = createReader();
    expect(reader.locate(createRequest({ headers }))).toEqual({ place: null, source: "header" });
    expect(reader.looked).toEqual([]);
  });

  test("that was not configured is not believed, nor is the query", () => {
    const reader = createReader("X-Country");
    const request = { headers: { "x-geo-country": "US", "cf-ipcountry": "US" }, query: { country: "US" } };
    expect(reader.locate(createRequest(request))).toEqual(UNKNOWN);
    expect(reader.read(createRequest({ headers: { "x-country": "DE" } }))).toBe("DE");
    expect(createReader("none").locate(createRequest(request))).toEqual(UNKNOWN);
  });

  test("beats the address", () => {
    const headers = { "x-geo-country": "DE", "x-forwarded-for": "8.8.8.8" };
    expect(createReader().locate(createRequest({ headers }))).toEqual({ place: "DE", source: "header" });
  });
});

describe("the query twin", () => {
  test("means the same, and the header wins", () => {
    const query = { country: "FR" };
    expect(createReader().locate(createRequest({ query }))).toEqual({ place: "FR", source: "query" });
    expect(createReader().read(createRequest({ query, headers: { "x-geo-country": "DE" } }))).toBe("DE");
  });

  test.each([
    ["x-forwarded-for", "8.8.8.8"],
    ["forwarded", "for=8.8.8.8"],
    ["via", "1.1 proxy"],
    ["x-real-ip", "8.8.8.8"],
    ["x-forwarded-proto", "https"],
    ["cdn-loop", "cloudflare"],
    ["cf-connecting-ip", "8.8.8.8"],
  ])("does not count behind a proxy (%s): a visitor wrote it", (name, value) => {
    const place = createReader().read(createRequest({ query: { country: "BR" }, headers: { [name]: value } }));
    expect(place).not.toBe("BR");
  });
});

describe("the visitor's address", () => {
  test.each([
    ["the peer itself", { peer: "81.2.69.142" }, "GB"],
    ["the peer itself, in IPv6", { peer: "2a02:1::1" }, "FR"],
    ["forwarded by a trusted proxy", { headers: { "x-forwarded-for": "8.8.8.8" } }, "US"],
    ["forwarded by two", { peer: "10.0.0.1", headers: { "x-forwarded-for": "8.8.8.8, 198.51.100.7" } }, "US"],
    ["IPv4 in IPv6", { peer: "::ffff:10.0.0.1", headers: { "x-forwarded-for": "::ffff:8.8.8.8" } }, "US"],
  ])("is looked up: %s", (_, sent, place) => {
    expect(createReader().locate(createRequest(sent))).toEqual({ place, source: "address" });
  });

  test.each([
    ["a proxy that nobody trusts", { peer: "8.8.8.8", headers: { "x-forwarded-for": "81.2.69.142" } }],
    ["the same, known by another header", { peer: "8.8.8.8", headers: { via: "1.1 edge" } }],
    ["an untrusted hop behind a trusted one", { headers: { "x-forwarded-for": "81.2.69.142, 8.8.8.8" } }],
    ["a list that a visitor began", { headers: { "x-forwarded-for": "nonsense, 8.8.8.8" } }],
    ["a server with a key", { peer: "8.8.8.8", headers: { "x-api-key": "k" } }],
    ["a server with a bearer", { peer: "8.8.8.8", headers: { authorization: "Bearer k" } }],
  ])("is not looked up where it may be somebody else's: %s", (_, sent) => {
    const reader = createReader();
    expect(reader.locate(createRequest(sent))).toEqual(UNKNOWN);
    expect(reader.looked).toEqual([]);
  });

  test.each([
    "127.0.0.1",
    "10.1.2.3",
    "100.64.0.1",
    "169.254.1.1",
    "172.31.255.255",
    "192.168.0.1",
    "198.18.0.1",
    "203.0.113.9",
    "224.0.0.1",
    "255.255.255.255",
    "0.0.0.0",
    "::1",
    "::",
    "fe80::1",
    "fd00::1",
    "ff02::1",
    "2001:db8::1",
    "2002:808:808::1",
    "64:ff9b::808:808",
    "",
    "unknown",
  ])("is never looked up when it is private or special: %j", (address) => {
    const reader = createReader();
    expect(reader.locate(createRequest({ peer: address }))).toEqual(UNKNOWN);
    expect(reader.locate(createRequest({ headers: { "x-forwarded-for": address } }))).toEqual(UNKNOWN);
    expect(reader.looked).toEqual([]);
  });
});

describe("what caches may do with an answer", () => {
  test("Vary names every believed header, and the regions beside them", () => {
    expect(createReader().vary).toBe(
      "X-Geo-Country, CloudFront-Viewer-Country, CloudFront-Viewer-Country-Region, CF-IPCountry, CF-Region-Code",
    );
    expect(createReader("none").vary).toBe("");
  });

  test("where addresses are looked up, only what a header decided may be shared", () => {
    const reader = createReader();
    const shared = (sent: Sent) => reader.isShareable(reader.locate(createRequest(sent)));
    expect(shared({ headers: { "x-geo-country": "DE" } })).toBe(true);
    expect(shared({ peer: "8.8.8.8" })).toBe(false);
    expect(shared({ query: { country: "DE" } })).toBe(false);
    expect(shared({})).toBe(false);
  });

  test("without a database everybody without a header is unknown, and that may be shared", () => {
    const reader = createLocationReader({ sources: toLocationSources("none") });
    expect(reader.isShareable(reader.locate(createRequest({ peer: "8.8.8.8" })))).toBe(true);
  });
});

describe("the list of headers", () => {
  test.each(["X Country", "A+B+C", "+B", "A+", "?region", "A;B"])("%j is refused by name", (entry) => {
    expect(() => toLocationSources(`CF-IPCountry, ${entry}`)).toThrow(entry.trim());
  });
});

test("no header or query makes reading throw", () => {
  const names = fc.constantFrom("x-geo-country", "cf-ipcountry", "cf-region-code", "x-forwarded-for", "via");
  fc.assert(
    fc.property(fc.dictionary(names, fc.string()), fc.string(), fc.string(), (headers, country, peer) => {
      const { place } = createReader().locate(createRequest({ headers, query: { country }, peer }));
      expect(place === null || /^[A-Z]{2}(-[A-Z0-9]{1,3})?$/.test(place)).toBe(true);
    }),
  );
});
