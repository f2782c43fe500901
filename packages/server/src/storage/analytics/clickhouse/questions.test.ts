import { describe, expect, onTestFinished, test } from "vitest";
import { useClickHouse } from "../../../../test/clickhouse/test-clickhouse.ts";
import { createTcpProxy } from "../../../../test/servers/tcp-proxy.ts";
import { createEventRow, createSessionRow } from "../../contract/rows.ts";
import { StorageUnavailableError } from "../../errors.ts";
import type { AnalyticsQuestions, QuestionName } from "../../ports.ts";
import { createClickHouseAnalytics } from "../clickhouse.ts";
import { createConnection } from "./connection.ts";

const clickhouse = useClickHouse();
const DAY = "2026-03-01";
const PERIOD = { from: DAY, to: "2026-03-31" };
const ASKED = { codes: ["shop0001"], ...PERIOD };

async function openStore(options = clickhouse.createOptions()) {
  const store = await createClickHouseAnalytics(options);
  onTestFinished(() => store.close());
  return store;
}

const HOSTILE = [
  "' OR 1 = 1 --",
  "\\' OR 1 = 1 --",
  "{codes:Array(String)}",
  "a') UNION ALL SELECT 1 --",
  "\0",
  "\n\t",
  "%",
  "\\",
];

describe("questions to ClickHouse", () => {
  test("a value is never more than a value", async () => {
    const store = await openStore();
    const place = (text: string) => ({ code: text, hostname: text, path: text, country: text, userToken: text });
    await store.load(
      "1",
      HOSTILE.map((text, index) => createEventRow(`e${index}`, place(text))),
    );
    await store.loadSessions(
      "2",
      HOSTILE.map((text, index) => createSessionRow(`r${index}`, place(text))),
    );
    await store.refreshHistories();
    for (const text of HOSTILE) {
      const filter = { codes: [text], ...PERIOD, hostname: text, country: text };
      const own = { ...filter, pathSegment: text };
      const after = { receivedAtMs: 0, code: text, eventId: text };
      const lengths = {
        status: (await store.ask("consentStatus", own)).length,
        categories: (await store.ask("consentCategories", own)).length,
        dimension: (await store.ask("consentDimension", { ...filter, dimension: "country" })).map(({ value }) => value),
        matrix: (await store.ask("consentMatrix", { ...filter, first: "os", second: "country" })).length,
        churn: (await store.ask("consentChurn", own)).users,
        compliance: (await store.ask("consentCompliance", own)).length,
        arms: (await store.ask("experimentCounts", { code: text, variants: [text], ...PERIOD })).length,
        sessions: (await store.ask("sessionDays", own)).map(({ sessions }) => sessions),
        user: (await store.ask("rawUserEvents", { codes: [text], userToken: text })).length,
        events: (await store.ask("rawEvents", { ...own, limit: 9, after })).length,
        latest: (await store.ask("rawLatestDecisions", { ...own, limit: 9, after })).length,
      };
      expect(lengths).toEqual({
        ...{ status: 1, categories: 2, dimension: [text], matrix: 1, churn: 1, compliance: 1, arms: 0 },
        ...{ sessions: [1], user: 1, events: 1, latest: 1 },
      });
    }
  });

  test("many codes fit into a question", async () => {
    const store = await openStore();
    await store.load("1", [createEventRow("e", { code: "c0004999" })]);
    const codes = Array.from({ length: 5000 }, (_, index) => `c${String(index).padStart(7, "0")}`);
    expect(await store.ask("consentStatus", { ...ASKED, codes })).toMatchObject([{ day: DAY, partial: 1 }]);
  });

  test("a period that no calendar here reaches means what is in it", async () => {
    const store = await openStore();
    await store.load("1", [createEventRow("e")]);
    await store.refreshHistories();
    const always = { ...ASKED, from: "0001-01-01", to: "9999-12-31" };
    expect(await store.ask("consentStatus", always)).toHaveLength(1);
    expect(await store.ask("consentCompliance", always)).toMatchObject([{ decisions: 1, disclosedBefore: 0 }]);
    expect((await store.ask("consentChurn", always)).users).toBe(1);
  });

  test("an empty store has an answer to everything", async () => {
    const store = await openStore();
    const questions: { [Name in QuestionName]: AnalyticsQuestions[Name]["given"] } = {
      ...{ consentStatus: ASKED, consentFunnel: ASKED, consentCategories: ASKED, consentChurn: ASKED },
      ...{ consentCompliance: ASKED, sessionDays: ASKED },
      consentDimension: { ...ASKED, dimension: "regulation" },
      consentDimensionCategories: { ...ASKED, dimension: "region" },
      consentMatrix: { ...ASKED, first: "os", second: "browser_context" },
      experimentCounts: { code: "shop0001", variants: null, ...PERIOD },
      sessionDimension: { ...ASKED, dimension: "browser" },
      rawUserEvents: { codes: ["shop0001"], userToken: "dev_1" },
      rawEvents: { ...ASKED, limit: 1 },
      rawLatestDecisions: { ...ASKED, limit: 1 },
    };
    for (const [name, given] of Object.entries(questions)) {
      const answer = await store.ask(name as "consentStatus", given as typeof ASKED);
      expect(answer).toEqual(name === "consentChurn" ? { days: [], users: 0, usersChanged: 0 } : []);
    }
  });

  test("a question that takes too long is unavailable, and says that it was time", async () => {
    const options = { ...clickhouse.createOptions(), questionTimeoutMs: 200 };
    await openStore(options);
    const connection = createConnection(options);
    onTestFinished(() => connection.close());
    const slow = connection.ask(
      "SELECT sleepEachRow(0.1) FROM numbers(100) SETTINGS function_sleep_max_microseconds_per_block = 0, max_block_size = 1",
    );
    await expect(slow).rejects.toThrow(StorageUnavailableError);
    await expect(slow).rejects.toThrow(/Timeout exceeded/);
  });

  test("a statement that is wrong is no outage", async () => {
    const options = clickhouse.createOptions();
    await openStore(options);
    const connection = createConnection(options);
    onTestFinished(() => connection.close());
    await expect(connection.ask("SELEC 1")).rejects.not.toBeInstanceOf(StorageUnavailableError);
    await expect(connection.ask("SELECT {x:UInt8}")).rejects.toThrow(/Substitution `x` is not set/);
  });

  test("while the server is away everything is unavailable, and works again when it is back", async () => {
    const options = clickhouse.createOptions();
    const proxy = await createTcpProxy(options.url);
    onTestFinished(() => proxy.close());
    const store = await openStore({ ...options, url: proxy.url });
    await proxy.refuse();
    await expect(store.ping()).rejects.toBeInstanceOf(StorageUnavailableError);
    await expect(store.load("1", [createEventRow("e")])).rejects.toBeInstanceOf(StorageUnavailableError);
    await expect(store.ask("consentStatus", ASKED)).rejects.toBeInstanceOf(StorageUnavailableError);
    await expect(openStore({ ...options, url: proxy.url })).rejects.toBeInstanceOf(StorageUnavailableError);
    await proxy.restore();
    await store.ping();
    await store.load("1", [createEventRow("e")]);
    expect(await store.ask("consentStatus", ASKED)).toHaveLength(1);
  });
});
