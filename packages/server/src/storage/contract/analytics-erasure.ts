import fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";
import type { AnalyticsStore, ConsentEventRow } from "../ports.ts";
import type { LoadedObject } from "./analytics-model.ts";
import { countSessions } from "./analytics-model-sessions.ts";
import { DAYS, DRAWN, expectHistories, expectPages, expectSums, pair } from "./analytics-questions.ts";
import { eventStreams, filterArbitrary } from "./event-arbitraries.ts";
import { createEventRow, createSessionRow } from "./rows.ts";

const ASKED = { from: "2026-02-01", to: "2026-04-01" };
const USERS = ["dev_1", "dev_2", "dev_3"];

/** What the suite needs to know of a store. */
export interface ErasureSuite {
  readonly open: () => Promise<AnalyticsStore>;
  /** Makes days exact where a store does not promise that at once. */
  readonly settle?: ((store: AnalyticsStore, days: readonly string[]) => Promise<void>) | undefined;
  /** Random streams. @default 200 */
  readonly runs?: number | undefined;
}

type Suite = Required<{ readonly [Part in keyof ErasureSuite]: NonNullable<ErasureSuite[Part]> }>;

/** Describes what every analytics store guarantees of rows that have to go. */
export function describeErasure(name: string, { settle = async () => {}, runs = 200, ...suite }: ErasureSuite): void {
  async function open() {
    const store = await suite.open();
    onTestFinished(() => store.close());
    return store;
  }
  describe(`erasure and retention on ${name}`, { timeout: 120_000 }, () => {
    testRandomErasures({ open, settle, runs });
    testRandomRetention({ open, settle, runs });
    testErasedUsers({ open, settle, runs });
    testHorizons({ open, settle, runs });
  });
}

// Drawn under one code, loaded under another each time, also while a counterexample is shrunk: one store serves all streams.
let runCount = 0;
const toOwnCode = () => `s${String(++runCount).padStart(7, "0")}`;
const renameStream = (stream: readonly LoadedObject[], own: string): LoadedObject[] =>
  stream.map(({ key, rows }) => ({ key: `${own}/${key}`, rows: rows.map((row) => ({ ...row, code: own })) }));

/** An id is of one user: who takes another's away, takes nothing of theirs. */
const byUser = (objects: readonly LoadedObject[]): LoadedObject[] =>
  changeRows(objects, (row) => ({ ...row, userToken: USERS[toNumber(row) % USERS.length] ?? "" }));

const toNumber = ({ eventId }: ConsentEventRow): number => Number(eventId.replace("event-", ""));

function changeRows(
  objects: readonly LoadedObject[],
  change: (row: ConsentEventRow) => ConsentEventRow,
): LoadedObject[] {
  return objects.map(({ key, rows }) => ({ key, rows: rows.map(change) }));
}

function leaveOut(objects: readonly LoadedObject[], isOut: (row: ConsentEventRow) => boolean): LoadedObject[] {
  return objects.map(({ key, rows }) => ({ key, rows: rows.filter((row) => !isOut(row)) }));
}

async function loadAll(store: AnalyticsStore, objects: readonly LoadedObject[]): Promise<void> {
  for (const { key, rows } of objects) await store.load(key, rows);
}

function testRandomErasures({ open, settle, runs }: Suite): void {
  const run = fc.record({
    drawn: eventStreams(DRAWN),
    filter: filterArbitrary,
    both: pair,
    cut: fc.nat(8),
    erased: fc.subarray(USERS, { minLength: 1 }),
  });
  test("users who are erased in the middle count nowhere, whatever of theirs comes again, and what they do later counts", async () => {
    const store = await open();
    await fc.assert(
      fc.asyncProperty(run, async ({ drawn, filter, both: [first = "country", second = "device"], cut, erased }) => {
        const [own, other] = [toOwnCode(), toOwnCode()];
        const stream = byUser(drawn);
        const objects = renameStream(stream, own);
        const [before, after] = [objects.slice(0, cut), objects.slice(cut)];
        const untilMs = Math.max(0, ...before.flatMap(({ rows }) => rows.map((row) => row.receivedAtMs)));
        await loadAll(store, renameStream(stream, other));
        await loadAll(store, before);
        await store.eraseUsers(erased.map((userToken) => ({ code: own, userToken, untilMs })));
        // All that was there comes once more, in other objects: a redelivery, or a replay.
        const again = before.map(({ key, rows }) => ({ key: `again/${key}`, rows }));
        await loadAll(store, [...again, ...after]);
        await settle(store, DAYS);
        const all = [...before, ...again, ...after];
        const left = leaveOut(all, (row) => erased.includes(row.userToken) && row.receivedAtMs <= untilMs);
        const asked = { ...filter, codes: [own] };
        await expectSums(store, left, asked, [first, second]);
        await expectHistories(store, left, asked);
        await expectPages(store, left, asked);
        const ofOther = { ...filter, codes: [other] };
        await expectSums(store, renameStream(stream, other), ofOther, [first, second]);
      }),
      { numRuns: Math.ceil(runs / 4) },
    );
  }, 600_000);
}

