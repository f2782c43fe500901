import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { eventStreams, sessionStreams } from "../../src/storage/contract/event-arbitraries.ts";
import { STREAM_SEED, tryEach } from "../../src/storage/contract/random-streams.ts";
import { useClickHouse } from "../clickhouse/test-clickhouse.ts";
import { isReadEndpoint, ODD_TEXTS, ODD_USERS, QUESTIONS, toWrongBodies } from "./vault-questions.ts";
import { createClickHouseSide, createSqliteSide, type VaultSide } from "./vault-sides.ts";

const STREAMS = 48;
/** Of each stream to each endpoint. */
const ASKED = 4;
const DAYS = ["2026-03-01", "2026-03-02", "2026-03-03", "2026-03-04"];
const codes = Array.from({ length: STREAMS }, (_, index) => `s${String(index + 1).padStart(7, "0")}`);

const clickhouse = useClickHouse();
let sqlite: VaultSide;
let other: VaultSide;

const text = fc.constantFrom(...ODD_TEXTS);
const places = { hostname: fc.constantFrom("shop.example", "www.shop.example", ...ODD_TEXTS.slice(1)) };
const agents = { os: text, browser: text };
const optional = { requiredKeys: [] };
const moreOfEvents = fc.record({ ...places, ...agents, region: text, language: text }, optional);
const users = fc.record({ userToken: fc.constantFrom(...ODD_USERS) });
const moreOfSessions = fc.record({ ...places, ...agents }, optional);

beforeAll(async () => {
  [sqlite, other] = await Promise.all([createSqliteSide(codes), createClickHouseSide(clickhouse, codes)]);
  await Promise.all([sqlite, other].map(loadAll));
}, 600_000);
afterAll(async () => {
  await sqlite.close();
  await other.close();
});

/** Draws the same streams each time, and loads them. */
async function loadAll({ store }: VaultSide): Promise<void> {
  const more = fc.tuple(moreOfEvents, users).map(([content, user]) => ({ ...content, ...user }));
  const wrong = await tryEach([...codes.entries()], 4, async ([index, code]) => {
    const drawing = { seed: STREAM_SEED + index, numRuns: 1 };
    const [objects = []] = fc.sample(eventStreams(code, more), drawing);
    const [batches = []] = fc.sample(sessionStreams(code, moreOfSessions), drawing);
    for (const { key, rows } of objects) await store.load(key, rows);
    for (const { key, rows } of batches) await store.loadSessions(key, rows);
  });
  expect(wrong.filter((error) => error !== undefined)).toEqual([]);
  for (const day of DAYS) await store.settleDay(day);
  await store.refreshBots();
}

async function expectEqual(path: string, body: string, headers?: Record<string, string>): Promise<string> {
  const [one, two] = await Promise.all([sqlite.ask(path, body, headers), other.ask(path, body, headers)]);
  expect(two, `ClickHouse beside SQLite, TEST_ANALYTICS_SEED=${STREAM_SEED}`).toEqual(one);
  return one.body;
}

/** Goes on to the last page. */
async function expectEqualPages(path: string, question: object): Promise<void> {
  for (let cursor: string | null = ""; cursor !== null; ) {
    const body = await expectEqual(path, JSON.stringify({ ...question, ...(cursor !== "" && { cursor }) }));
    cursor = (JSON.parse(body) as { next_cursor?: string | null }).next_cursor ?? null;
  }
}

/** Whose figures: always of this one, sometimes of others as well. */
const toCodes = (code: string): fc.Arbitrary<object> =>
  fc.oneof(
    fc.constant({ code }),
    fc.subarray([...codes], { maxLength: 5 }).map((more) => ({ codes: [...new Set([...more, code])] })),
  );

describe("SQLite and ClickHouse answer the same bytes", () => {
  test("at every address of the statistics that the server lists", async () => {
    const listed = await sqlite.listPaths();
    expect(await other.listPaths()).toEqual(listed);
    expect(Object.keys(QUESTIONS).sort()).toEqual(listed.filter(isReadEndpoint).sort());
  });

  test.each(Object.entries(QUESTIONS))(
    `%s, of ${STREAMS} random streams`,
    async (path, questions) => {
      for (const [index, code] of codes.entries()) {
        const property = fc.asyncProperty(toCodes(code), questions, async (named, question) => {
          await expectEqualPages(path, { ...named, ...question });
        });
        await fc.assert(property, { seed: STREAM_SEED + index, numRuns: ASKED });
      }
    },
    300_000,
  );

  test.each(Object.entries(QUESTIONS))("%s, asked wrongly, or by someone who may not", async (path, questions) => {
    const wrong = fc.asyncProperty(toWrongBodies(questions, "s0000001"), async (body) => {
      await expectEqual(path, body);
    });
    await fc.assert(wrong, { seed: STREAM_SEED, numRuns: 40 });
    for (const headers of [{}, { "X-API-Key": "wrong" }, { Authorization: "Bearer wrong" }])
      await expectEqual(path, "{}", headers);
  });
});
