import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { createTestAws } from "../aws/test-aws.ts";
import { useClickHouse } from "../clickhouse/test-clickhouse.ts";
import { createTestDatabase } from "../servers/test-servers.ts";
import { startVaultProcess } from "./killed-vault.ts";
import { NOW_MS } from "./vault-load.ts";
import type { VaultPlace } from "./vault-parts.ts";
import type { VaultAnswer } from "./vault-process.ts";
import { createSequence, createVaultWorld, RESTART_MS, toLater, type VaultWorld } from "./vault-world.ts";

const COPIES = 3;
const ROUNDS = 4;
const CALLS_BEFORE_KILL = 40;

const clickhouse = useClickHouse();
let world: VaultWorld;

beforeAll(async () => {
  world = await createVaultWorld();
});
afterAll(() => world.remove());

/** A vault on PostgreSQL, SQS and ClickHouse, whose time is that of this process. */
async function createSharedPlace(): Promise<VaultPlace> {
  vi.useFakeTimers({ toFake: ["Date"], now: NOW_MS });
  onTestFinished(() => {
    vi.useRealTimers();
  });
  const { queue } = await createTestAws();
  const { url: database, drop } = await createTestDatabase();
  onTestFinished(drop);
  const { url = "", database: name } = clickhouse.createOptions();
  return world.createPlace({
    ...{ database, queueUrl: queue.queueUrl },
    clickhouse: { url: url.toString(), database: name },
  });
}

/** Has copies of every task run at once; those whose number is up are killed. */
async function runCopies(
  place: VaultPlace,
  kills: readonly (number | undefined)[],
): Promise<readonly (VaultAnswer | undefined)[]> {
  const copies = kills.map(() => startVaultProcess());
  const answers = await Promise.all(
    copies.map((copy, index) => copy.run({ place, isAtOnce: true, killAt: kills[index], killAfterMs: index })),
  );
  await Promise.all(copies.map((copy) => copy.end()));
  return answers;
}

const count = (answers: readonly (VaultAnswer | undefined)[], name: string): number =>
  answers.flatMap((answer) => answer?.calls ?? []).filter((call) => call === name).length;

test(`${COPIES} copies of every task share the work: nothing is loaded or written twice`, async () => {
  const place = await createSharedPlace();
  const answers = await runCopies(place, Array(COPIES).fill(undefined));
  const own = world.calls.filter((name) => name === "analytics.loadSessions").length;
  expect(count(answers, "analytics.loadSessions")).toBe(own);
  const [last] = await runCopies(place, [undefined]);
  expect(count([last], "analytics.load") + count([last], "analytics.loadSessions")).toBe(0);
  if (last) await world.check(place, last);
  expect(last).toBeDefined();
});

test(`${COPIES} copies at once, one or another killed at any time, come to the figures of one that nobody kills`, async () => {
  const random = createSequence(3);
  const place = await createSharedPlace();
  let killed = 0;
  for (let round = 0; round < ROUNDS; round++) {
    vi.setSystemTime(NOW_MS + round * RESTART_MS);
    const kills = Array.from({ length: COPIES }, () =>
      random() < 0.7 ? 1 + Math.floor(random() * CALLS_BEFORE_KILL) : undefined,
    );
    const answers = await runCopies(toLater(place, round), kills);
    killed += answers.filter((answer) => answer === undefined).length;
  }
  expect(killed).toBeGreaterThan(2);
  vi.setSystemTime(NOW_MS + ROUNDS * RESTART_MS);
  await runCopies(toLater(place, ROUNDS), [undefined, undefined]);
  const [last] = await runCopies(toLater(place, ROUNDS + 1), [undefined]);
  if (last) await world.check(place, last);
  expect(last).toBeDefined();
});
