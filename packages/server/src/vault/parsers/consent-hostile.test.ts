import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ConsentEventRow } from "../../storage/ports.ts";
import type { MessagePlace, ParsedEvent } from "./parsed-event.ts";
import { isQueuedLine, toQueuedLine } from "./queued-message.ts";
import { createConsentReader, MESSAGE_CHARACTERS_MAX } from "./read-consent.ts";

const TAKEN_AT_MS = Date.UTC(2026, 10, 20, 12);
const place: MessagePlace = { name: "here", takenAtMs: TAKEN_AT_MS, source: "" };
const read = createConsentReader({ readAgent: () => ({ browser: "", os: "", device: "other" }) });
const event = { event_type: "decision", event_id: "evt_12345678", user_token: "dev_12345678", code: "demo0001" };
const HEADER = "event_type,user_token,code";

// Short, and long enough to say what is wrong: whatever a stranger sends, nothing large comes back but its own text.
function expectRefused(text: string): void {
  const events = read(text, place);
  expect(events.length).toBeGreaterThan(0);
  for (const one of events) {
    expect(one).toMatchObject({ reason: expect.stringMatching(/^[\s\S]{3,300}$/) });
  }
}

/** Events as senders may make them, every member either there or not. */
const ids = fc.uniqueArray(fc.stringMatching(/^[a-z][a-z0-9_-]{0,31}$/), { maxLength: 5 });
const labels = fc.string({ maxLength: 64 }).filter((text) => !/[\n\r]/.test(text));
const optional = {
  event_id: fc.stringMatching(/^[A-Za-z0-9_-]{8,64}$/),
  hostname: fc.domain(),
  path: fc.webPath().map((path) => `/${path.replace(/^\/|[?#].*$/g, "")}`),
  language: fc.constantFrom("de", "pt-BR"),
  regulation: labels,
  policy_version: fc.stringMatching(/^[A-Za-z0-9._-]{1,32}$/),
  banner_version: fc.stringMatching(/^[A-Za-z0-9._-]{1,32}$/),
  variant: fc.stringMatching(/^[A-Za-z0-9._-]{1,64}$/),
  consent_method: fc.constantFrom("banner_button", "preferences", "gpc"),
  tc_string: fc.stringMatching(/^[\x21-\x7e]{0,99}$/),
  gpp_string: fc.stringMatching(/^[\x21-\x7e]{0,99}$/),
  gpc: fc.boolean(),
  time_to_decision_ms: fc.nat(86_400_000),
  time: fc.integer({ min: TAKEN_AT_MS - 300 * 86_400_000, max: TAKEN_AT_MS }),
  location: fc.constantFrom("DE", "US-CA"),
  required: ids,
};
const lists = {
  categories_disclosed: ids,
  categories_consented: ids,
  services_disclosed: ids,
  services_consented: ids,
  vendors_disclosed: ids,
  vendors_consented: ids,
};
const agents = fc.record(
  {
    browser: labels,
    os: labels,
    device: fc.constantFrom("desktop", "mobile", "tablet", "other"),
    browser_context: fc.constantFrom("browser", "in_app", "webview"),
  },
  { requiredKeys: [] },
);
const senders = fc.record(
  {
    event_type: fc.constantFrom("impression", "dialog_opened", "decision"),
    user_token: fc.stringMatching(/^[A-Za-z0-9_-]{8,64}$/),
    ...optional,
    ...lists,
    agent: agents,
  },
  { requiredKeys: ["event_type", "user_token"] },
);
type Sent = Record<string, unknown> & { readonly event_id?: string; readonly agent?: Record<string, string> };

