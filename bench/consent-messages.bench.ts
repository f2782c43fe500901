import { createAgentReader } from "../packages/server/src/consent/agent.ts";
import type { ConsentMessage } from "../packages/server/src/vault/parsers/consent-message.ts";
import { createConsentReader } from "../packages/server/src/vault/parsers/read-consent.ts";
import type { BenchRow, BenchRows } from "./bench-row.ts";

const TAKEN_AT_MS = Date.UTC(2026, 10, 20, 12);
const LISTS = ["essential", "analytics", "functional", "marketing"];
const AGENTS = Array.from({ length: 50 }, (_, number) => {
  return `Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/${100 + number}.0.0.0 Safari/537.36`;
});

/** What a line of bronze costs on its way to rows of silver, by the form of its message. */
export const rows: BenchRows = async ({ short }) => {
  const amount = short ? 20_000 : 200_000;
  return [
    toRow("own envelope", toCpuUs(amount, 1, toEnvelope)),
    toRow(
      "V3, arrays of 10",
      toCpuUs(amount, 10, (number) => toV3(number, 10)),
    ),
    toRow("V2", toCpuUs(amount, 1, toV2)),
    toRow(
      "V1, texts of 100 lines",
      toCpuUs(amount, 100, (number) => toV1(number, 100)),
    ),
  ];
};

function toRow(what: string, cpuUs: number): BenchRow {
  return {
    what: `Consent message to row: ${what}`,
    measured: cpuUs,
    unit: "us CPU",
    budget: 25,
    // Twice as much: what a busy machine takes from its caches is no change that somebody made.
    ceiling: 50,
    budgetText: "<= 25 us CPU (40,000 rows/s)",
    gate: "cpu",
  };
}

function toCpuUs(amount: number, perMessage: number, write: (number: number) => string): number {
  const read = createConsentReader({ readAgent: createAgentReader() });
  const messages = Array.from({ length: amount / perMessage }, (_, index) => write(index * perMessage));
  const readAll = (texts: readonly string[]): number => {
    let made = 0;
    for (const [index, text] of texts.entries()) {
      const place = { name: `bench:${index}`, takenAtMs: TAKEN_AT_MS, source: "" };
      for (const event of read(text, place)) made += "reason" in event ? 0 : 1;
    }
    return made;
  };
  readAll(messages.slice(0, messages.length / 4));
  const before = process.cpuUsage();
  const made = readAll(messages);
  const { user, system } = process.cpuUsage(before);
  if (made !== amount) throw new Error(`of ${amount} events ${made} became rows`);
  return (user + system) / amount;
}

const toId = (kind: string, number: number): string => `${kind}_${String(number).padStart(10, "0")}`;

function toEnvelope(number: number): string {
  const { user_agent: _agent, time: _time, location, ...event } = toEvent(number);
  return JSON.stringify({
    v: 3,
    received_at: new Date(TAKEN_AT_MS).toISOString(),
    location,
    agent: { browser: "Chrome", os: "Windows", device: "desktop" },
    required: ["essential"],
    event: { ...event, event_id: toId("evt", number) },
  } satisfies ConsentMessage);
}

function toV3(number: number, amount: number): string {
  return JSON.stringify(Array.from({ length: amount }, (_, index) => toEvent(number + index)));
}

function toV2(number: number): string {
  const { event_type: a, user_token: u, code: _code, user_agent, ...event } = toEvent(number);
  const { categories_disclosed: disclosed, categories_consented: consented, ...s } = event;
  const headers = { "User-Agent": user_agent, Referer: "https://shop.example/cart", "CF-IPCountry": "DE" };
  return JSON.stringify({ payload: { a, d: 4711, u, s: { ...s, categories: { disclosed, consented } } }, headers });
}

function toV1(number: number, amount: number): string {
  const events = Array.from({ length: amount }, (_, index) => toEvent(number + index));
  const lines = events.map((event) =>
    Object.values(event).map((cell) => (Array.isArray(cell) ? cell.join("|") : cell)),
  );
  return [Object.keys(toEvent(0)), ...lines].map((line) => line.join(",")).join("\n");
}

function toEvent(number: number) {
  return {
    event_type: number % 3 === 0 ? ("decision" as const) : ("impression" as const),
    user_token: toId("dev", number),
    code: "demo0001",
    hostname: "shop.example",
    path: `/p/${(number * 7919) % 50}`,
    language: "de",
    regulation: "gdpr",
    policy_version: "1",
    banner_version: "3",
    consent_method: "banner_button" as const,
    categories_disclosed: LISTS,
    categories_consented: LISTS.slice(0, 1 + (number % 4)),
    time_to_decision_ms: number % 60_000,
    time: TAKEN_AT_MS - (number % 1000),
    location: ["DE", "FR", "US-CA", "BR"][number % 4] ?? null,
    user_agent: AGENTS[number % AGENTS.length],
  };
}
