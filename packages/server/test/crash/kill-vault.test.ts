import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import Database from "better-sqlite3";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createFileObjects } from "../../src/storage/objects/filesystem.ts";
import { createModelAnalytics } from "../model-analytics.ts";
import { startSources, startVaultProcess, type VaultProcess } from "./killed-vault.ts";
import { BUNNY_LINES, bringIn, QUESTIONS, REJECTED_TEXTS, UNIQUE_EVENTS, UNIQUE_SESSIONS } from "./vault-load.ts";
import { closeVaultStores, createVaultTasks, openVaultStores, type VaultPlace } from "./vault-parts.ts";
import type { VaultAnswer } from "./vault-process.ts";

/** Killed so often each before they are left to end, after at most so many calls. */
const VAULTS = 5;
const KILLS = 5;
const CALLS_BEFORE_KILL = 25;
/** What a task may be killed before. */
const EVERY_CALL = [
  ...["store.transaction", "objects.put", "queue.receive", "queue.remove"],
  ...["analytics.load", "analytics.loadSessions", "analytics.refreshBots"],
];
let root: string;
let sources: Awaited<ReturnType<typeof startSources>>;
/** What plain counting says of the load. */
let expected: readonly unknown[];
let placeCount = 0;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "cookiehub-kill-vault-"));
  sources = await startSources();
  const template = { directory: join(root, "template"), sourcesUrl: sources.url };
  const stores = await openVaultStores(template);
  await bringIn(stores);
  await closeVaultStores(stores);
  expected = await countByModel();
});
afterAll(async () => {
  sources.close();
  await rm(root, { recursive: true, force: true });
});

/** A copy of what came in, with nothing done yet. */
async function createPlace(): Promise<VaultPlace> {
  placeCount += 1;
  const directory = join(root, String(placeCount));
  await cp(join(root, "template"), directory, { recursive: true });
  return { directory, sourcesUrl: sources.url };
}

async function countByModel(): Promise<readonly unknown[]> {
  const stores = await openVaultStores(await createPlace());
  const analytics = createModelAnalytics();
  for (const task of createVaultTasks({ ...stores, analytics }, sources.url)) while ((await task.run()) === "done");
  await closeVaultStores(stores);
  return Promise.all(QUESTIONS.map(([name, given]) => analytics.ask(name, given as never)));
}

// As it comes from a process: without members that hold nothing.
const toPlain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/** Figures as plain counting has them, bronze whole and registered, nothing left over. */
async function check(place: VaultPlace, { answers, queued }: VaultAnswer): Promise<void> {
  expect(toPlain(answers)).toEqual(toPlain(expected));
  expect(queued).toBe(0);
  const objects = await createFileObjects({ directory: join(place.directory, "bronze") });
  const keys: string[] = [];
  const bunny: string[] = [];
  const rejected: string[] = [];
  for await (const key of objects.list("")) {
    const text = readText(await objects.get(key));
    if (/^(?:consent|bunny|cloudfront)\//.test(key)) keys.push(key);
    if (key.startsWith("bunny/")) bunny.push(...text.trimEnd().split("\n"));
    if (key.startsWith("rejected/")) rejected.push(...text.trimEnd().split("\n").map(readRejectedText));
  }
  expect(bunny).toEqual(BUNNY_LINES);
  expect(rejected.sort()).toEqual([...REJECTED_TEXTS].sort());
  const database = new Database(join(place.directory, "store.sqlite"), { readonly: true });
  const rows = database
    .prepare<[], { key: string; state: string }>(
      "SELECT key, state FROM ingest_objects UNION ALL SELECT key, state FROM cdn_files",
    )
    .all();
  const [waiting] = database.prepare<[], { count: number }>("SELECT count(*) AS count FROM outbox").all();
  database.close();
  expect(rows.map(({ key }) => key).sort()).toEqual(keys.sort());
  expect(new Set(rows.map(({ state }) => state))).toEqual(new Set(["loaded"]));
  expect(waiting).toEqual({ count: 0 });
}

function readText(body: Uint8Array = new Uint8Array()): string {
  return (body[0] === 0x1f ? gunzipSync(body) : Buffer.from(body)).toString();
}

/** The line that was refused, of a log or of a queue. */
function readRejectedText(written: string): string {
  const { text, line } = JSON.parse(written) as { text?: string; line: string };
  return text ?? line;
}

/** Has one process after the other killed, each at the next call; it first ends what the one before it left. */
async function killAtEveryCall(): Promise<readonly string[]> {
  let left: VaultPlace | undefined;
  let next = startVaultProcess();
  try {
    for (let killAt = 1; ; killAt++) {
      const own = next;
      next = startVaultProcess();
      if (left) await finish(own, left);
      left = await createPlace();
      const answer = await own.run({ place: left, killAt });
      await own.end();
      if (!answer) continue;
      await check(left, answer);
      return answer.calls;
    }
  } finally {
    await next.end();
  }
}

async function finish(own: VaultProcess, place: VaultPlace): Promise<void> {
  const answer = await own.run({ place });
  if (!answer) throw new Error("a process that was not to be killed has ended");
  await check(place, answer);
}

test("the load is what it is meant to be: every door is used, and figures are there to go wrong", async () => {
  const flat = Object.fromEntries(QUESTIONS.map(([name], index) => [name, expected[index]]));
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
      const place = await createPlace();
      for (let kill = 0; kill <= KILLS; kill++) {
        const own = next;
        next = startVaultProcess();
        const killAt = 1 + Math.floor(random() * CALLS_BEFORE_KILL);
        const isLast = kill === KILLS;
        const answer = await own.run({ place, isAtOnce: true, ...(!isLast && { killAt, killAfterMs: random() * 5 }) });
        await own.end();
        if (answer) await check(place, answer);
        expect(answer !== undefined || !isLast).toBe(true);
        if (answer) break;
      }
    }
  } finally {
    await next.end();
  }
});

/** A pseudo-random sequence, so that a failing run can be repeated. */
function createSequence(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
