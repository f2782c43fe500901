import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ConsentFunnelAnswer, ConsentHistoryAnswer, ConsentStatusAnswer } from "@cookiehub/schemas/types";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type ServerProcess, startServerProcess } from "../server-process.ts";
import { DECISION, TEST_API_KEY, toHeaders } from "../test-server.ts";

const ROUNDS = 20;
const WRITERS = 24;

/** One decision as a browser would keep it in its queue until it is acknowledged. */
interface Pending {
  readonly device: string;
  readonly body: string;
}

let directory: string;
let server: ServerProcess;
const acknowledged = new Map<string, { auditId: string; body: string }>();
const attempted = new Map<string, Pending>();
const reported = { attempted: new Set<string>(), acknowledged: new Set<string>() };

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "cookiehub-crash-"));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

function start(): Promise<ServerProcess> {
  return startServerProcess({
    COOKIEHUB_DATA_DIR: directory,
    COOKIEHUB_INIT_TENANT_ID: "demo",
    COOKIEHUB_INIT_TENANT_CODE: "demo0001",
    COOKIEHUB_INIT_TENANT_DOMAIN: "shop.example",
    COOKIEHUB_INIT_API_KEY: TEST_API_KEY,
    CONSENT_FLUSH_AGE_MS: "20",
    COOKIEHUB_LOG_LEVEL: "info",
  });
}

/** A pseudo-random sequence, so that a failing run can be repeated. */
function createSequence(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

async function decide(pending: Pending): Promise<boolean> {
  attempted.set(pending.device, pending);
  const headers = toHeaders(pending.device, `key_${pending.device}`);
  const response = await fetch(`${server.url}/api/v1/consent`, { method: "POST", headers, body: pending.body });
  if (response.status !== 201) throw new Error(`Unexpected answer ${response.status}: ${await response.text()}`);
  const { audit_id } = (await response.json()) as { audit_id: string };
  acknowledged.set(pending.device, { auditId: audit_id, body: pending.body });
  return true;
}

async function report(id: string): Promise<void> {
  reported.attempted.add(id);
  const event = { event_type: "impression", event_id: id, user_token: "dev_someone01", code: "demo0001" };
  const response = await fetch(`${server.url}/v3/events`, { method: "POST", body: JSON.stringify(event) });
  if (response.status === 202) reported.acknowledged.add(id);
}

/** Writes from many sides at once; kills the server in the midst of it, after a number of acknowledgements. */
async function runRound(round: number): Promise<void> {
  const random = createSequence(round + 1);
  const killAfter = acknowledged.size + 5 + Math.floor(random() * 150);
  // What was not acknowledged before is retried with its key, as the widget does.
  const waiting = [...attempted.values()].filter(({ device }) => !acknowledged.has(device));
  let count = 0;
  let killed: Promise<unknown> | undefined;
  const write = async (writer: number): Promise<void> => {
    while (!killed) {
      const device = `dev_r${round}w${writer}n${count++}x`;
      const categories = { analytics: random() < 0.5, marketing: random() < 0.5, functional: random() < 0.5 };
      const next = waiting.pop() ?? { device, body: JSON.stringify({ ...DECISION, categories }) };
      try {
        await Promise.all([decide(next), report(`evt_${device}`)]);
      } catch (error) {
        if (!killed) throw error;
      }
      if (acknowledged.size >= killAfter) killed ??= server.end("SIGKILL");
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(writer)));
  await killed;
}

async function readHistory(device: string): Promise<ConsentHistoryAnswer["decisions"]> {
  const response = await fetch(`${server.url}/api/v1/consent/history`, { headers: toHeaders(device) });
  return ((await response.json()) as ConsentHistoryAnswer).decisions;
}

async function readFigures(): Promise<{ status: ConsentStatusAnswer["totals"]; impressions: number }> {
  const day = new Date().toISOString().slice(0, 10);
  const yesterday = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
  const options = {
    method: "POST",
    headers: { "X-API-Key": TEST_API_KEY },
    body: JSON.stringify({ code: "demo0001", from: yesterday, to: day }),
  };
  const status = (await (await fetch(`${server.url}/consent/status`, options)).json()) as ConsentStatusAnswer;
  const funnel = (await (await fetch(`${server.url}/consent/funnel`, options)).json()) as ConsentFunnelAnswer;
  return { status: status.totals, impressions: funnel.totals.impressions };
}

test(`a server killed ${ROUNDS} times under load keeps every acknowledged decision, its audit entry and the figures`, async () => {
  for (let round = 0; round < ROUNDS; round++) {
    server = await start();
    await runRound(round);
  }
  server = await start();

  let recorded = 0;
  const expected = { all_allowed: 0, all_denied: 0, partial: 0 };
  for (const { device, body } of attempted.values()) {
    const decisions = await readHistory(device);
    const promise = acknowledged.get(device);
    expect(decisions.length, `decisions of ${device}`).toBeLessThanOrEqual(1);
    const [decision] = decisions;
    if (promise) expect(decision, `acknowledged decision of ${device}`).toMatchObject({ audit_id: promise.auditId });
    if (!decision) continue;
    recorded++;
    const wanted = (JSON.parse(body) as typeof DECISION).categories;
    expect(decision.categories).toEqual({ ...wanted, essential: true });
    const record = await fetch(`${server.url}/api/v1/consent`, { headers: toHeaders(device) });
    const { categories } = (await record.json()) as { categories: Record<string, { consented: boolean }> };
    for (const [id, choice] of Object.entries(decision.categories)) expect(categories[id]?.consented).toBe(choice);
    const { essential: _, ...optional } = decision.categories;
    const granted = Object.values(optional).filter(Boolean).length;
    expected[granted === 3 ? "all_allowed" : granted === 0 ? "all_denied" : "partial"]++;
  }
  expect(acknowledged.size).toBeGreaterThan(ROUNDS * 5);

  await vi.waitFor(
    async () => expect((await readFigures()).status).toMatchObject({ decisions: recorded, ...expected }),
    {
      timeout: 30_000,
      interval: 100,
    },
  );
  const { impressions } = await readFigures();
  expect(impressions).toBeGreaterThanOrEqual(reported.acknowledged.size);
  expect(impressions).toBeLessThanOrEqual(reported.attempted.size);
  expect(await server.end("SIGTERM")).toBe(0);
});
