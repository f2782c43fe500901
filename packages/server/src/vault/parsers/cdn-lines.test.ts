import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createAgentReader } from "../../consent/agent.ts";
import { findNoAsn } from "../asn/asn-table.ts";
import { createSessionRows } from "../rows/session-row.ts";
import { type CdnSource, createCdnParser, LINE_LENGTH_MAX } from "./cdn-lines.ts";
import type { CdnRequest } from "./cdn-request.ts";

const AT_MS = Date.UTC(2026, 10, 20, 12, 34, 56, 789);
const V1 = "https://cdn.example/c/demo0001.js?v=1|FR|Mozilla/5.0 (X11)|322b688bd63fb63f2babe9de30a5d262|FR";
const V1_LINE = `HIT|200|${AT_MS}|412|390|192.0.2.0|https://shop.example/|${V1}`;
const FIELDS = "date time c-ip sc-status cs-uri-stem cs(Referer) cs(User-Agent)";
const W3C_LINE = "2026-11-20\t12:34:56\t192.0.2.7\t200\t/c/demo0001.js\thttps://shop.example/\tMozilla/5.0%20(X11)";

function read(source: CdnSource, ...lines: readonly string[]): CdnRequest | string | undefined {
  const parse = createCdnParser(source, "logs/a");
  const parsed = lines.map((line, index) => parse(line, index + 1)).at(-1);
  if (!parsed) return undefined;
  return "request" in parsed ? parsed.request : parsed.reason;
}

describe("Bunny, version 1", () => {
  test("a line is a request; the method is not told", () => {
    expect(read("bunny", V1_LINE)).toEqual({
      ...{ id: "322b688bd63fb63f2babe9de30a5d262", atMs: AT_MS, status: 200, method: "", uri: "/c/demo0001.js?v=1" },
      ...{
        hostname: "cdn.example",
        referrer: "https://shop.example/",
        userAgent: "Mozilla/5.0 (X11)",
        ip: "192.0.2.0",
      },
      ...{ country: "FR", edge: "FR", scheme: "https", bytes: 412 },
    });
  });

  test("tabs separate as pipes do, and either may stand in what the other separates", () => {
    const tabs = V1_LINE.replaceAll("|", "\t");
    expect(read("bunny", tabs)).toEqual(read("bunny", V1_LINE));
    expect(read("bunny", tabs.replace("(X11)", "(a|b)"))).toMatchObject({ userAgent: "Mozilla/5.0 (a|b)" });
    expect(read("bunny", V1_LINE.replace("(X11)", "(a\tb)"))).toMatchObject({ userAgent: "Mozilla/5.0 (a\tb)" });
  });

  test("pipes inside referrer and user agent are found out by URL and edge", () => {
    const line = V1_LINE.replace("(X11)", "(a|b|c)").replace("shop.example/", "shop.example/x|y|?z");
    expect(read("bunny", line)).toMatchObject({
      ...{ referrer: "https://shop.example/x|y|?z", userAgent: "Mozilla/5.0 (a|b|c)", uri: "/c/demo0001.js?v=1" },
      ...{ edge: "FR", country: "FR", id: "322b688bd63fb63f2babe9de30a5d262" },
    });
    expect(read("bunny", V1_LINE.replace("|FR|Moz", "|?|Moz|illa"))).toBe("13 fields, and no URL before an edge");
  });

  test.each([
    ["no time in milliseconds", V1_LINE.replace(String(AT_MS), "1507167062")],
    ["no time in milliseconds", V1_LINE.replace(String(AT_MS), "9".repeat(13))],
    ["no status", V1_LINE.replace("|200|", "|2e2|")],
    ["no URL", V1_LINE.replace("https://cdn", "cdn")],
    ["11 fields, expected 12", V1_LINE.slice(4)],
    ["more than 64 fields", "|".repeat(100_000)],
    ["1 fields, expected 12", "\u0000\u0001\ufffd"],
    [`longer than ${LINE_LENGTH_MAX} characters`, "|".repeat(LINE_LENGTH_MAX + 1)],
  ])("a bad line says why: %s", (reason, line) => {
    expect(read("bunny", line)).toBe(reason);
  });
});

