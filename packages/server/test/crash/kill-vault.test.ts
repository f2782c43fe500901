import { afterAll, beforeAll, expect, test } from "vitest";
import { startVaultProcess, type VaultProcess } from "./killed-vault.ts";
import { QUESTIONS, UNIQUE_EVENTS, UNIQUE_SESSIONS } from "./vault-load.ts";
import type { VaultPlace } from "./vault-parts.ts";
import { createSequence, createVaultWorld, toLater, type VaultWorld } from "./vault-world.ts";

/** Killed so often each before they are left to end, after at most so many calls. */
const VAULTS = 5;
const KILLS = 5;
const CALLS_BEFORE_KILL = 25;
/** What a task may be killed before. */
const EVERY_CALL = [
  ...["store.transaction", "objects.put", "queue.receive", "queue.remove"],
  ...["analytics.load", "analytics.loadSessions", "analytics.refreshBots"],
];
let world: VaultWorld;

beforeAll(async () => {
  world = await createVaultWorld();
});
afterAll(() => world.remove());

/** Has one process after the other killed, each at the next call; it first ends what the one before it left. */
async function killAtEveryCall(): Promise<readonly string[]> {
  let left: VaultPlace | undefined;
  let next = startVaultProcess();
  try {
    for (let killAt = 1; ; killAt++) {
      const own = next;
      next = startVaultProcess();
      if (left) await finish(own, left);
      left = await world.createPlace();
      const answer = await own.run({ place: left, killAt });
      await own.end();
      if (!answer) continue;
      await world.check(left, answer);
      return answer.calls;
    }
  } finally {
    await next.end();
  }
}

async function finish(own: VaultProcess, place: VaultPlace): Promise<void> {
  const answer = await own.run({ place: toLater(place, 1) });
  if (!answer) throw new Error("a process that was not to be killed has ended");
  await world.check(place, answer);
}

test("the load is what it is meant to be: every door is used, and figures are there to go wrong", async () => {
  const flat = Object.fromEntries(QUESTIONS.map(([name], index) => [name, world.expected[index]]));
  expect(flat.rawEvents).toHaveLength(UNIQUE_EVENTS);
  const days = flat.sessionDays as { sessions: number; excludedByNetwork: number; excludedByAgent: number }[];
  expect(days.reduce((sum, day) => sum + day.sessions, 0)).toBe(UNIQUE_SESSIONS);
  expect(days[0]?.excludedByNetwork).toBeGreaterThan(0);
  expect(days[0]?.excludedByAgent).toBeGreaterThan(0);
});

test("killed before any one call of any task, the next process makes every figure exact, and nothing is lost or there twice", async () => {
  const calls = await killAtEveryCall();
  expect(new Set(calls)).toEqual(new Set(EVERY_CALL));
});

test(`killed again and again in the midst of whatever runs at once, it goes on to the same end`, async () => {
  const random = createSequence(1);
  let next = startVaultProcess();
  try {
    for (let vault = 0; vault < VAULTS; vault++) {
      const place = await world.createPlace();
      for (let kill = 0; kill <= KILLS; kill++) {
        const own = next;
        next = startVaultProcess();
        const killAt = 1 + Math.floor(random() * CALLS_BEFORE_KILL);
        const isLast = kill === KILLS;
        const answer = await own.run({
          place: toLater(place, kill),
          isAtOnce: true,
          ...(!isLast && { killAt, killAfterMs: random() * 5 }),
        });
        await own.end();
        if (answer) await world.check(place, answer);
        expect(answer !== undefined || !isLast).toBe(true);
        if (answer) break;
      }
    }
  } finally {
    await next.end();
  }
});
