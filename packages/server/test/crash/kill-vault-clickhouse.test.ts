import { afterAll, beforeAll, expect, test } from "vitest";
import { useClickHouse } from "../clickhouse/test-clickhouse.ts";
import { startVaultProcess } from "./killed-vault.ts";
import { createSequence, createVaultWorld, toLater, type VaultWorld } from "./vault-world.ts";

const VAULTS = 4;
/** Each vault's process is killed so often before it is left to end. */
const KILLS = 3;
const CALLS_BEFORE_KILL = 60;

const clickhouse = useClickHouse();
let world: VaultWorld;

beforeAll(async () => {
  world = await createVaultWorld();
});
afterAll(() => world.remove());

/** An engine outlives the process that it works for, and may still do what the dead one asked it. */
test(`killed ${VAULTS * KILLS} times between any two statements, the vault on ClickHouse makes every figure exact when it settles`, async () => {
  const random = createSequence(7);
  let next = startVaultProcess();
  let kills = 0;
  try {
    for (let vault = 0; vault < VAULTS; vault++) {
      const { url = "", database } = clickhouse.createOptions();
      const place = await world.createPlace({ clickhouse: { url: url.toString(), database } });
      for (let kill = 0; kill <= KILLS; kill++) {
        const own = next;
        next = startVaultProcess();
        const isLast = kill === KILLS;
        const killAt = 1 + Math.floor(random() * CALLS_BEFORE_KILL);
        const killAfterMs = random() < 0.5 ? undefined : random() * 10;
        const answer = await own.run({
          place: toLater(place, kill),
          isAtOnce: vault % 2 === 1,
          ...(!isLast && { killAt, killAfterMs }),
        });
        await own.end();
        kills += answer ? 0 : 1;
        if (!answer) continue;
        await world.check(place, answer);
        break;
      }
    }
  } finally {
    await next.end();
  }
  expect(kills).toBeGreaterThan(VAULTS * KILLS * 0.7);
});
