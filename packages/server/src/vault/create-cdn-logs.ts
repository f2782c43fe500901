import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createAgentReader } from "../consent/agent.ts";
import type { Logger } from "../http/log.ts";
import type { Metrics } from "../http/metrics.ts";
import type { AnalyticsStore, ObjectStore, RelationalStore } from "../storage/ports.ts";
import type { Task } from "../tasks/loop.ts";
import { type AsnClasses, readAsnClasses } from "./asn/asn-classes.ts";
import { downloadAsnFile } from "./asn/asn-source.ts";
import { findNoAsn } from "./asn/asn-table.ts";
import type { CdnLogSettings } from "./cdn-log-settings.ts";
import { type BunnyPull, createBunnyPull } from "./ingest/bunny-api-logs.ts";
import { createBunnyLogs } from "./ingest/bunny-logs.ts";
import { createCdnIngest } from "./ingest/clickhouse-ingest.ts";
import { createCloudFrontIndex } from "./ingest/cloudfront-log-index.ts";
import { type AsnKeeper, createAsnKeeper } from "./ingest/refresh-asn.ts";
import { SETTLE_LOCK } from "./ingest/settle.ts";
import { createSessionRows } from "./rows/session-row.ts";

export interface CdnLogParts {
  readonly settings: CdnLogSettings;
  readonly store: RelationalStore;
  readonly objects: ObjectStore;
  readonly analytics: AnalyticsStore;
  /** Finds the place of an address, where a log tells no country. */
  readonly lookUp?: ((address: string) => string | null) | undefined;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly now: () => number;
}

/** What brings CDN logs into the statistics. */
export interface CdnLogs {
  readonly tasks: readonly Task[];
  /** Whether no file was given up, and no day of a log is about to be lost. Throws what is wrong. */
  check(): Promise<void>;
  /** Ends downloads that are under way. */
  close(): void;
}

const CALL_TIMEOUT_MS = 120_000;
const BOTS_EVERY_MS = 300_000;
/** Of the three days that the provider keeps a log. */
const LAG_MS_MAX = 36 * 3_600_000;

/** Creates the tasks that the settings ask for; files that are in bronze are loaded in any case. */
export async function createCdnLogs(parts: CdnLogParts): Promise<CdnLogs> {
  const { settings, store, objects, analytics, lookUp, log, metrics, now } = parts;
  const closing = new AbortController();
  const networks = await createNetworks(parts, closing.signal);
  const bunny = settings.bunny && createBunny(parts, settings.bunny);
  const readAgent = createAgentReader();
  const ingest = createCdnIngest({
    ...{ store, objects, analytics, log, metrics, now },
    prepare: networks?.prepare,
    holder: randomUUID(),
    createRows: (source) => createSessionRows({ source, readAgent, findAsn: networks?.find ?? findNoAsn, lookUp }),
  });
  addGauges(metrics, store, bunny, networks);
  return {
    tasks: [
      // Sessions are told apart by the list in the memory of the process that loads them.
      ...(networks ? [{ ...networks.task, accompanies: ["clickhouse-ingest"] }] : []),
      ...(bunny ? [bunny.task] : []),
      ...(settings.cloudFront ? [await createCloudFront(parts, settings.cloudFront)] : []),
      ingest,
      createBotRefresh(store, analytics),
    ],
    check: () => checkCdnLogs(store, bunny),
    close: () => closing.abort(),
  };
}

function createBunny(
  { store, objects, log, now }: CdnLogParts,
  { zones, ...options }: NonNullable<CdnLogSettings["bunny"]>,
): BunnyPull {
  const logs = createBunnyLogs({ ...options, timeoutMs: CALL_TIMEOUT_MS });
  return createBunnyPull({ logs, zones, store, objects, log, now });
}

async function createCloudFront(
  { store, objects, now }: CdnLogParts,
  { bucket, region, prefix }: NonNullable<CdnLogSettings["cloudFront"]>,
): Promise<Task> {
  // The client takes long to load: whoever does not use it does not pay for it.
  const { createS3Objects } = await import("../storage/objects/s3.ts");
  const source = await createS3Objects({ bucket, region, isReadOnly: true });
  return createCloudFrontIndex({ source, prefix, store, objects, now });
}

/** Creates what knows the networks, where a list of them is configured. */
export async function createNetworks(
  parts: Pick<CdnLogParts, "settings" | "store" | "objects" | "log" | "now">,
  closing: AbortSignal,
  download: typeof downloadAsnFile = downloadAsnFile,
): Promise<AsnKeeper | undefined> {
  const { settings, store, objects, log, now } = parts;
  const { source, classesFile } = settings.asn;
  if (!source) return undefined;
  const classes = await readClasses(classesFile);
  return createAsnKeeper({ source, classes, store, objects, log, now, closing, download });
}

async function readClasses(file: string | undefined): Promise<AsnClasses> {
  return file === undefined ? new Map() : readAsnClasses(await readFile(file, "utf8"));
}

/** Days whose share of one user agent has changed are counted anew (`refresh-bots`). */
function createBotRefresh(store: RelationalStore, analytics: AnalyticsStore): Task {
  return {
    name: "refresh-bots",
    everyMs: BOTS_EVERY_MS,
    // Not while rows expire: a day that lost some must not be judged by the rest.
    run: async () => {
      await store.exclusively(SETTLE_LOCK, () => analytics.refreshBots());
      return "idle";
    },
  };
}

function addGauges(
  metrics: Metrics,
  store: RelationalStore,
  bunny: BunnyPull | undefined,
  networks: AsnKeeper | undefined,
): void {
  const { cdn } = store.repositories;
  for (const state of ["pending", "failed"] as const) {
    metrics.addGauge(`cookiehub_cdn_files_${state}`, `Files of CDN logs in state ${state}`, async () => {
      return (await store.read(() => cdn.countFiles()))[state];
    });
  }
  if (bunny) {
    const help = "How long ago the oldest day ended whose log is not whole in bronze, in seconds; it is kept 72 hours";
    metrics.addGauge("cookiehub_bunny_log_lag_seconds", help, async () => (await bunny.readLagMs()) / 1000);
  }
  if (networks) {
    metrics.addGauge("cookiehub_asn_networks", "Networks that are known", async () => networks.size());
  }
}

async function checkCdnLogs(store: RelationalStore, bunny: BunnyPull | undefined): Promise<void> {
  const { cdn } = store.repositories;
  if (await store.read(() => cdn.hasFailedFiles())) throw new Error("a CDN log was given up: see cdn_files.last_error");
  const lagMs = (await bunny?.readLagMs()) ?? 0;
  if (lagMs > LAG_MS_MAX) throw new Error(`a day of Bunny's log is missing that ended ${lagMs / 3_600_000} hours ago`);
}
