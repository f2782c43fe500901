import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { createLog } from "../../src/http/log.ts";
import { createMetrics } from "../../src/http/metrics.ts";
import { startLoop } from "../../src/tasks/loop.ts";
import { countCalls } from "./step-counter.ts";
import { NOW_MS, QUESTIONS } from "./vault-load.ts";
import { closeVaultStores, createVaultTasks, openVaultStores, type VaultPlace } from "./vault-parts.ts";
import { createVaultWorld, type VaultWorld } from "./vault-world.ts";

/** A server is ended by force after nine seconds. */
const STOP_MS_MAX = 5000;
const loopParts = {
  ...{ log: createLog("silent").log, metrics: createMetrics({ isProcessIncluded: false }) },
  now: () => NOW_MS,
};

let world: VaultWorld;
beforeAll(async () => {
  world = await createVaultWorld();
});
afterAll(() => world.remove());

/** Runs every task in its loop, and tells all to end after so many calls to the outside; answers how long that took. */
async function runUntil(place: VaultPlace, callCount: number): Promise<number> {
  const stores = await openVaultStores(place);
  let calls = 0;
  let reach: () => void = () => {};
  const reached = new Promise<void>((resolve) => {
    reach = resolve;
  });
  const counted = countCalls(stores, () => {
    calls += 1;
    if (calls === callCount) reach();
  });
  const loops = createVaultTasks(counted, place).map((task) => startLoop(task, loopParts));
  await reached;
  const startMs = performance.now();
  await Promise.all(loops.map((loop) => loop.stop()));
  const tookMs = performance.now() - startMs;
  await closeVaultStores(stores);
  return tookMs;
}

test("told to end at any time, every task ends soon, gives back what it claimed, and loses nothing", async () => {
  for (let callCount = 1; callCount < 40; callCount += 6) {
    const place = await world.createPlace();
    expect(await runUntil(place, callCount)).toBeLessThan(STOP_MS_MAX);
    // At the same time: no claim has to run out.
    const stores = await openVaultStores(place);
    for (const task of createVaultTasks(stores, place)) while ((await task.run()) === "done");
    const answers: unknown[] = [];
    for (const [name, given] of QUESTIONS) answers.push(await stores.analytics.ask(name, given as never));
    const queued = await stores.queue.depth();
    await closeVaultStores(stores);
    await world.check(place, { calls: [], answers, queued });
  }
});

test("a provider that does not answer keeps nobody from ending, and is not blamed for it", async () => {
  let asked: () => void = () => {};
  const isAsked = new Promise<void>((resolve) => {
    asked = resolve;
  });
  // Takes every question, and answers none.
  const silent = createServer(() => asked()).listen(0, "127.0.0.1");
  await once(silent, "listening");
  onTestFinished(() => {
    silent.closeAllConnections();
    silent.close();
  });
  const sourcesUrl = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
  const place = await world.createPlace({ sourcesUrl });
  const stores = await openVaultStores(place);
  const pull = createVaultTasks(stores, place).find(({ name }) => name === "bunny-api-logs");
  if (!pull) throw new Error("there is no such task");
  const loop = startLoop(pull, loopParts);
  await isAsked;
  const startMs = performance.now();
  await loop.stop();
  expect(performance.now() - startMs).toBeLessThan(STOP_MS_MAX);
  expect(await stores.store.read(() => stores.store.repositories.cdn.findPull("11", "2026-03-02"))).toBeUndefined();
  await closeVaultStores(stores);
});
