import { performance } from "node:perf_hooks";
import type { Hono } from "hono";
import { createKeyRoutes } from "./accounts/key-routes.ts";
import { createKeyService } from "./accounts/key-service.ts";
import { createOrganizationRoutes } from "./accounts/organization-routes.ts";
import { createOrganizationService } from "./accounts/organization-service.ts";
import { type Provisioned, provision } from "./accounts/provision.ts";
import { createAuditPartitions } from "./audit/audit-partitions.ts";
import { type Audit, createAudit } from "./audit/create-audit.ts";
import { createPurgeQueue } from "./cdn/purge-queue.ts";
import { createPurger } from "./cdn/settings.ts";
import type { ServerConfig } from "./config.ts";
import { createAgentReader } from "./consent/agent.ts";
import { createIdempotencySweep } from "./consent/idempotency-sweep.ts";
import { createLiveEvents, type LiveEvents } from "./consent/live/live-events.ts";
import { createEventsRoute } from "./consent/live/route.ts";
import { createConsentRoutes } from "./consent/routes.ts";
import { createConsentService } from "./consent/service.ts";
import { createTransferService } from "./consent/transfer.ts";
import { createCollector } from "./edge/collect.ts";
import { createEdgeRoutes } from "./edge/routes.ts";
import type { WidgetFiles } from "./edge/widget-files.ts";
import { createExperimentRoutes } from "./experiments/routes.ts";
import { createExperimentService } from "./experiments/service.ts";
import { createApp } from "./http/app.ts";
import type { Logger, ServerLog } from "./http/log.ts";
import { createMetrics, type Metrics } from "./http/metrics.ts";
import { createOperationRoutes } from "./http/operation-routes.ts";
import { createRequestLimits, type RequestLimits } from "./http/request-limits.ts";
import type { Route } from "./http/route.ts";
import { createInspectorRoutes } from "./inspector/routes.ts";
import { closeStores, openStores, type Stores } from "./open-stores.ts";
import { createRandomSource } from "./random.ts";
import type { LocationReader } from "./regulation/location.ts";
import { openLocations } from "./regulation/open-locations.ts";
import { checkFreeDisk } from "./storage/free-disk.ts";
import type { TenantRow } from "./storage/ports.ts";
import { type Loop, startLoop, type Task } from "./tasks/loop.ts";
import { pickTasks } from "./tasks/pick-tasks.ts";
import { createTcf, type Tcf } from "./tcf/create-tcf.ts";
import { createOperatorCheck } from "./tcf/operator-check.ts";
import { createTcfResolver } from "./tcf/resolved-tcf.ts";
import { createTenantDirectory, type TenantDirectory } from "./tenants/directory.ts";
import { createIdentitySecretRoutes } from "./tenants/identity-secret-routes.ts";
import { createIdentitySecretService } from "./tenants/identity-secrets.ts";
import { createTenantRoutes } from "./tenants/routes.ts";
import { createTenantService } from "./tenants/service.ts";
import { createVault, type Vault } from "./vault/create-vault.ts";
import { createVaultRoutes } from "./vault/routes.ts";
import { VERSION } from "./version.ts";

export interface ComposeParts {
  readonly config: ServerConfig;
  readonly widget: WidgetFiles;
  readonly log: ServerLog;
  readonly isDraining: () => boolean;
  readonly now?: (() => number) | undefined;
}

/** A server that is put together, not yet listening. */
export interface Composition {
  readonly app: Hono;
  readonly provisioned: Provisioned;
  readonly stores: Stores;
  /** Starts the background tasks. */
  startTasks(): void;
  /** Ends the answers that would go on for ever, and takes no new ones: a server that closes would wait for them. */
  endStreams(): void;
  /** Ends the tasks after what they are doing, then closes every store. */
  close(): Promise<void>;
}

