import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ConsentFunnelAnswer, ConsentHistoryAnswer, ConsentStatusAnswer } from "@cookiehub/schemas/types";
import { type ServerProcess, startServerProcess } from "../server-process.ts";
import { DECISION, TEST_API_KEY, toHeaders } from "../test-server.ts";

const WRITERS = 24;

/** One decision as a browser would keep it in its queue until it is acknowledged. */
interface Pending {
  readonly device: string;
  readonly body: string;
}

/** What was done to a device after its decision, and acknowledged. */
export interface FollowUp {
  readonly kind: "withdraw" | "migrate";
  readonly auditId: string;
}

/** A server that is killed again and again while it is written to, and what it promised. */
export interface KilledServer {
  readonly directory: string;
  /** Device -> the answer to its decision. */
  readonly acknowledged: ReadonlyMap<string, { readonly auditId: string; readonly body: string }>;
  readonly attempted: ReadonlyMap<string, Pending>;
  readonly followUps: ReadonlyMap<string, FollowUp>;
  readonly reported: { readonly attempted: ReadonlySet<string>; readonly acknowledged: ReadonlySet<string> };
  /** Writes from many sides at once; kills the server in the midst of it, after a number of acknowledgements. */
  runRound(round: number): Promise<void>;
  /** Starts it again, to be asked. */
  start(): Promise<ServerProcess>;
  remove(): Promise<void>;
}

export async function createKilledServer(env: Record<string, string>): Promise<KilledServer> {
  const directory = await mkdtemp(join(tmpdir(), "cookiehub-crash-"));
  const acknowledged = new Map<string, { auditId: string; body: string }>();
  const attempted = new Map<string, Pending>();
  const followUps = new Map<string, FollowUp>();
  const reported = { attempted: new Set<string>(), acknowledged: new Set<string>() };
  const running = new Set<ServerProcess>();
  const start = async (): Promise<ServerProcess> => {
    const server = await startServerProcess({ ...toEnv(directory), ...env });
    running.add(server);
    return server;
  };

  async function decide(server: ServerProcess, pending: Pending): Promise<void> {
    attempted.set(pending.device, pending);
    const headers = toHeaders(pending.device, `key_${pending.device}`);
    const response = await fetch(`${server.url}/api/v1/consent`, { method: "POST", headers, body: pending.body });
    const auditId = await readAuditId(response, 201);
    acknowledged.set(pending.device, { auditId, body: pending.body });
  }

  async function followUp(server: ServerProcess, device: string, kind: FollowUp["kind"]): Promise<void> {
    const headers = toHeaders(device);
    const response =
      kind === "withdraw"
        ? await fetch(`${server.url}/api/v1/consent/categories/analytics`, { method: "DELETE", headers })
        : await fetch(`${server.url}/api/v1/consent/migrate`, {
            method: "POST",
            headers: { ...headers, "X-API-Key": TEST_API_KEY },
            body: JSON.stringify({ device_id: device, user_id: `user of ${device}` }),
          });
    followUps.set(device, { kind, auditId: await readAuditId(response, 200) });
  }

  async function report(server: ServerProcess, id: string): Promise<void> {
    reported.attempted.add(id);
    const event = { event_type: "impression", event_id: id, user_token: "dev_someone01", code: "demo0001" };
    const response = await fetch(`${server.url}/v3/events`, { method: "POST", body: JSON.stringify(event) });
    if (response.status === 202) reported.acknowledged.add(id);
  }

  async function runRound(round: number): Promise<void> {
    const server = await start();
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
        const luck = random();
        try {
          await Promise.all([decide(server, next), report(server, `evt_${device}`)]);
          if (luck < 0.2) await followUp(server, next.device, "withdraw");
          else if (luck < 0.4) await followUp(server, next.device, "migrate");
        } catch (error) {
          if (!killed) throw error;
        }
        if (acknowledged.size >= killAfter && running.delete(server)) killed = server.end("SIGKILL");
      }
    };
    await Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(writer)));
    await killed;
  }

  async function remove(): Promise<void> {
    // A test that failed left one running.
    await Promise.all([...running].map((server) => server.end("SIGKILL")));
    await rm(directory, { recursive: true, force: true });
  }
  return { directory, acknowledged, attempted, followUps, reported, runRound, start, remove };
}

function toEnv(directory: string): Record<string, string> {
  return {
    COOKIEHUB_DATA_DIR: directory,
    COOKIEHUB_INIT_TENANT_ID: "demo",
    COOKIEHUB_INIT_TENANT_CODE: "demo0001",
    COOKIEHUB_INIT_TENANT_DOMAIN: "shop.example",
    COOKIEHUB_INIT_API_KEY: TEST_API_KEY,
    COOKIEHUB_LIMIT_READS: "0",
    COOKIEHUB_LIMIT_WRITES: "0",
    COOKIEHUB_LIMIT_EVENTS: "0",
    COOKIEHUB_LIMIT_KEY_CALLS: "0",
    CONSENT_FLUSH_AGE_MS: "20",
    COOKIEHUB_LOG_LEVEL: "info",
  };
}

/** A pseudo-random sequence, so that a failing run can be repeated. */
function createSequence(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

async function readAuditId(response: Response, status: number): Promise<string> {
  if (response.status !== status) throw new Error(`Unexpected answer ${response.status}: ${await response.text()}`);
  return ((await response.json()) as { audit_id: string }).audit_id;
}

/** Reads the decisions of a device, newest first. */
export async function readHistory(server: ServerProcess, device: string): Promise<ConsentHistoryAnswer["decisions"]> {
  const response = await fetch(`${server.url}/api/v1/consent/history`, { headers: toHeaders(device) });
  return ((await response.json()) as ConsentHistoryAnswer).decisions;
}

/** Reads what the statistics counted since yesterday. */
export async function readFigures(
  server: ServerProcess,
): Promise<{ status: ConsentStatusAnswer["totals"]; impressions: number }> {
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