const FIRST_KEPT = "2026-03-03";
const FIRST_KEPT_MS = Date.parse(FIRST_KEPT);

// Who was there before and who comes after are others, and so are ids: what a history that lies on both sides is told from,
// is each store's own.
const byEra = (objects: readonly LoadedObject[]): LoadedObject[] =>
  changeRows(objects, (row) => {
    const isOld = toNumber(row) % 2 === 0;
    const dayMs = row.receivedAtMs % 86_400_000;
    const receivedAtMs = isOld === row.receivedAtMs < FIRST_KEPT_MS ? row.receivedAtMs : toEra(isOld) + dayMs;
    return { ...row, receivedAtMs, userToken: `${row.userToken}${isOld ? "_old" : ""}` };
  });

const toEra = (isOld: boolean): number => Date.parse(isOld ? "2026-03-01" : FIRST_KEPT);

function testRandomRetention({ open, settle, runs }: Suite): void {
  const run = fc.record({ drawn: eventStreams(DRAWN), filter: filterArbitrary, both: pair, cut: fc.nat(8) });
  test("days whose rows are over keep their sums, take no more, and nothing is told of their users", async () => {
    const store = await open();
    await fc.assert(
      fc.asyncProperty(run, async ({ drawn, filter, both: [first = "country", second = "device"], cut }) => {
        const own = toOwnCode();
        const objects = renameStream(byEra(drawn), own);
        const [before, after] = [objects.slice(0, cut), objects.slice(cut)];
        await loadAll(store, before);
        const others = [{ code: own, firstDay: FIRST_KEPT }];
        expect(await store.expire({ rows: "consent_events", firstDay: "2000-01-01", others })).toBe(true);
        const again = before.map(({ key, rows }) => ({ key: `again/${key}`, rows }));
        await loadAll(store, [...again, ...after]);
        await settle(store, DAYS);
        const isOver = (row: ConsentEventRow) => row.receivedAtMs < FIRST_KEPT_MS;
        const asked = { ...filter, codes: [own] };
        await expectSums(store, [...before, ...leaveOut([...again, ...after], isOver)], asked, [first, second]);
        const left = leaveOut([...before, ...again, ...after], isOver);
        await expectHistories(store, left, asked);
        await expectPages(store, left, asked);
      }),
      { numRuns: Math.ceil(runs / 8) },
    );
  }, 600_000);
}

function testErasedUsers({ open }: Suite): void {
  const funnelOf = async (store: AnalyticsStore, code: string) =>
    (await store.ask("consentFunnel", { codes: [code], ...ASKED })).map(({ decisions }) => decisions);

  test("an erasure takes one code's user alone, may be repeated, and a later one of the same user goes further", async () => {
    const store = await open();
    const at = (time: string) => ({ receivedAtMs: Date.parse(`2026-03-01T${time}Z`) });
    await store.load("1", [
      createEventRow("a", at("10:00:00")),
      createEventRow("b", at("12:00:00")),
      createEventRow("c", { ...at("10:00:00"), userToken: "dev_2" }),
      createEventRow("a", { ...at("10:00:00"), code: "shop0002" }),
    ]);
    const user = { code: "shop0001", userToken: "dev_1", untilMs: Date.parse("2026-03-01T10:00:00Z") };
    await store.eraseUsers([user]);
    await store.eraseUsers([user]);
    expect([await funnelOf(store, "shop0001"), await funnelOf(store, "shop0002")]).toEqual([[2], [1]]);
    await store.eraseUsers([{ ...user, untilMs: Date.parse("2026-03-01T13:00:00Z") }]);
    await store.eraseUsers([user]);
    await store.load("2", [createEventRow("b", at("12:00:00")), createEventRow("d", at("13:00:00.001"))]);
    expect(await funnelOf(store, "shop0001")).toEqual([2]);
    const kept = await store.ask("rawEvents", { codes: ["shop0001"], ...ASKED, limit: 9 });
    expect(kept.map(({ eventId }) => eventId)).toEqual(["c", "d"]);
    await store.eraseUsers([]);
  });

  test("the tombstones of a store that is lost keep erased users out of the one that takes its place", async () => {
    const [lost, store] = [await open(), await open()];
    await lost.load("1", [createEventRow("a")]);
    const user = { code: "shop0001", userToken: "dev_1", untilMs: Date.parse("2026-03-02") };
    await lost.eraseUsers([user]);
    const { toUserHash } = await import("../analytics/tombstones.ts");
    await store.keepOut([
      { code: user.code, userHash: toUserHash("", user.code, user.userToken), untilMs: user.untilMs },
    ]);
    await store.keepOut([]);
    await store.load("1", [createEventRow("a"), createEventRow("b", { userToken: "dev_2" })]);
    expect(await funnelOf(store, "shop0001")).toEqual([1]);
  });

  test("a thousand and more events of one user go, and as many of others stay", async () => {
    const store = await open();
    const rows = Array.from({ length: 3000 }, (_, index) =>
      createEventRow(`e${index}`, { userToken: index % 2 === 0 ? "dev_1" : `dev_other_${index}` }),
    );
    await store.load("1", rows);
    await store.eraseUsers([{ code: "shop0001", userToken: "dev_1", untilMs: Date.parse("2026-03-02") }]);
    expect(await funnelOf(store, "shop0001")).toEqual([1500]);
  });
}