describe("Bunny, version 2", () => {
  const entry = { timestamp: "2026-11-20T12:34:56.789Z", statusCode: 200, url: "https://cdn.example/c/demo0001.js" };

  test("an entry is a request, and what it does not tell is empty", () => {
    expect(
      read("bunny", JSON.stringify({ ...entry, requestId: "r1", userAgent: null, remoteIp: 7, path: {} })),
    ).toEqual({
      ...{
        id: "r1",
        atMs: AT_MS,
        status: 200,
        method: "",
        uri: "/c/demo0001.js",
        hostname: "cdn.example",
        referrer: "",
      },
      ...{ userAgent: "", ip: "7", country: "", edge: "", scheme: "https", bytes: 0 },
    });
    const parts = { url: "cdn.example/c/x.js", path: "/c/demo0001.js", host: "cdn.example", scheme: "HTTP" };
    expect(read("bunny", JSON.stringify({ ...entry, ...parts }))).toMatchObject({
      ...{ uri: "/c/demo0001.js", hostname: "cdn.example", scheme: "http" },
    });
  });

  test.each([
    ["2026-11-20T12:34:56Z", AT_MS - 789],
    ["2026-11-20T12:34:56.7Z", AT_MS - 89],
    ["2026-11-20T12:34:56.789123456Z", AT_MS],
    ["2026-02-30T12:34:56Z", undefined],
    ["2026-11-20T24:00:00Z", undefined],
    ["2026-11-20T12:34:56+01:00", undefined],
    ["2026-11-20", undefined],
    ["1926-11-20T12:34:56Z", undefined],
  ])("the time %s", (timestamp, atMs) => {
    const parsed = read("bunny", JSON.stringify({ ...entry, timestamp }));
    if (atMs === undefined) expect(parsed).toBe("timestamp: not ISO 8601 in UTC");
    else expect(parsed).toMatchObject({ atMs });
  });

  test("deep, foreign and inherited values are no entries", () => {
    expect(read("bunny", `{"timestamp":${"[".repeat(60_000)}${"]".repeat(60_000)}}`)).toContain("timestamp");
    expect(read("bunny", '{"__proto__":{"timestamp":"2026-11-20T12:34:56Z"},"statusCode":200}')).toContain("timestamp");
    expect(read("bunny", '{"timestamp"')).toBe("not a JSON object");
  });
});

describe("CloudFront", () => {
  test("fields stand where the header of the file says, whatever their order", () => {
    const straight = read("cloudfront", "#Version: 1.0", `#Fields: ${FIELDS}`, W3C_LINE);
    const names = `x-unknown ${FIELDS.split(" ").reverse().join(" ")} cs(Cookie)`;
    const values = `?\t${W3C_LINE.split("\t").reverse().join("\t")}\t-`;
    const reversed = read("cloudfront", `#Fields: ${names}`, values);
    expect(straight).toMatchObject({ atMs: AT_MS - 789, ip: "192.0.2.7", status: 200, userAgent: "Mozilla/5.0 (X11)" });
    expect(reversed).toEqual({ ...(straight as CdnRequest), id: expect.any(String) });
  });

  test("user agents come out plain though they were encoded twice, and a referrer's own encoding stays", () => {
    const line = W3C_LINE.replace("%20", "%2520").replace("shop.example/", "shop.example/a%2520b%25C3%25A9%C3%A9");
    expect(read("cloudfront", `#Fields: ${FIELDS}`, line)).toMatchObject({
      userAgent: "Mozilla/5.0 (X11)",
      referrer: "https://shop.example/a%20b%C3%A9é",
    });
  });

  test("what is no encoding stays as it is", () => {
    const line = W3C_LINE.replace("%20", "%zz%2%e9100%");
    expect(read("cloudfront", `#Fields: ${FIELDS}`, line)).toMatchObject({
      userAgent: "Mozilla/5.0%zz%2\ufffd100%(X11)",
    });
  });

  test("JSON lines carry the same fields, whole milliseconds and the country", () => {
    const entry = {
      "timestamp(ms)": String(AT_MS),
      "c-country": "us",
      "cs-uri-query": "v=1",
      "x-edge-request-id": "e1",
    };
    const rest = { "sc-status": 304, "cs-uri-stem": "/c/demo0001.js", "cs-method": "GET", "cs(Referer)": "-" };
    expect(read("cloudfront", JSON.stringify({ ...entry, ...rest }))).toMatchObject({
      ...{ id: "e1", atMs: AT_MS, country: "US", uri: "/c/demo0001.js?v=1", status: 304, method: "GET", referrer: "" },
    });
  });

  test.each<[string, readonly string[]]>([
    ["before the #Fields line", [W3C_LINE]],
    ["#Fields names no date and time", ["#Fields: date c-ip", W3C_LINE]],
    ["#Fields names no sc-status", ["#Fields: date time cs-uri-stem", W3C_LINE]],
    ["#Fields names more than 256 fields", [`#Fields: ${"x ".repeat(60_000)}`, W3C_LINE]],
    ["3 fields, #Fields names 7", [`#Fields: ${FIELDS}`, "2026-11-20\t12:34:56\tcut"]],
    ["more than 7 fields, #Fields names 7", [`#Fields: ${FIELDS}`, `${W3C_LINE}\tmore`]],
    ["no date and time", [`#Fields: ${FIELDS}`, W3C_LINE.replace("12:34:56", "12:60:00")]],
    ["no date and time", [`#Fields: ${FIELDS}`, W3C_LINE.replace("2026-11-20", "2026-11-31")]],
    ["sc-status: no status", [`#Fields: ${FIELDS}`, W3C_LINE.replace("200", "-")]],
    ["no cs-uri-stem", [`#Fields: ${FIELDS}`, W3C_LINE.replace("/c/demo0001.js", "-")]],
    ["not a JSON object", ['{"date":"2026']],
  ])("a bad line says why: %s", (reason, lines) => {
    expect(read("cloudfront", ...lines)).toBe(reason);
  });

  test("a visitor who left before the answer has status 000", () => {
    expect(read("cloudfront", `#Fields: ${FIELDS}`, W3C_LINE.replace("200", "000"))).toMatchObject({ status: 0 });
  });
});