/** Puts the server together: configuration -> stores -> services -> application and tasks. */
export async function compose(parts: ComposeParts): Promise<Composition> {
  const { config, now = Date.now } = parts;
  const { log, onRequest } = parts.log;
  const places = await openLocations(config.location, log);
  const stores = await openStores(config, now, (change) => {
    if (change.state === "up") log.info(change, "redis answers");
    else log.warn(change, "redis is away: going on without it");
  });
  const random = createRandomSource();
  const provisioned = await provision({ store: stores.relational, nowMs: now(), random }, config.init);
  const metrics = createMetrics({ isProcessIncluded: true });
  const tenants = await createTenantDirectory(stores.relational, stores.cache, now);
  const administration = createAdministration(parts, stores, tenants, metrics);
  const { relational: store, objects } = stores;
  const audit = createAudit({ store, objects, tenants, settings: config.audit, log, metrics, now, random });
  const tcf = config.tcf && (await createTcf({ settings: config.tcf, store, objects, log, metrics, now }));
  const pipeline = createPipeline(log, metrics, now);
  const { lookUp } = places;
  const vault = await createVault({ config, stores, lookUp, log, metrics, now, wake: pipeline.wake });
  const upkeep = [createIdempotencySweep(store, now), createAuditPartitions(store, now)];
  const tasks = pickTasks(config.tasks, [
    ...[...vault.tasks, ...upkeep, ...administration.tasks],
    ...[...places.tasks, ...audit.tasks, ...(tcf?.tasks ?? [])],
  ]);
  const isTrusted = (address: string): boolean => config.trustedProxies.has(address);
  const limits = createRequestLimits(config.limits, isTrusted, () => performance.now());
  const live = await openLive(parts, stores, metrics);
  const forBrowsers = { limits, live, isTrusted, locations: places.locations };
  const routes = createRoutes(
    parts,
    stores,
    tenants,
    metrics,
    forBrowsers,
    { audit, tcf, vault },
    administration.routes,
  );
  const app = createApp({
    routes,
    proxies: config.trustedProxies,
    log,
    onRequest,
    metrics,
    limits,
    clock: () => performance.now() / 1000,
  });
  return {
    app,
    provisioned,
    stores,
    startTasks: () => pipeline.start(tasks),
    endStreams: live.close,
    close: async () => {
      live.close();
      tcf?.close();
      vault.close();
      await pipeline.stop();
      tenants.close();
      await closeStores(stores);
    },
  };
}

async function openLive({ config, log: { log } }: ComposeParts, stores: Stores, metrics: Metrics): Promise<LiveEvents> {
  const live = await createLiveEvents({
    cache: stores.cache,
    isDeaf: !isAlone(config) && !stores.cache.isShared,
    ...config.live,
    everySecond,
    random: Math.random,
    onFailure: (error) => log.warn({ error: String(error) }, "a live event could not be read: it is tried again"),
  });
  metrics.addGauge("cookiehub_live_connections", "Browsers that listen for live events", async () => {
    return live.count().connections;
  });
  return live;
}

/** What holds browsers' calls in bounds, and what tells them of changes. */
interface ForBrowsers {
  readonly limits: RequestLimits;
  readonly live: LiveEvents;
  readonly isTrusted: (address: string) => boolean;
  readonly locations: LocationReader;
}