function testHorizons({ open }: Suite): void {
  const rowsOf = (code: string) =>
    ["2026-03-01", "2026-03-02", "2026-03-03"].map((day) =>
      createEventRow(day, { code, receivedAtMs: Date.parse(day) }),
    );
  const codes = ["shop0001", "shop0002", "shop0003"];

  test("each code keeps its rows for its own time, and what is over stays so when the time is made longer", async () => {
    const store = await open();
    for (const code of codes) await store.load(`${code}/1`, rowsOf(code));
    const kept = async () => {
      const rows = await store.ask("rawEvents", { codes, ...ASKED, limit: 20 });
      return codes.map((code) => rows.filter((row) => row.code === code).length);
    };
    const expire = (firstDay: string, ...others: readonly (readonly [string, string])[]) =>
      store.expire({
        rows: "consent_events",
        firstDay,
        others: others.map(([code, first]) => ({ code, firstDay: first })),
      });
    expect(await expire("2026-03-02", ["shop0001", "2026-03-03"], ["shop0002", "2026-03-01"])).toBe(true);
    expect(await kept()).toEqual([1, 3, 2]);
    await expire("2026-03-03", ["shop0001", "2026-03-01"], ["shop0002", "2026-03-01"], ["shop0003", "2026-03-01"]);
    expect(await kept()).toEqual([1, 3, 2]);
    for (const code of codes) await store.load(`${code}/2`, rowsOf(code));
    expect(await kept()).toEqual([1, 3, 2]);
    await expire("2026-03-03");
    expect(await kept()).toEqual([1, 1, 1]);
    for (const day of DAYS) await store.settleDay(day);
    const sums = await store.ask("consentFunnel", { codes, ...ASKED });
    expect(sums.map(({ decisions }) => decisions)).toEqual([3, 3, 3]);
    const compliance = await store.ask("consentCompliance", { codes, ...ASKED });
    expect(compliance.map(({ day, decisions }) => [day, decisions])).toEqual([["2026-03-03", 3]]);
  });

  test("sessions go without their sums, those of bots with them; a day that is over takes none again", async () => {
    const store = await open();
    const batches = ["2026-03-01", "2026-03-02"].map((day) => ({
      key: day,
      rows: Array.from({ length: 100 }, (_, index) =>
        createSessionRow(`${day}-${index}`, {
          requestedAtMs: Date.parse(day) + index,
          userAgent: index < 40 ? "bot" : `human ${index}`,
        }),
      ),
    }));
    for (const { key, rows } of batches) await store.loadSessions(key, rows);
    await store.refreshBots();
    const asked = { codes: ["shop0001"], ...ASKED };
    const figures = countSessions(batches, asked);
    expect(await store.ask("sessionDays", asked)).toEqual(figures);
    const stopping = AbortSignal.abort();
    expect(await store.expire({ rows: "sessions", firstDay: "2026-03-02", others: [] }, stopping)).toBe(false);
    expect(await store.expire({ rows: "sessions", firstDay: "2026-03-02", others: [] })).toBe(true);
    for (const { key, rows } of batches) await store.loadSessions(`again/${key}`, rows);
    await store.refreshBots();
    for (const day of DAYS) await store.settleDay(day);
    await store.refreshBots();
    expect(await store.ask("sessionDays", asked)).toEqual(figures);
  });
}
