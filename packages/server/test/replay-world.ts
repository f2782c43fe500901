import path from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { onTestFinished } from "vitest";
import { createAgentReader } from "../src/consent/agent.ts";
import { createLog } from "../src/http/log.ts";
import { createMetrics } from "../src/http/metrics.ts";
import type { LoadedObject } from "../src/storage/contract/analytics-model.ts";
import type { LoadedBatch } from "../src/storage/contract/analytics-model-sessions.ts";
import { createTestFolder } from "../src/storage/contract/test-folder.ts";
import { createFileObjects } from "../src/storage/objects/filesystem.ts";
import type {
  AnalyticsStore,
  ConsentEventRow,
  ObjectStore,
  RelationalStore,
  SessionRow,
} from "../src/storage/ports.ts";
import { createSqliteRelational } from "../src/storage/relational/sqlite.ts";
import type { AsnFinder } from "../src/vault/asn/asn-table.ts";
import { toBronzeObject } from "../src/vault/ingest/bronze-object.ts";
import { createCdnIngest } from "../src/vault/ingest/clickhouse-ingest.ts";
import { createObjectIngest } from "../src/vault/ingest/consent-clickhouse-ingest.ts";
import { type ReplayParts, type ReplayReport, replay } from "../src/vault/replay/replay.ts";
import { type RowMakers, readEventParts, readSessionParts } from "../src/vault/replay/replay-rows.ts";
import { createSessionRows } from "../src/vault/rows/session-row.ts";

/** Bronze with what was loaded of it, for replays. */
export interface ReplayWorld {
  readonly store: RelationalStore;
  readonly objects: ObjectStore;
  /** What rows in bronze come to, in the order in which they came: what the plain computation counts. */
  readonly events: LoadedObject[];
  readonly sessions: LoadedBatch[];
  /** Puts messages into bronze as the ingest of a queue does; `""`: this server's own. */
  addMessages(messages: readonly string[], takenAtMs: number, source?: string): Promise<string>;
  /** Puts a file of a CDN's log into bronze. */
  addLog(key: string, lines: readonly string[]): Promise<void>;
  /** Loads what waits, as the server's tasks do. */
  load(): Promise<void>;
  replay(given?: Partial<ReplayParts>): Promise<ReplayReport>;
  /** Another store in place of the one at hand, which is not closed. */
  use(analytics: AnalyticsStore): void;
  /** Whose a domain id is. */
  readonly codes: Map<number, string>;
  readonly makers: RowMakers;
}

const REGISTERED_MS = Date.parse("2026-03-10");
/** The last number of an address says what its network is. */
const findAsn: AsnFinder = (family, words) =>
  family === 4 && (words[3] ?? 0) % 256 === 66
    ? { asn: 64_500, asnClass: "hosting" }
    : { asn: 64_501, asnClass: "isp" };
let runs = 0;

export async function createReplayWorld(first: AnalyticsStore): Promise<ReplayWorld> {
  const folder = createTestFolder();
  const store = await createSqliteRelational({ file: path.join(folder, "db.sqlite") });
  onTestFinished(() => store.close());
  const objects = await createFileObjects({ directory: path.join(folder, "objects") });
  const readAgent = createAgentReader();
  const codes = new Map<number, string>();
  const makers: RowMakers = {
    readAgent,
    findDomainCode: async (id) => codes.get(id),
    createRows: (source) => createSessionRows({ source, readAgent, findAsn }),
  };
  let analytics = first;
  const events: LoadedObject[] = [];
  const sessions: LoadedBatch[] = [];
  const { log } = createLog("silent");
  const metrics = createMetrics({ isProcessIncluded: false });
  let nowMs = REGISTERED_MS;
  const now = () => ++nowMs;

  return {
    ...{ store, objects, events, sessions, codes, makers },
    async addMessages(messages, takenAtMs, source = "") {
      const { key, body } = await toBronzeObject(messages, takenAtMs, source);
      if ((await objects.put(key, body)) === "created") {
        events.push({ key, rows: await toRows(readEventParts(key, body, makers, () => true)) });
      }
      await store.transaction(() => store.repositories.ingest.register(key, now()));
      return key;
    },
    async addLog(key, lines) {
      const body = gzipSync(`${lines.join("\n")}\n`);
      await objects.put(key, body);
      sessions.push({ key, rows: await toRows(readSessionParts(key, body, makers, () => true)) });
      await store.transaction(() => store.repositories.cdn.registerFile(key, now()));
    },
    async load() {
      const parts = { store, objects, analytics, log, metrics, now, holder: "loader", ...makers };
      for (const task of [createObjectIngest(parts), createCdnIngest(parts)]) while ((await task.run()) === "done");
    },
    replay: (given = {}) =>
      replay({
        ...{ store, objects, analytics, ...makers, now, code: undefined, isDryRun: false },
        ...{ period: { from: "2026-02-25", to: "2026-03-08" }, runId: `run-${++runs}` },
        ...{ signal: new AbortController().signal, pause: async () => {}, onTryAgain: () => {}, onProgress: () => {} },
        ...given,
      }),
    use(other) {
      analytics = other;
    },
  };
}

async function toRows<Row>(parts: AsyncIterable<{ readonly rows: readonly Row[] }>): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const part of parts) rows.push(...part.rows);
  return rows;
}

/** A message of this server's own that comes to about such a row. */
export function toMessage(row: ConsentEventRow): string {
  const { eventId, receivedAtMs, country, region } = row;
  return JSON.stringify({
    v: 3,
    received_at: new Date(receivedAtMs).toISOString(),
    location: region.startsWith(country) && region !== "" ? region : country || null,
    agent: { browser: row.browser, os: row.os, device: row.device, browser_context: row.browserContext },
    required: [],
    event: {
      // The parsers want longer ids than the streams draw.
      ...{ event_type: row.eventType, event_id: `${eventId}-of-a-test`, user_token: `${row.userToken}-of-a-test` },
      code: row.code,
      ...{ hostname: row.hostname, path: row.path, language: row.language, regulation: row.regulation },
      ...{ gpc: row.gpc, consent_method: row.method },
      ...(row.variant !== "" && { variant: row.variant }),
      ...(row.gppString !== "" && { gpp_string: row.gppString }),
      ...(row.timeToDecisionMs !== null && { time_to_decision_ms: row.timeToDecisionMs }),
      ...{ categories_disclosed: row.categoriesDisclosed, categories_consented: row.categoriesConsented },
    },
  });
}

/** A line of Bunny's log that comes to about such a row. */
export function toLogLine(row: SessionRow): string {
  const address = row.asnClass === "hosting" || row.asnClass === "vpn" ? "198.51.100.66" : "198.51.100.7";
  const page = `https://${row.hostname}${row.path}`;
  const url = `https://x.b-cdn.net/c/${row.code}.js`;
  return `HIT|200|${row.requestedAtMs}|412|390|${address}|${page}|${url}|DE|Agent ${row.userAgent}|${row.requestId}|${row.country || "-"}`;
}

/** How messages lie in objects: the source of each, how long after its first event it was taken, and which form they have. */
export const layingArbitrary = fc.record({
  source: fc.constantFrom("", "", "eu", "aws"),
  lateMs: fc.constantFrom(0, 0, 3_600_000, 3 * 86_400_000, 40 * 86_400_000),
  keyDay: fc.constantFrom(-1, 0, 0, 1),
});
