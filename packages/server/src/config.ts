import { join } from "node:path";
import type { AuditSettings } from "./audit/settings.ts";
import { type CdnSettings, toCdnSettings } from "./cdn/settings.ts";
import { ConfigError } from "./config-error.ts";
import { environmentSchema, VARIABLES, type Variables } from "./config-variables.ts";
import { createTrustedProxies, type TrustedProxies } from "./http/peer.ts";
import type { RequestLimitSettings } from "./http/request-limits.ts";
import { type LocationSources, toLocationSources } from "./regulation/location-headers.ts";
import { type ClickHouseSettings, toClickHouseSettings } from "./storage/analytics/clickhouse/variables.ts";
import { type S3Settings, toS3Settings } from "./storage/aws/settings.ts";
import { type TcfSettings, toTcfSettings } from "./tcf/settings.ts";
import { type CdnLogSettings, toCdnLogSettings } from "./vault/cdn-log-settings.ts";
import type { RetentionSettings } from "./vault/erasure/variables.ts";
import type { VaultSettings } from "./vault/settings.ts";

export { ConfigError };

/** Everything the environment decides. This file is the one place that reads it; its documentation is `config-variables.ts`. */
export interface ServerConfig {
  readonly dataDirectory: string;
  readonly objectsDirectory: string;
  /** Whether this process loads events into its statistics and answers for them. */
  readonly hasStatistics: boolean;
  readonly port: number;
  readonly host: string;
  readonly logLevel: "debug" | "info" | "warn" | "error" | "silent";
  readonly trustedProxies: TrustedProxies;
  /** `database` is a file, `embedded` or `none`. */
  readonly location: { readonly sources: LocationSources; readonly database: string };
  readonly init: {
    readonly tenant:
      | { readonly id: string; readonly code: string | undefined; readonly hosts: readonly string[] }
      | undefined;
    readonly apiKey: string | undefined;
  };
  readonly audit: AuditSettings;
  /** `source` is the label of the queue in keys and rows; `""`: it has none. */
  readonly ingest: { readonly batchSize: number; readonly flushAgeMs: number; readonly source: string };
  /** Undefined: no domain id of a V1 or V2 message is known. */
  readonly domainsFile: string | undefined;
  readonly limits: RequestLimitSettings;
  readonly live: { readonly connectionsMax: number };
  /** Undefined: records stand in a file of the data directory. */
  readonly database: { readonly url: string; readonly poolMax: number } | undefined;
  /** Undefined: statistics stand in a file of the data directory. */
  readonly clickhouse: ClickHouseSettings | undefined;
  /** Undefined: the cache stands in this process's memory. */
  readonly redis: { readonly url: string; readonly prefix: string } | undefined;
  /** Undefined: objects stand in `objectsDirectory`. */
  readonly s3: S3Settings | undefined;
  /** Undefined: events on their way in stand in a file of the data directory. */
  readonly sqs: { readonly queueUrl: string } | undefined;
  /** Undefined: no CDN is told of changes. */
  readonly cdn: CdnSettings | undefined;
  /** Undefined: the operator is not registered as a CMP, and the TCF is off. */
  readonly tcf: TcfSettings | undefined;
  /** Who reads every tenant's statistics, and from when on bots are left out of them. */
  readonly vault: VaultSettings;
  readonly cdnLogs: CdnLogSettings;
  /** Whether this process makes the archives of exports, where it keeps the statistics. */
  readonly hasExportWorker: boolean;
  readonly retention: RetentionSettings;
  /** Names of background tasks, or `all`, or `none`. */
  readonly tasks: readonly string[];
  /** Variables that start with `COOKIEHUB_` and mean nothing to this version: most likely misspelt. */
  readonly unknownVariables: readonly string[];
}

