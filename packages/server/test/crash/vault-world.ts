import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import Database from "better-sqlite3";
import { Client } from "pg";
import { expect } from "vitest";
import { createFileObjects } from "../../src/storage/objects/filesystem.ts";
import { createModelAnalytics } from "../model-analytics.ts";
import { startSources } from "./killed-vault.ts";
import { countCalls } from "./step-counter.ts";
import { BUNNY_LINES, bringIn, NOW_MS, QUESTIONS, REJECTED_TEXTS } from "./vault-load.ts";
import { closeVaultStores, createVaultTasks, openVaultStores, type VaultPlace } from "./vault-parts.ts";
import type { VaultAnswer } from "./vault-process.ts";

/** Longer than a claim holds, and a message is kept from others. */
export const RESTART_MS = 61_000;

/** Vaults that all get the same load, and what must come of it. */
export interface VaultWorld {
  /** What plain counting says of the load, question by question. */
  readonly expected: readonly unknown[];
  /** What a vault does that nobody kills, by the names of the calls. */
  readonly calls: readonly string[];
  /** Makes a vault. Unless it has doors elsewhere, the load waits there. */
  createPlace(given?: Partial<VaultPlace>): Promise<VaultPlace>;
  /** Figures as plain counting has them, bronze whole and registered, nothing left over. */
  check(place: VaultPlace, answer: VaultAnswer): Promise<void>;
  remove(): Promise<void>;
}

export async function createVaultWorld(): Promise<VaultWorld> {
  const root = await mkdtemp(join(tmpdir(), "cookiehub-kill-vault-"));
  const sources = await startSources();
  let count = 0;
  const template = { directory: join(root, "template"), sourcesUrl: sources.url };
  const stores = await openVaultStores(template);
  await bringIn(stores);
  await closeVaultStores(stores);

  async function createPlace(given: Partial<VaultPlace> = {}): Promise<VaultPlace> {
    count += 1;
    const place = { ...template, directory: join(root, String(count)), ...given };
    await cp(template.directory, place.directory, { recursive: true });
    if (!given.database) return place;
    const own = await openVaultStores(place);
    await bringIn(own);
    await closeVaultStores(own);
    return place;
  }
  const { calls, answers } = await countByModel(await createPlace());
  return {
    ...{ expected: answers, calls, createPlace },
    check: async (place, answer) => {
      expect(toPlain(answer.answers)).toEqual(toPlain(answers));
      expect(answer.queued).toBe(0);
      await checkBronze(place);
    },
    async remove() {
      sources.close();
      await rm(root, { recursive: true, force: true });
    },
  };
}

async function countByModel(place: VaultPlace): Promise<Pick<VaultAnswer, "answers" | "calls">> {
  const calls: string[] = [];
  const stores = await openVaultStores(place);
  const analytics = createModelAnalytics();
  const counted = countCalls({ ...stores, analytics }, (name) => calls.push(name));
  for (const task of createVaultTasks(counted, place)) while ((await task.run()) === "done");
  await closeVaultStores(stores);
  return { calls, answers: await Promise.all(QUESTIONS.map(([name, given]) => analytics.ask(name, given as never))) };
}

// As it comes from a process: without members that hold nothing.
const toPlain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

async function checkBronze(place: VaultPlace): Promise<void> {
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
  const ledger = await readLedger(place);
  const registered = ledger.filter(({ state }) => state === "loaded").map(({ key }) => key);
  expect(ledger.filter(({ state }) => state !== "loaded")).toEqual([]);
  if (place.database === undefined) {
    expect(registered.sort()).toEqual(keys.sort());
    expect(rejected.sort()).toEqual([...REJECTED_TEXTS].sort());
    return;
  }
  // Where a worker failed or died, the queue may deliver its messages again in other company: another object, whose events are
  // known, and whose refused lines are told apart by its name. One that was not registered is one too many.
  expect(keys).toEqual(expect.arrayContaining(registered));
  expect([...new Set(rejected)].sort()).toEqual([...REJECTED_TEXTS].sort());
}

/** What is registered of bronze, and `outbox` for each decision that is still there. */
async function readLedger({ directory, database }: VaultPlace): Promise<readonly { key: string; state: string }[]> {
  const sql = `SELECT key, state FROM ingest_objects UNION ALL SELECT key, state FROM cdn_files
    UNION ALL SELECT message AS key, 'outbox' AS state FROM outbox`;
  if (database === undefined) {
    const file = new Database(join(directory, "store.sqlite"), { readonly: true });
    const rows = file.prepare<[], { key: string; state: string }>(sql).all();
    file.close();
    return rows;
  }
  const client = new Client({ connectionString: database });
  await client.connect();
  const { rows } = await client.query<{ key: string; state: string }>(sql);
  await client.end();
  return rows;
}

function readText(body: Uint8Array = new Uint8Array()): string {
  return (body[0] === 0x1f ? gunzipSync(body) : Buffer.from(body)).toString();
}

/** The line that was refused, of a log or of a queue. */
function readRejectedText(written: string): string {
  const { text, line } = JSON.parse(written) as { text?: string; line: string };
  return text ?? line;
}

/** The same vault some restarts on: what a dead process had claimed is free again. */
export const toLater = (place: VaultPlace, restarts: number): VaultPlace => ({
  ...place,
  nowMs: NOW_MS + restarts * RESTART_MS,
});

/** A pseudo-random sequence, so that a failing run can be repeated. */
export function createSequence(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
