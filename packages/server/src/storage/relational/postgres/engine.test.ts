import { types } from "pg";
import { expect, onTestFinished, test } from "vitest";
import { createTestPostgres, cutConnections, cutSleeping, untilWaiting } from "../../../../test/test-postgres.ts";
import { createConsentRow, createIdempotencyRow } from "../../contract/rows.ts";
import { StorageConflictError, StorageUnavailableError } from "../../errors.ts";
import type { RelationalStore } from "../../ports.ts";
import type { Statement } from "../../unit.ts";
import { createPostgresRelational } from "../postgres.ts";

const raw = (sql: string): Statement => ({ sql, values: [] });
const messagesIn = async (store: RelationalStore): Promise<string[]> =>
  (await store.read(() => store.repositories.outbox.take(999))).map(({ message }) => message);

test("the loser of a race for a key starts again and sees what the winner wrote", async () => {
  const { openStore, beside } = await createTestPostgres();
  const store = await openStore();
  const { idempotency } = store.repositories;
  await beside.query("BEGIN; INSERT INTO idempotency_keys VALUES ('shop', 'key-1', 'aa', 201, 'the winner', 1)");
  let starts = 0;
  const loser = store.transaction(function* () {
    starts += 1;
    const earlier = yield* idempotency.find("shop", "key-1");
    if (earlier) return earlier.answer;
    yield* idempotency.put(createIdempotencyRow(1, { answer: "the loser" }));
    return "the loser";
  });
  await untilWaiting(beside, 1);
  await beside.query("COMMIT");
  expect(await loser).toBe("the winner");
  expect(starts).toBe(2);
});

test("a key that stays taken is a conflict after a few starts, not an endless one", async () => {
  const { openStore } = await createTestPostgres();
  const store = await openStore();
  const { idempotency } = store.repositories;
  await store.transaction(() => idempotency.put(createIdempotencyRow(1)));
  let starts = 0;
  const blind = store.transaction(function* () {
    starts += 1;
    yield* idempotency.put(createIdempotencyRow(1));
  });
  await expect(blind).rejects.toBeInstanceOf(StorageConflictError);
  expect(starts).toBe(3);
});

test("the victim of a deadlock starts again and passes", async () => {
  const { openStore, beside, openClient } = await createTestPostgres();
  const gate = await openClient();
  const store = await openStore();
  const { consents } = store.repositories;
  for (const number of [1, 2]) await store.transaction(() => consents.put(createConsentRow(number)));
  // Who waits shorter before looking for a circle is the victim.
  await beside.query("SET deadlock_timeout = '60s'");
  await beside.query(
    "BEGIN; SELECT pg_advisory_xact_lock(2); UPDATE consents SET regulation = 'other' WHERE subject = 'd:dev_1'",
  );
  await gate.query("SELECT pg_advisory_lock(77)");
  let starts = 0;
  const victim = store.transaction(function* () {
    starts += 1;
    // The second start waits for the winner, or it could take the row back before the winner wakes.
    yield raw(`SELECT pg_advisory_xact_lock(${starts})`);
    yield* consents.put(createConsentRow(2, { policyVersion: "7" }));
    yield raw("SELECT pg_advisory_xact_lock(77)");
    yield* consents.put(createConsentRow(1, { policyVersion: "7" }));
  });
  await untilWaiting(beside, 1);
  const winner = beside.query("UPDATE consents SET regulation = 'other' WHERE subject = 'd:dev_2'");
  await untilWaiting(gate, 2);
  // The victim looks once: it closes the circle itself.
  await gate.query("SELECT pg_advisory_unlock(77)");
  await winner;
  await beside.query("COMMIT");
  await victim;
  expect(starts).toBe(2);
  expect(await store.read(() => consents.find("shop", "d:dev_1"))).toEqual(createConsentRow(1, { policyVersion: "7" }));
});

