import { expect, onTestFinished, test } from "vitest";
import { createTestPostgres, cutConnections } from "../../../../test/test-postgres.ts";
import { openClient, toBounds } from "./connection.ts";

/** Work that lasts until it is told to end. */
function createWork(answer: string) {
  let start: () => void = () => {};
  let end: () => void = () => {};
  const started = new Promise<void>((resolve) => {
    start = resolve;
  });
  const ended = new Promise<string>((resolve) => {
    end = () => resolve(answer);
  });
  const run = () => {
    start();
    return ended;
  };
  return { run, started, end: () => end() };
}

test("two processes never run work of one name at once, and the second may when the first has ended", async () => {
  const { openStore } = await createTestPostgres();
  const [one, two] = [await openStore(), await openStore()];
  const work = createWork("first");
  const first = one.exclusively("sweep", work.run);
  await work.started;
  expect(await two.exclusively("sweep", async () => "second")).toBeUndefined();
  expect(await two.exclusively("other", async () => "other")).toBe("other");
  work.end();
  expect(await first).toBe("first");
  expect(await two.exclusively("sweep", async () => "second")).toBe("second");
});

test("exclusive work uses the store though one connection is all there is", async () => {
  const { openStore } = await createTestPostgres();
  const store = await openStore({ poolMax: 1 });
  const { outbox, locks } = store.repositories;
  const answers = ["a", "b", "c"].map((name) =>
    store.exclusively(name, () =>
      store.transaction(function* () {
        yield* locks.hold([name]);
        yield* outbox.add(name);
        return name;
      }),
    ),
  );
  expect(await Promise.all(answers)).toEqual(["a", "b", "c"]);
});

test("a lost connection ends the hold, not the work; both processes go on", async () => {
  const { openStore, beside } = await createTestPostgres();
  const [one, two] = [await openStore(), await openStore()];
  const work = createWork("first");
  const first = one.exclusively("sweep", work.run);
  await work.started;
  expect(await cutConnections(beside, "pg_try_advisory_lock")).toBe(1);
  await expect.poll(() => two.exclusively("sweep", async () => "second")).toBe("second");
  work.end();
  expect(await first).toBe("first");
  expect(await one.exclusively("sweep", async () => "again")).toBe("again");
});

test("the server looks after connections that say nothing: what a vanished machine held is free within a minute", async () => {
  const { url } = await createTestPostgres();
  const client = await openClient({ url }, toBounds({ url }));
  onTestFinished(() => client.end());
  const { rows } = await client.query<{ seconds: number }>(
    `SELECT current_setting('tcp_keepalives_idle')::int
      + current_setting('tcp_keepalives_interval')::int * current_setting('tcp_keepalives_count')::int AS seconds`,
  );
  expect(rows[0]?.seconds).toBe(60);
});