function createRoutes(
  { config, widget, log: { log }, isDraining, now = Date.now }: ComposeParts,
  stores: Stores,
  tenants: TenantDirectory,
  metrics: Metrics,
  { limits, live, isTrusted, locations }: ForBrowsers,
  { audit, tcf, vault }: { readonly audit: Audit; readonly tcf: Tcf | undefined; readonly vault: Vault },
  administration: readonly Route[],
): Route[] {
  const { relational: store, analytics, queue } = stores;
  const random = createRandomSource();
  const readAgent = createAgentReader();
  const service = createConsentService({
    store,
    cache: stores.cache,
    isAlone: isAlone(config),
    announce: live.announce,
    now,
    random,
  });
  const transfers = createTransferService({ store, now, random });
  const routes = [
    ...createConsentRoutes({ service, tenants, readAgent, locations, store, now, transfers }),
    createEventsRoute({ live, tenants, store, now, isTrusted, locations }),
    ...audit.routes,
    ...(tcf?.routes ?? []),
    ...administration,
    ...createEdgeRoutes({
      tenants,
      widget,
      collect: createCollector(tenants, queue, now),
      readAgent,
      locations,
      limits,
      resolveTcf: createTcfResolver(tcf?.service),
    }),
    ...(config.hasStatistics
      ? createVaultRoutes({ analytics, store, tenants, settings: config.vault, exports: vault.exports })
      : []),
  ];
  const described = [...routes, ...createInspectorRoutes()];
  const pings = Object.fromEntries(Object.entries(stores).map(([name, one]) => [name, () => one.ping()]));
  const checks = {
    ...pings,
    audit_log: audit.check,
    disk: () => checkFreeDisk(config.dataDirectory),
    ...(tcf && { tcf_list: tcf.check }),
    ...vault.checks,
  };
  return [
    ...described,
    ...createOperationRoutes(
      { metrics, log, checks, dispensable: toDispensable(config), isDraining, version: VERSION },
      described,
    ),
  ];
}

// All processes share S3, SQS and ClickHouse: taking each of them out of traffic while these are away would end decisions as
// well, which need none of them.
function toDispensable({ s3, sqs, clickhouse }: ServerConfig): string[] {
  const shared = [s3 && "objects", sqs && "queue", clickhouse && "analytics"];
  return [
    "cache",
    "audit_log",
    "disk",
    "tcf_list",
    "cdn_logs",
    "consent_objects",
    "erasures",
    ...shared.filter((name) => name !== undefined),
  ];
}

// Who may do what, and what is published: tenants, experiments, organizations, keys. The CDN is told behind their backs.
function createAdministration(
  { config, log: { log }, now = Date.now }: ComposeParts,
  { relational: store, analytics }: Stores,
  directory: TenantDirectory,
  metrics: Metrics,
): { readonly routes: readonly Route[]; readonly tasks: readonly Task[] } {
  const random = createRandomSource();
  const purges = config.cdn && createPurgeQueue({ purger: createPurger(config.cdn, now), log, metrics });
  const onPublished = (tenant: TenantRow): void => purges?.add(tenant);
  const publishing = { store, directory, now, random, onPublished, checkConfig: createOperatorCheck(config.tcf) };
  const tenants = createTenantService(publishing);
  const organizations = createOrganizationService({ ...publishing, log });
  const experiments = createExperimentService({ publish: tenants.publish, analytics, now });
  const service = createIdentitySecretService({ store, now, random });
  return {
    routes: [
      ...createTenantRoutes(tenants, store),
      ...createExperimentRoutes({
        service: experiments,
        store,
        tenants: directory,
        hasStatistics: config.hasStatistics,
      }),
      ...createIdentitySecretRoutes({ service, store, tenants: directory }),
      ...createOrganizationRoutes(organizations, store),
      ...createKeyRoutes(createKeyService({ store, now, random }), store),
    ],
    tasks: [organizations.task, ...(purges ? [purges.task] : [])],
  };
}

interface Pipeline {
  start(tasks: readonly Task[]): void;
  wake(taskName: string): void;
  stop(): Promise<void>;
}

function createPipeline(log: Logger, metrics: Metrics, now: () => number): Pipeline {
  const loops = new Map<string, Loop>();
  return {
    start: (tasks) => {
      for (const task of tasks) loops.set(task.name, startLoop(task, { log, metrics, now }));
    },
    wake: (name) => loops.get(name)?.wake(),
    stop: async () => {
      await Promise.all([...loops.values()].map((loop) => loop.stop()));
    },
  };
}

// A database of its own has one process; on a shared one there may be others, whether or not they share a cache.
function isAlone({ database, redis }: ServerConfig): boolean {
  return database === undefined && redis === undefined;
}

function everySecond(tick: () => void): () => void {
  const timer = setInterval(tick, 1000).unref();
  return () => clearInterval(timer);
}