test("two processes lose no update while they hold a record's lock", async () => {
  const { openStore } = await createTestPostgres();
  const stores = [await openStore({ poolMax: 3 }), await openStore({ poolMax: 3 })];
  const [first] = stores;
  const rounds = Array.from({ length: 40 }, (_, number) => stores[number % 2]).filter((store) => store !== undefined);
  await Promise.all(
    rounds.map((store) =>
      store.transaction(function* () {
        const { locks, consents } = store.repositories;
        yield* locks.hold(["shop dev_0"]);
        const found = yield* consents.find("shop", "d:dev_0");
        yield* consents.put(createConsentRow(0, { decidedAtMs: (found?.decidedAtMs ?? 0) + 1 }));
      }),
    ),
  );
  const found = await first?.read(() => first.repositories.consents.find("shop", "d:dev_0"));
  expect(found?.decidedAtMs).toBe(40);
});

test("a unit that reads twice sees one state, though others write meanwhile", async () => {
  const { openStore, beside } = await createTestPostgres();
  const store = await openStore();
  const { outbox } = store.repositories;
  await beside.query("SELECT pg_advisory_lock(77)");
  const seen = store.read(function* () {
    const before = yield* outbox.take(9);
    yield raw("SELECT pg_advisory_xact_lock(77)");
    return [before, yield* outbox.take(9)];
  });
  await untilWaiting(beside, 1);
  await beside.query("INSERT INTO outbox (message) VALUES ('meanwhile')");
  await beside.query("SELECT pg_advisory_unlock(77)");
  expect(await seen).toEqual([[], []]);
  expect(await messagesIn(store)).toEqual(["meanwhile"]);
});

test("a long unit that reads cannot write either", async () => {
  const { openStore } = await createTestPostgres();
  const store = await openStore();
  const { outbox } = store.repositories;
  const sly = store.read(function* () {
    yield* outbox.take(1);
    yield* outbox.add("no");
  });
  await expect(sly).rejects.toThrow("tried to write");
  expect(await messagesIn(store)).toEqual([]);
});

test("a connection that is cut in the middle of a unit rejects as unavailable and leaves nothing; the next unit works", async () => {
  const { openStore, beside } = await createTestPostgres();
  const store = await openStore({ poolMax: 1 });
  const { outbox } = store.repositories;
  const cut = store.transaction(function* () {
    yield* outbox.add("lost");
    yield raw("SELECT pg_sleep(60)");
  });
  const outcome = expect(cut).rejects.toBeInstanceOf(StorageUnavailableError);
  await cutSleeping(beside, "pg_sleep(60)");
  await outcome;
  await store.transaction(() => outbox.add("kept"));
  expect(await messagesIn(store)).toEqual(["kept"]);
});

test("a connection that is cut while it commits rejects as unavailable, and the unit is not started again", async () => {
  const { openStore, beside } = await createTestPostgres();
  const store = await openStore();
  await beside.query(`
    CREATE FUNCTION sleep() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(60); RETURN NULL; END';
    CREATE CONSTRAINT TRIGGER slow_commit AFTER INSERT ON outbox DEFERRABLE INITIALLY DEFERRED
      FOR EACH ROW EXECUTE FUNCTION sleep()`);
  let starts = 0;
  const cut = store.transaction(function* () {
    starts += 1;
    // A second start has nothing to sleep for: it shows at once.
    if (starts === 1) yield* store.repositories.outbox.add("unsure");
  });
  const outcome = expect(cut).rejects.toBeInstanceOf(StorageUnavailableError);
  await cutSleeping(beside, "COMMIT");
  await outcome;
  expect(starts).toBe(1);
});

test("connections that were cut while nobody used them cost nobody an answer", async () => {
  const { openStore, beside } = await createTestPostgres();
  const store = await openStore({ poolMax: 4 });
  const { outbox } = store.repositories;
  for (const message of ["one", "two", "three"]) {
    await Promise.all([1, 2, 3, 4].map(() => messagesIn(store)));
    expect(await cutConnections(beside, "")).toBeGreaterThan(0);
    const reads = [1, 2, 3, 4].map(() => messagesIn(store));
    await Promise.all([store.transaction(() => outbox.add(message)), ...reads]);
  }
  expect(await messagesIn(store)).toEqual(["one", "two", "three"]);
});