describe("every log", () => {
  test("empty lines and headers are nothing; the end of a line may be that of Windows", () => {
    expect(read("bunny", "")).toBeUndefined();
    expect(read("cloudfront", "#Version: 1.0\r")).toBeUndefined();
    expect(read("cloudfront", `#Fields: ${FIELDS}\r`, `${W3C_LINE}\r`)).toMatchObject({
      userAgent: "Mozilla/5.0 (X11)",
    });
  });

  test("a request without an id has one of its line and place: the same when read again, another for its twin", () => {
    const toId = (lineNumber: number, key = "logs/a"): unknown => {
      const parsed = createCdnParser("bunny", key)(V1_LINE.replace(/\|322b\w+\|/, "|-|"), lineNumber);
      return parsed && "request" in parsed ? parsed.request.id : undefined;
    };
    expect(toId(1)).toMatch(/^[0-9a-f]{32}$/);
    expect(toId(1)).toBe(toId(1));
    expect(new Set([toId(1), toId(2), toId(1, "logs/b")]).size).toBe(3);
  });

  test("whatever comes is answered and never throws", () => {
    const pieces = fc.constantFrom(
      "|",
      "\t",
      "%",
      "%25",
      "#Fields: ",
      "{",
      '"',
      ":",
      "200",
      "https://a/",
      "-",
      "\u0000",
    );
    const text = fc.oneof(
      fc.string({ unit: "binary", maxLength: 200 }),
      fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes).toString("latin1")),
      fc.array(fc.oneof(pieces, fc.string({ maxLength: 5 })), { maxLength: 60 }).map((parts) => parts.join("")),
      fc.json(),
      fc.tuple(fc.nat(V1_LINE.length), fc.string()).map(([at, cut]) => V1_LINE.slice(0, at) + cut),
      fc.tuple(fc.nat(W3C_LINE.length), fc.string()).map(([at, cut]) => W3C_LINE.slice(0, at) + cut),
    );
    fc.assert(
      fc.property(
        fc.constantFrom<CdnSource>("bunny", "cloudfront"),
        fc.array(text, { maxLength: 5 }),
        (source, lines) => {
          const parse = createCdnParser(source, "logs/a");
          parse(`#Fields: ${FIELDS}`, 1);
          for (const [index, line] of lines.entries()) {
            const parsed = parse(line, index + 2);
            if (!parsed) continue;
            if ("reason" in parsed) expect(parsed.reason).not.toBe("");
            else expect(parsed.request.atMs).toBeGreaterThan(0);
          }
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe("what a CDN wrote is read back", () => {
  const word = fc.string({ unit: fc.constantFrom(..."abcXYZ019 ();/.,+é|%"), minLength: 1, maxLength: 20 });
  const base = fc.record({
    id: fc.stringMatching(/^[0-9a-f]{8,32}$/),
    atMs: fc.integer({ min: Date.UTC(2020, 0), max: Date.UTC(2030, 0) }).map((ms) => ms - (ms % 1000)),
    status: fc.integer({ min: 100, max: 599 }),
    uri: fc.stringMatching(/^\/c\/[A-Za-z0-9]{8}\.js(\?v=\d{1,3})?$/),
    hostname: fc.constant("cdn.example"),
    referrer: word.map((text) => `https://shop.example/${text}`),
    // A text that is encoded twice cannot be told from one that has such escapes of its own.
    userAgent: word.map((text) => `Mozilla/5.0 ${text}`.replaceAll("%", "")),
    ip: fc.oneof(fc.ipV4(), fc.ipV6()),
    country: fc.constantFrom("", "DE", "US"),
    edge: fc.constantFrom("FR", "DE", "LA2"),
    scheme: fc.constantFrom("http" as const, "https" as const),
    bytes: fc.nat(),
  });
  const orDash = (text: string): string => text || "-";

  test("Bunny, by pipes and by tabs", () => {
    fc.assert(
      fc.property(base, fc.constantFrom("|", "\t"), (request, separator) => {
        const { atMs, status, bytes, ip, referrer, scheme, hostname, uri, edge, userAgent, id, country } = request;
        const url = `${scheme}://${hostname}${uri}`;
        const line = ["HIT", status, atMs, bytes, 1, ip, referrer, url, edge, userAgent, id, orDash(country)];
        expect(read("bunny", line.join(separator))).toEqual({ ...request, method: "" });
      }),
    );
  });

  test("CloudFront, by any order of the fields and as JSON", () => {
    const encode = (text: string): string =>
      encodeURIComponent(text).replace(/[!*'()~]|%2F|%3A|%3B|%2C|%2B/g, (one) =>
        one === "'" || one === "~" ? `%${one.charCodeAt(0).toString(16)}` : decodeURIComponent(one),
      );
    fc.assert(
      fc.property(base, fc.nat(100), (request, turn) => {
        const [stem = "", query = ""] = request.uri.split("?");
        const time = new Date(request.atMs).toISOString();
        const fields = Object.entries({
          ...{ date: time.slice(0, 10), time: time.slice(11, 19), "sc-status": String(request.status) },
          ...{ "cs-uri-stem": stem, "cs-uri-query": orDash(query), "cs(Referer)": encode(request.referrer) },
          ...{ "cs(User-Agent)": encode(request.userAgent), "c-ip": request.ip, "c-country": orDash(request.country) },
          ...{ "x-edge-location": request.edge, "x-edge-request-id": request.id, "x-host-header": request.hostname },
          ...{ "cs-protocol": request.scheme, "sc-bytes": String(request.bytes), "cs-method": "GET" },
        });
        const turned = fields.map((_, index) => fields[(index + turn) % fields.length] ?? ["", ""]);
        const header = `#Fields: ${turned.map(([name]) => name).join(" ")}`;
        const expected = { ...request, method: "GET" };
        expect(read("cloudfront", header, turned.map(([, value]) => value).join("\t"))).toEqual(expected);
        expect(read("cloudfront", JSON.stringify(Object.fromEntries(turned)))).toEqual(expected);
      }),
    );
  });
});

test("no line, of what it may be made, costs more than its length", () => {
  // What grows with the square takes seconds at this length.
  const shapes = ["|", "\t", "%", "%41", "%c3%a9", "a|https://b|C1|", "[", '{"a":', "a.", "domain=&"];
  const measure = (source: CdnSource, piece: string): number => {
    const long = piece.repeat(100_000 / piece.length);
    const lines = ["Mozilla", "shop.example", ".js"].map((one) => W3C_LINE.replace(one, long));
    const v1Lines = ["Mozilla", "shop.example", "v=1"].map((one) => V1_LINE.replace(one, long));
    const parse = createCdnParser(source, "logs/a");
    const toRow = createSessionRows({ source, readAgent: createAgentReader(), findAsn: findNoAsn });
    parse(`#Fields: ${FIELDS}`, 1);
    const startedAt = process.cpuUsage();
    for (const line of [long, ...lines, ...v1Lines]) {
      const parsed = parse(line, 2);
      if (parsed && "request" in parsed) toRow(parsed.request);
    }
    return process.cpuUsage(startedAt).user / 1000;
  };
  for (const source of ["bunny", "cloudfront"] as const) {
    for (const piece of shapes) expect(measure(source, piece)).toBeLessThan(500);
  }
});