/** Turns the environment into configuration. Empty variables count as absent. Throws `ConfigError` with one line. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): ServerConfig {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ""));
  const parsed = environmentSchema.safeParse(given);
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `${String(issue.path[0])} ${issue.message}`);
    throw new ConfigError(`Configuration: ${[...new Set(faults)].join("; ")}.`);
  }
  const values = parsed.data;
  return {
    dataDirectory: values.COOKIEHUB_DATA_DIR,
    objectsDirectory: values.COOKIEHUB_OBJECTS_DIR ?? join(values.COOKIEHUB_DATA_DIR, "objects"),
    hasStatistics: values.COOKIEHUB_STATISTICS === "on",
    port: values.PORT,
    host: values.HOST,
    logLevel: values.COOKIEHUB_LOG_LEVEL,
    trustedProxies: read(() => createTrustedProxies(values.COOKIEHUB_TRUSTED_PROXIES), "COOKIEHUB_TRUSTED_PROXIES"),
    location: readLocation(values),
    limits: readLimits(values),
    live: { connectionsMax: values.COOKIEHUB_LIVE_CONNECTIONS },
    init: { tenant: readInitTenant(values), apiKey: values.COOKIEHUB_INIT_API_KEY },
    audit: {
      keyFile: values.COOKIEHUB_AUDIT_KEY_FILE ?? join(values.COOKIEHUB_DATA_DIR, "audit-key.pem"),
      origin: values.COOKIEHUB_LOG_ORIGIN,
      archiveAfterDays: values.COOKIEHUB_AUDIT_ARCHIVE_AFTER_DAYS,
      retainDays: values.COOKIEHUB_AUDIT_RETAIN_DAYS,
    },
    ingest: {
      batchSize: values.CONSENT_BATCH_SIZE,
      flushAgeMs: values.CONSENT_FLUSH_AGE_MS ?? toFlushAgeMs(values.SQS_QUEUE_URL),
      source: values.CONSENT_SQS_NAME ?? "",
    },
    domainsFile: values.CONSENT_DOMAINS_FILE,
    database:
      values.COOKIEHUB_DATABASE_URL === undefined
        ? undefined
        : { url: values.COOKIEHUB_DATABASE_URL, poolMax: values.COOKIEHUB_DATABASE_POOL_MAX },
    clickhouse: read(() => toClickHouseSettings(values)),
    redis:
      values.COOKIEHUB_REDIS_URL === undefined
        ? undefined
        : { url: values.COOKIEHUB_REDIS_URL, prefix: values.COOKIEHUB_REDIS_PREFIX },
    s3: read(() => readS3(values)),
    sqs: values.SQS_QUEUE_URL === undefined ? undefined : { queueUrl: values.SQS_QUEUE_URL },
    cdn: read(() => readCdn(values)),
    tcf: read(() => readTcf(values)),
    cdnLogs: read(() => readCdnLogs(values)),
    hasExportWorker: values.EXPORTS_WORKER_ENABLED,
    retention: {
      sessionDays: values.SESSION_RETENTION_DAYS,
      consentEventDays: values.CONSENT_EVENT_RETENTION_DAYS,
      bronzeCdnDays: values.BRONZE_CDN_RETENTION_DAYS,
      bronzeConsentDays: values.BRONZE_CONSENT_RETENTION_DAYS,
    },
    tasks: values.TASK,
    vault: { apiKey: values.VAULT_API_KEY, botFilterFrom: values.BOT_FILTER_CUTOVER },
    unknownVariables: Object.keys(given).filter(
      (name) => name.startsWith("COOKIEHUB_") && !Object.hasOwn(VARIABLES, name),
    ),
  };
}

function readLocation(values: Variables): ServerConfig["location"] {
  const headers = values.COOKIEHUB_LOCATION_HEADERS;
  return {
    sources: read(() => toLocationSources(headers), "COOKIEHUB_LOCATION_HEADERS"),
    database: values.COOKIEHUB_GEOIP_FILE,
  };
}

function readLimits(values: Variables): RequestLimitSettings {
  return {
    reads: values.COOKIEHUB_LIMIT_READS,
    writes: values.COOKIEHUB_LIMIT_WRITES,
    events: values.COOKIEHUB_LIMIT_EVENTS,
    tenantFactor: values.COOKIEHUB_LIMIT_TENANT_FACTOR,
    keyCalls: values.COOKIEHUB_LIMIT_KEY_CALLS,
    failedKeys: values.COOKIEHUB_LIMIT_FAILED_KEYS,
  };
}

/** Puts variables together that have rules in common; a complaint ends the start, and says which they are. */
function read<Value>(make: () => Value, name?: string): Value {
  try {
    return make();
  } catch (error) {
    throw new ConfigError(`Configuration: ${name ? `${name}: ` : ""}${(error as Error).message}.`);
  }
}

// Every object of S3 and every call of SQS is paid for; where both are files, figures may come sooner.
function toFlushAgeMs(queueUrl: string | undefined): number {
  return queueUrl === undefined ? 1000 : 30_000;
}

function readS3(values: Variables): S3Settings | undefined {
  return toS3Settings({
    bucket: values.S3_BUCKET,
    region: values.S3_REGION,
    endpoint: values.S3_ENDPOINT,
    prefix: values.S3_PREFIX,
  });
}

function readCdn(values: Variables): CdnSettings | undefined {
  return toCdnSettings({
    provider: values.COOKIEHUB_CDN,
    id: values.COOKIEHUB_CDN_ID,
    apiKey: values.COOKIEHUB_CDN_API_KEY,
    publicUrl: values.COOKIEHUB_CDN_URL,
    accessKeyId: values.AWS_ACCESS_KEY_ID,
    secretAccessKey: values.AWS_SECRET_ACCESS_KEY,
    sessionToken: values.AWS_SESSION_TOKEN,
  });
}

function readCdnLogs(values: Variables): CdnLogSettings {
  return toCdnLogSettings({
    bunnyKey: values.BUNNY_API_KEY,
    zones: values.BUNNY_PULL_ZONES,
    bunnyVersion: values.BUNNY_LOG_API,
    bunnyUrl: values.BUNNY_LOG_URL,
    bucket: values.CLOUDFRONT_LOG_BUCKET,
    region: values.CLOUDFRONT_LOG_REGION,
    prefix: values.CLOUDFRONT_LOG_PREFIX,
    licenseKey: values.MAXMIND_LICENSE_KEY,
    asnList: values.ASN_LIST,
    classesFile: values.ASN_CLASSES_FILE,
  });
}

function readTcf(values: Variables): TcfSettings | undefined {
  return toTcfSettings({
    cmpId: values.COOKIEHUB_TCF_CMP_ID,
    cmpVersion: values.COOKIEHUB_TCF_CMP_VERSION,
    attestationUrl: values.COOKIEHUB_TCF_ATTESTATION,
    listUrl: values.COOKIEHUB_TCF_LIST_URL,
  });
}

function readInitTenant(values: Variables): ServerConfig["init"]["tenant"] {
  const {
    COOKIEHUB_INIT_TENANT_ID: id,
    COOKIEHUB_INIT_TENANT_CODE: code,
    COOKIEHUB_INIT_TENANT_DOMAIN: hosts,
  } = values;
  if (id === undefined) {
    if (code === undefined && hosts === undefined) return undefined;
    throw new ConfigError(
      "Configuration: COOKIEHUB_INIT_TENANT_ID is needed beside the other COOKIEHUB_INIT_TENANT_ variables.",
    );
  }
  if (hosts === undefined)
    throw new ConfigError("Configuration: COOKIEHUB_INIT_TENANT_DOMAIN is needed beside COOKIEHUB_INIT_TENANT_ID.");
  return { id, code, hosts };
}