test("a table that a newer release widened is read on, through connections that planned before", async () => {
  const { openStore, beside } = await createTestPostgres();
  const store = await openStore({ poolMax: 2 });
  const { consents } = store.repositories;
  await store.transaction(() => consents.put(createConsentRow(1)));
  const find = () => store.read(() => consents.find("shop", "d:dev_1"));
  await Promise.all([find(), find()]);
  await beside.query("ALTER TABLE consents ADD COLUMN newer TEXT");
  expect(await Promise.all([find(), find(), find()])).toEqual([1, 1, 1].map(() => createConsentRow(1)));
  await beside.query("ALTER TABLE consents ADD COLUMN newest TEXT");
  const inUnit = store.transaction(() => consents.find("shop", "d:dev_1"));
  expect(await inUnit).toEqual(createConsentRow(1));
});

test("units beyond the pool wait a bounded time, and beyond the waiting line not at all", async () => {
  const { openStore, beside } = await createTestPostgres();
  const store = await openStore({ poolMax: 1, waitersMax: 2, connectTimeoutMs: 300 });
  await beside.query("SELECT pg_advisory_lock(77)");
  const holder = store.transaction(function* () {
    yield raw("SELECT pg_advisory_xact_lock(77)");
    return "held";
  });
  await untilWaiting(beside, 1);
  const waiting = [messagesIn(store), messagesIn(store)];
  await expect(messagesIn(store)).rejects.toThrow("2 units wait for a connection already");
  for (const outcome of await Promise.allSettled(waiting)) {
    expect(outcome).toMatchObject({ reason: { code: "storage_unavailable" } });
  }
  await beside.query("SELECT pg_advisory_unlock(77)");
  expect(await holder).toBe("held");
  expect(await messagesIn(store)).toEqual([]);
});

test.each([
  ["a lock that another holds", { lockTimeoutMs: 50 }, "SELECT pg_advisory_xact_lock(77)"],
  ["a statement that takes long", { statementTimeoutMs: 50 }, "SELECT pg_sleep(60)"],
])("%s is waited for a bounded time; then the unit rejects as unavailable", async (_, bounds, statement) => {
  const { openStore, beside } = await createTestPostgres();
  const store = await openStore({ poolMax: 1, ...bounds });
  await beside.query("SELECT pg_advisory_lock(77)");
  const slow = store.transaction(function* () {
    yield* store.repositories.outbox.add("taken back");
    yield raw(statement);
  });
  await expect(slow).rejects.toBeInstanceOf(StorageUnavailableError);
  expect(await messagesIn(store)).toEqual([]);
});

test("what units rely on is set on each connection, whatever the address says", async () => {
  const { url } = await createTestPostgres();
  const loose =
    "-c synchronous_commit=off -c timezone=Asia/Tokyo -c statement_timeout=0 -c default_transaction_isolation=serializable";
  const store = await createPostgresRelational({ url: `${url}?options=${encodeURIComponent(loose)}` });
  onTestFinished(() => store.close());
  const settings = await store.transaction(function* () {
    const [row] = yield raw(
      `SELECT current_setting('synchronous_commit') AS synchronous_commit, current_setting('timezone') AS timezone,
        current_setting('statement_timeout') AS statement_timeout, current_setting('lock_timeout') AS lock_timeout,
        current_setting('idle_in_transaction_session_timeout') AS idle, current_setting('transaction_isolation') AS isolation,
        9007199254740991::int8 AS number`,
    );
    return row;
  });
  expect(settings).toEqual({
    synchronous_commit: "on",
    timezone: "UTC",
    statement_timeout: "10s",
    lock_timeout: "3s",
    idle: "15s",
    isolation: "read committed",
    number: Number.MAX_SAFE_INTEGER,
  });
  // Of the store's own connections alone.
  expect(types.getTypeParser(20)("5")).toBe("5");
});

test("a stricter commit that the server asks for stays", async () => {
  const { openStore, url } = await createTestPostgres();
  const store = await openStore({ url: `${url}?options=${encodeURIComponent("-c synchronous_commit=remote_apply")}` });
  const value = await store.read(function* () {
    const [row] = yield raw("SHOW synchronous_commit");
    return row?.synchronous_commit;
  });
  expect(value).toBe("remote_apply");
});
