import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { createAgentReader } from "../../consent/agent.ts";
import type { ConsentEventRow } from "../../storage/ports.ts";
import type { ConsentMessage } from "./consent-message.ts";
import type { MessagePlace, ParsedEvent } from "./parsed-event.ts";
import { toQueuedLine } from "./queued-message.ts";
import { createConsentReader } from "./read-consent.ts";

const TAKEN_AT_MS = Date.UTC(2026, 10, 20, 12);
const place: MessagePlace = { name: "consent/2026/11/20/a.ndjson.gz:7", takenAtMs: TAKEN_AT_MS, source: "eu" };
const examples = new URL("../../../../../docs/reference/consent-payloads/", import.meta.url);
const read = createConsentReader({ readAgent: createAgentReader() });
const readOf = (value: unknown, changes: Partial<MessagePlace> = {}): readonly ParsedEvent[] =>
  read(JSON.stringify(value), { ...place, ...changes });

function readExample(name: string): readonly ParsedEvent[] {
  const text = readFileSync(new URL(name, examples), "utf8");
  return read(name.endsWith(".json") ? JSON.stringify(JSON.parse(text)) : text, place);
}

function toRows(events: readonly ParsedEvent[]): (ConsentEventRow | Omit<ConsentEventRow, "code">)[] {
  return events.flatMap((event) => ("row" in event ? [event.row] : "domainId" in event ? [event.rowOfDomain] : []));
}

const own: ConsentMessage = {
  v: 3,
  received_at: "2026-11-20T23:59:59.999Z",
  location: "US-CA",
  agent: { browser: "Firefox", os: "Linux", device: "desktop" },
  required: ["essential"],
  event: {
    event_type: "decision",
    event_id: "evt_12345678",
    user_token: "dev_12345678",
    code: "demo0001",
    categories_disclosed: ["marketing", "essential", "analytics"],
    categories_consented: ["essential", "analytics"],
    time_to_decision_ms: 4200,
  },
};
const v3 = { event_type: "impression", user_token: "dev_12345678", code: "demo0001" };
const v2 = { payload: { a: "impression", d: 4711, u: "dev_12345678", s: {} } };

describe("this server's own message", () => {
  test("becomes a row with country and region, and with sorted optional categories only", () => {
    expect(readOf(own)).toMatchObject([
      {
        row: {
          eventId: "evt_12345678",
          receivedAtMs: Date.UTC(2026, 10, 20, 23, 59, 59, 999),
          country: "US",
          region: "US-CA",
          categoriesDisclosed: ["analytics", "marketing"],
          categoriesConsented: ["analytics"],
          timeToDecisionMs: 4200,
          browserContext: "",
          source: "eu",
        },
      },
    ]);
  });

  test("tells the browser's context where the server that wrote it knew", () => {
    const agent = { ...own.agent, browser_context: "webview" };
    expect(readOf({ ...own, agent })).toMatchObject([{ row: { browserContext: "webview" } }]);
  });

  test("that agrees to a category it did not list as shown counts it as shown", () => {
    const event = { ...own.event, categories_disclosed: [], categories_consented: ["analytics"] };
    expect(readOf({ ...own, event })).toMatchObject([{ row: { categoriesDisclosed: ["analytics"] } }]);
  });

  test.each([{ ...own, v: 2 }, { ...own, received_at: "yesterday" }, { v: 3 }, { ...own, event: null }])(
    "%j is refused with a reason",
    (message) => expect(readOf(message)).toEqual([{ reason: expect.stringMatching(/^\w+(\.\w+)*: ./) }]),
  );
});

describe("V3", () => {
  test("one event has the time that it was taken, the default required categories and an id", () => {
    const event = { ...v3, categories_consented: ["necessary", "analytics"] };
    expect(readOf(event)).toMatchObject([
      {
        row: {
          eventId: expect.stringMatching(/^made_[\w-]{32}$/),
          receivedAtMs: TAKEN_AT_MS,
          categoriesConsented: ["analytics"],
          source: "eu",
        },
      },
    ]);
  });

  test("the example becomes rows with all that it says", () => {
    const [impression, decision] = toRows(readExample("v3.json"));
    expect(impression).toMatchObject({ eventId: "evt_v3_00000001", browser: "", receivedAtMs: TAKEN_AT_MS });
    expect(decision).toMatchObject({
      receivedAtMs: Date.UTC(2026, 10, 20, 10, 0, 4, 200),
      region: "DE-BY",
      ...{ browser: "Firefox", os: "Windows", device: "desktop", browserContext: "browser" },
      ...{ categoriesDisclosed: ["analytics", "marketing"], categoriesConsented: [] },
      ...{ servicesDisclosed: ["matomo"], vendorsDisclosed: ["10", "755"], vendorsConsented: [] },
      ...{ tcString: "CQkExampleTcString.YAAAAAAAAAAA", gppString: "DBABrg~BAAAAAAAAABA.QA" },
    });
  });

  test("a bad event of an array does not take the others with it", () => {
    expect(readOf([v3, { ...v3, code: "short" }, null, v3])).toMatchObject([
      { row: {} },
      { reason: expect.stringContaining("code") },
      { reason: expect.any(String) },
      { row: {} },
    ]);
  });

  test("no events, or more than 50, are refused as a whole", () => {
    expect(readOf([])).toEqual([{ reason: expect.stringContaining("0 events") }]);
    expect(readOf(Array(51).fill(v3))).toEqual([{ reason: expect.stringContaining("51 events") }]);
    expect(toRows(readOf(Array(50).fill(v3)))).toHaveLength(50);
  });
});

