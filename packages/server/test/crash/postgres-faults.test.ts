import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { createFaultyLine, type LineFault } from "../servers/faulty-line.ts";
import { createTestDatabase } from "../servers/test-servers.ts";
import { NOW_MS, QUESTIONS } from "./vault-load.ts";
import { closeVaultStores, createVaultTasks, openVaultStores } from "./vault-parts.ts";
import { createSequence, createVaultWorld, RESTART_MS, type VaultWorld } from "./vault-world.ts";

const FAULTS: readonly LineFault[] = ["refuse", "lose", "half"];
const ROUNDS = 6;

let world: VaultWorld;
beforeAll(async () => {
  world = await createVaultWorld();
});
afterAll(() => world.remove());

test.each([1, 2, 3])(
  "whatever PostgreSQL does, nothing is lost or there twice, and the tasks go on by themselves (%i)",
  async (seed) => {
    const random = createSequence(seed);
    const { url, drop } = await createTestDatabase();
    onTestFinished(drop);
    const line = await createFaultyLine(url);
    onTestFinished(line.close);
    const place = await world.createPlace({ database: line.url });
    let nowMs = NOW_MS;
    const now = (): number => nowMs;
    const stores = await openVaultStores(place, now);
    const tasks = createVaultTasks(stores, place, now);
    let faults = 0;
    const runAll = async (): Promise<string[]> =>
      Promise.all(
        tasks.map(async (task) => {
          for (;;) {
            const outcome = await task.run().catch(() => "failed");
            if (outcome !== "done") return outcome;
          }
        }),
      );
    line.setFaults((said) => {
      // Half of those that would commit: the worst that can be in doubt.
      const isUnlucky = random() < (/COMMIT/i.test(said) ? 0.5 : 0.08);
      if (!isUnlucky) return undefined;
      faults += 1;
      return FAULTS[Math.floor(random() * FAULTS.length)];
    });
    for (let round = 0; round < ROUNDS; round++) {
      await runAll();
      nowMs += RESTART_MS;
    }
    expect(faults).toBeGreaterThan(ROUNDS);
    line.setFaults(() => undefined);
    // The first call after a broken connection may meet it; then everything is as it was.
    for (let round = 0; round < 3; round++) {
      await runAll();
      nowMs += RESTART_MS;
    }
    expect(new Set(await runAll())).toEqual(new Set(["idle"]));
    const answers: unknown[] = [];
    for (const [name, given] of QUESTIONS) answers.push(await stores.analytics.ask(name, given as never));
    const queued = await stores.queue.depth();
    await closeVaultStores(stores);
    await world.check({ ...place, database: url }, { calls: [], answers, queued });
  },
);