/** What every form has to say of an event: its row without what the form and its place give. */
function toExpected(sent: Sent): Partial<ConsentEventRow> {
  const required = new Set((sent.required as string[] | undefined) ?? ["essential", "necessary"]);
  const list = (name: string, others: readonly string[] = []): string[] =>
    [...new Set([...((sent[name] as string[] | undefined) ?? []), ...others])].sort();
  const categories = (name: string, others: readonly string[] = []): string[] =>
    list(name, others).filter((id) => !required.has(id));
  const text = (value: unknown): string => (value as string | undefined) ?? "";
  return {
    ...{ eventType: sent.event_type as ConsentEventRow["eventType"], userToken: text(sent.user_token) },
    ...(sent.event_id === undefined ? {} : { eventId: sent.event_id }),
    receivedAtMs: (sent.time as number | undefined) ?? TAKEN_AT_MS,
    ...{ hostname: text(sent.hostname), path: text(sent.path), region: text(sent.location) },
    ...{ language: text(sent.language), regulation: text(sent.regulation), method: text(sent.consent_method) },
    ...{ policyVersion: text(sent.policy_version), bannerVersion: text(sent.banner_version) },
    ...{ variant: text(sent.variant), tcString: text(sent.tc_string), gppString: text(sent.gpp_string) },
    ...{ browser: text(sent.agent?.browser), os: text(sent.agent?.os), device: sent.agent?.device ?? "other" },
    gpc: (sent.gpc as boolean | undefined) ?? false,
    categoriesDisclosed: categories("categories_disclosed", categories("categories_consented")),
    categoriesConsented: categories("categories_consented"),
    ...{ servicesDisclosed: list("services_disclosed"), servicesConsented: list("services_consented") },
    ...{ vendorsDisclosed: list("vendors_disclosed"), vendorsConsented: list("vendors_consented") },
    timeToDecisionMs: (sent.time_to_decision_ms as number | undefined) ?? null,
  };
}

function toV2({ event_type, user_token, ...sent }: Sent): string {
  const pairs = ["categories", "services", "vendors"].map((kind) => {
    const pair = { disclosed: sent[`${kind}_disclosed`], consented: sent[`${kind}_consented`] };
    return [kind, pair] as const;
  });
  const rest = Object.entries(sent).filter(([name]) => !Object.hasOwn(lists, name));
  const s = Object.fromEntries([...rest, ...pairs]);
  return JSON.stringify({ payload: { a: event_type, d: 4711, u: user_token, s } });
}

function toV1(sent: Sent): string {
  const { agent, ...members } = sent;
  const cells: Record<string, unknown> = { ...members, ...agent, domain_id: 4711 };
  const toCell = (value: unknown): string => (Array.isArray(value) ? value.join("|") : String(value));
  const line = Object.values(cells).map((value) => `"${toCell(value).replaceAll('"', '""')}"`);
  return `${Object.keys(cells).join(",")}\n${line.join(",")}\n`;
}

const toRow = (events: readonly ParsedEvent[]): unknown =>
  events.map((one) => ("row" in one ? one.row : "domainId" in one ? one.rowOfDomain : one))[0];