describe("V2", () => {
  test("the example waits for its domain's code, with what state and headers say", () => {
    expect(readExample("v2.json")).toMatchObject([
      {
        domainId: 4711,
        rowOfDomain: {
          eventId: "evt_v2_00000001",
          eventType: "decision",
          receivedAtMs: Date.UTC(2026, 10, 20, 10, 0, 4, 200),
          ...{ hostname: "shop.example", path: "/cart", country: "US", region: "US-CA", gpc: true },
          ...{ browser: "Firefox", os: "Windows", device: "desktop", method: "preferences" },
          ...{ categoriesDisclosed: ["analytics", "marketing"], categoriesConsented: ["analytics"] },
          ...{ servicesConsented: ["matomo"], vendorsDisclosed: ["10", "755"], vendorsConsented: ["755"] },
        },
      },
    ]);
  });

  test("what the state says counts before what the headers tell", () => {
    const s = { hostname: "a.example", location: "FR", gpc: false, agent: { browser: "Own" } };
    const headers = { referer: "https://b.example/secret", "cf-ipcountry": "DE", "sec-gpc": "1" };
    expect(toRows(readOf({ payload: { ...v2.payload, s }, headers }))).toMatchObject([
      { hostname: "a.example", path: "", region: "FR", gpc: false, browser: "Own" },
    ]);
  });

  test.each([
    ["a domain that is no number", { payload: { ...v2.payload, d: "4711" } }, "payload.d"],
    ["a domain that no table holds", { payload: { ...v2.payload, d: 2 ** 31 } }, "payload.d"],
    ["a member that does not exist", { payload: { ...v2.payload, s: { categries: {} } } }, "payload.s"],
    ["another beside the payload", { ...v2, code: "demo0001" }, "code"],
    ["a state that is missing", { payload: { a: "impression", d: 1, u: "dev_12345678" } }, "payload.s"],
    ["headers that are none", { ...v2, headers: ["a"] }, "headers"],
  ])("%s is refused, and the reason says where", (_case, message, where) => {
    expect(readOf(message)).toEqual([{ reason: expect.stringContaining(where) }]);
  });

  test("headers that mean nothing to a row, and referrers that no row can hold, are no fault", () => {
    const headers = { referer: "about:blank", cookie: 7, "user-agent": null, "x-geo-country": "XX" };
    expect(toRows(readOf({ ...v2, headers }))).toMatchObject([{ hostname: "", path: "", country: "", browser: "" }]);
  });
});

describe("V1", () => {
  test("the example becomes a row a line", () => {
    const [impression, decision] = toRows(readExample("v1.csv"));
    expect(impression).toMatchObject({ eventType: "impression", browserContext: "in_app", method: "", gpc: false });
    expect(decision).toMatchObject({
      eventId: "evt_v1_00000002",
      categoriesDisclosed: ["analytics", "marketing"],
      vendorsConsented: ["755"],
      timeToDecisionMs: 4200,
    });
  });

  test("a line that is damaged is refused alone, with its own text", () => {
    const lines = [
      "decision,dev_12345678,demo0001",
      'decision,"dev',
      "decision,dev_12345678",
      "x,dev_12345678,demo0001",
    ];
    expect(read(`event_type,user_token,code\r\n${lines.join("\r\n")}\r\n`, place)).toMatchObject([
      { row: { code: "demo0001" } },
      { reason: expect.stringContaining("quotes"), text: lines[1] },
      { reason: "has 2 cells, and the header has 3", text: lines[2] },
      { reason: expect.stringContaining("event_type"), text: lines[3] },
    ]);
  });

  test("cells may be quoted, and a quoted line break is damage: a record is a line", () => {
    const text =
      'event_type,user_token,code,os\ndecision,"dev_12345678",demo0001,"a, ""b"""\ndecision,dev_12345678,demo0001,"a\nb"';
    expect(read(text, place)).toMatchObject([
      { row: { os: 'a, "b"' } },
      { reason: expect.stringContaining("quotes") },
      { reason: expect.stringContaining("quotes") },
    ]);
  });

  test.each([
    ["event_type,user_token", "one of code and domain_id"],
    ["event_type,code", "user_token is missing"],
    ["event_type,user_token,code,code", "twice"],
    ["event_type,user_token,code,colour", '"colour"'],
  ])("a header %s refuses every line and says why", (header, why) => {
    expect(read(`${header}\na,b,c\nd`, place)).toEqual([
      { reason: expect.stringContaining(why), text: "a,b,c" },
      { reason: expect.stringContaining(why), text: "d" },
    ]);
  });

  test("a line names its tenant by code or by domain, not by both and not by neither", () => {
    const text = "event_type,user_token,code,domain_id\n";
    expect(read(`${text}decision,dev_12345678,demo0001,\ndecision,dev_12345678,,7`, place)).toMatchObject([
      { row: { code: "demo0001" } },
      { domainId: 7 },
    ]);
    expect(read(`${text}decision,dev_12345678,demo0001,7\ndecision,dev_12345678,,`, place)).toMatchObject([
      { reason: expect.stringContaining("exactly one") },
      { reason: expect.stringContaining("exactly one") },
    ]);
  });
});