describe("what is written in a form is read from it", () => {
  test.each([
    ["V3", (sent: Sent) => JSON.stringify({ ...sent, code: "demo0001" })],
    ["V2", toV2],
    ["V1", toV1],
  ])("%s, as a line and as the queue's ingest wraps it", (_form, write) => {
    fc.assert(
      fc.property(senders, (sent) => {
        const text = write(sent);
        for (const line of [text, toQueuedLine(text, TAKEN_AT_MS)]) {
          expect(toRow(read(line, place))).toMatchObject(toExpected(sent));
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe("whatever a message holds", () => {
  const messages = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.json(),
    fc.array(fc.string()).map((cells) => `${HEADER}\n${cells.join(",")}`),
    fc
      .tuple(fc.constantFrom("payload", "event", "v", "event_type", "taken_at"), fc.jsonValue())
      .map(([name, value]) => {
        return JSON.stringify({ [name]: value });
      }),
    // An event with one member that may be anything.
    fc
      .tuple(fc.constantFrom(...Object.keys({ ...optional, ...lists, agent: 1, code: 1 })), fc.jsonValue())
      .map((pair) => {
        return JSON.stringify({ ...event, ...Object.fromEntries([pair]) });
      }),
  );

  test("it never throws, wrapped or not, and says of every event what became of it", () => {
    fc.assert(
      fc.property(messages, (text) => {
        for (const line of [text, toQueuedLine(text, TAKEN_AT_MS)]) {
          for (const one of read(line, place))
            expect("row" in one || "domainId" in one || one.reason !== "").toBe(true);
        }
      }),
      { numRuns: 2000 },
    );
  });

  test("it is told from what the queue's ingest made", () => {
    fc.assert(fc.property(messages, (text) => isQueuedLine(toQueuedLine(text, 0)) || text.startsWith('{"v":3')));
  });
});

describe("a line of CSV", () => {
  test("never changes how its neighbours are read, whatever quotes stand in it", () => {
    const lines = fc.array(
      fc.string({ unit: fc.constantFrom('"', ",", "a", " ", "\\", "é"), minLength: 1, maxLength: 12 }),
    );
    const good = "decision,dev_12345678,demo0001";
    fc.assert(
      fc.property(lines, (some) => {
        const text = [HEADER, good, ...some.flatMap((line) => [line, good])].join("\n");
        const events = read(text, place);
        expect(events).toHaveLength(2 * some.length + 1);
        for (const [index, one] of events.entries()) expect("row" in one).toBe(index % 2 === 0);
      }),
      { numRuns: 500 },
    );
  });
});

describe("a hostile message is refused in short", () => {
  const deep = (count: number): string => "[".repeat(count) + "]".repeat(count);

  test.each([
    ["deep arrays", deep(200_000)],
    ["a deep member", `{"event_type":${deep(200_000)}}`],
    ["deep headers", `{"payload":{"a":"impression"},"headers":{"referer":${deep(200_000)}}}`],
    ["a text of 1 MB", "x".repeat(1_000_000)],
    ["a name of 1 MB", JSON.stringify({ payload: { a: "decision", ["x".repeat(900_000)]: 1 } })],
    [
      "many names",
      JSON.stringify({ payload: Object.fromEntries(Array.from({ length: 50_000 }, (_, i) => [`n${i}`, i])) }),
    ],
    ["long lists", JSON.stringify({ ...event, vendors_consented: Array(200_000).fill(0) })],
    ["more than a message", JSON.stringify({ ...event, hostname: "x".repeat(MESSAGE_CHARACTERS_MAX) })],
    ["10,000 columns", `event_type,${"a,".repeat(10_000)}code\n1`],
    ["10,000 cells", `${HEADER}\n${"a,".repeat(10_000)}`],
    ["quotes that never end", `${HEADER}\n${'a,"b\n'.repeat(9000)}`],
    ["more lines than a message has", `${HEADER}\n${"a\n".repeat(20_000)}`],
    ["a quote that never ends", `${HEADER}\ndecision,"${"a".repeat(500_000)}`],
  ])("%s", (_what, text) => {
    expectRefused(text);
    expectRefused(toQueuedLine(text, TAKEN_AT_MS));
  });

  test("names that every object inherits are names like others", () => {
    const evil = '{"__proto__":{"event_type":"decision","user_token":"dev_12345678","code":"demo0001"}}';
    expectRefused(evil);
    expectRefused(`{"payload":${evil}}`);
    expectRefused('{"payload":{"a":"decision","d":1,"u":"dev_12345678","s":{"__proto__":{"gpc":true}}}}');
    expectRefused("event_type,user_token,code,__proto__\ndecision,dev_12345678,demo0001,x");
    expectRefused("event_type,user_token,code,constructor\ndecision,dev_12345678,demo0001,x");
    const headers = '{"__proto__":{"sec-gpc":"1"},"constructor":"x"}';
    const message = `{"payload":{"a":"decision","d":1,"u":"dev_12345678","s":{}},"headers":${headers}}`;
    expect(read(message, place)).toMatchObject([{ rowOfDomain: { gpc: false } }]);
    expect(Object.prototype).not.toHaveProperty("gpc");
  });
});