describe("time", () => {
  test("is the sender's own, but not after the message was taken", () => {
    const times = ["2026-11-20T11:00:00+01:00", TAKEN_AT_MS - 1, TAKEN_AT_MS + 1, "2199-01-01T00:00:00Z"];
    expect(toRows(readOf(times.map((time) => ({ ...v3, time })))).map((row) => row.receivedAtMs)).toEqual([
      TAKEN_AT_MS - 2 * 3_600_000,
      TAKEN_AT_MS - 1,
      TAKEN_AT_MS,
      TAKEN_AT_MS,
    ]);
  });

  test("that lies more than a year back, or is none, is refused", () => {
    for (const time of [0, "2020-01-01T00:00:00Z", "yesterday", -1, 1.5, null]) {
      expect(readOf({ ...v3, time })).toEqual([{ reason: expect.stringContaining("time") }]);
    }
  });
});

describe("the id of an event that brings none", () => {
  const idsOf = (text: string, changes: Partial<MessagePlace> = {}): string[] =>
    toRows(read(text, { ...place, ...changes })).map((row) => row.eventId);

  test("is the same at every replay, and another at another place or with other content", () => {
    const text = JSON.stringify([v3, v3]);
    const ids = idsOf(text);
    expect(idsOf(text)).toEqual(ids);
    const others = [...ids, ...idsOf(text, { name: "elsewhere:1" }), ...idsOf(` ${text}`)];
    expect(new Set(others).size).toBe(6);
  });

  test("of a message that a queue delivers again is the same, in whatever object it comes to stand", () => {
    const csv = `event_type,user_token,code\n${"decision,dev_12345678,demo0001\n".repeat(2)}`;
    for (const body of [JSON.stringify(v3), JSON.stringify(v2), csv]) {
      const line = toQueuedLine(body, TAKEN_AT_MS);
      const ids = idsOf(line, { name: "one" });
      expect(idsOf(line, { name: "two", takenAtMs: 0 })).toEqual(ids);
      expect(idsOf(toQueuedLine(body, TAKEN_AT_MS + 1))).not.toEqual(ids);
      expect(new Set(ids).size).toBe(body === csv ? 2 : 1);
    }
  });
});

describe("a message as the queue's ingest keeps it", () => {
  test("is one line; this server's own stands there as it is", () => {
    const text = JSON.stringify(own);
    expect(toQueuedLine(text, TAKEN_AT_MS)).toBe(text);
    for (const body of ["rubbish\n", `${text}\n`, JSON.stringify(v3, undefined, 2)]) {
      expect(toQueuedLine(body, TAKEN_AT_MS)).not.toContain("\n");
    }
  });

  test("was taken when the queue says, whatever the time of the object", () => {
    const line = toQueuedLine(JSON.stringify({ ...v3, time: TAKEN_AT_MS + 9 }), TAKEN_AT_MS + 5);
    expect(toRows(read(line, place))).toMatchObject([{ receivedAtMs: TAKEN_AT_MS + 5 }]);
  });

  test("is refused with its own text, and is not unwrapped twice", () => {
    const inner = toQueuedLine(JSON.stringify(v3), TAKEN_AT_MS);
    expect(read(toQueuedLine("rubbish", TAKEN_AT_MS), place)).toEqual([
      { reason: expect.any(String), text: "rubbish" },
    ]);
    expect(read(toQueuedLine(inner, TAKEN_AT_MS), place)).toEqual([{ reason: expect.any(String), text: inner }]);
    expect(read('{"taken_at":"soon","body":""}', place)).toEqual([{ reason: expect.any(String) }]);
  });
});
