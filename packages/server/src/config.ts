import { join } from "node:path";
import { hostSchema, tenantCodeSchema, tenantIdSchema } from "@cookiehub/schemas";
import { API_KEY_SCOPES } from "@cookiehub/schemas/constants";
import { z } from "zod";
import type { AuditSettings } from "./audit/settings.ts";
import { AUDIT_VARIABLES } from "./audit/variables.ts";
import { type CdnSettings, toCdnSettings } from "./cdn/settings.ts";
import { CDN_VARIABLES } from "./cdn/variables.ts";
import { ConfigError } from "./config-error.ts";
import { createTrustedProxies, type TrustedProxies } from "./http/peer.ts";
import type { RequestLimitSettings } from "./http/request-limits.ts";
import { DEFAULT_LOCATION_HEADERS, type LocationSources, toLocationSources } from "./regulation/location-headers.ts";
import {
  CLICKHOUSE_VARIABLES,
  type ClickHouseSettings,
  toClickHouseSettings,
} from "./storage/analytics/clickhouse/variables.ts";
import { type S3Settings, toS3Settings } from "./storage/aws/settings.ts";
import { AWS_VARIABLES } from "./storage/aws/variables.ts";
import { TASK_VARIABLES } from "./tasks/pick-tasks.ts";
import { type TcfSettings, toTcfSettings } from "./tcf/settings.ts";
import { TCF_VARIABLES } from "./tcf/variables.ts";
import { type CdnLogSettings, toCdnLogSettings } from "./vault/cdn-log-settings.ts";
import { CDN_LOG_VARIABLES } from "./vault/cdn-log-variables.ts";
import { RETENTION_VARIABLES, type RetentionSettings } from "./vault/erasure/variables.ts";
import { EXPORT_VARIABLES } from "./vault/exports/variables.ts";
import { CONSENT_SOURCE_VARIABLES } from "./vault/ingest/variables.ts";
import type { VaultSettings } from "./vault/settings.ts";
import { VAULT_VARIABLES } from "./vault/variables.ts";

export { ConfigError };

/** Everything the environment decides. This file is the one place that reads it, and its documentation. */
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

const hostsSchema = z
  .string()
  .transform((text) =>
    text
      .split(",")
      .map((host) => host.trim())
      .filter((host) => host !== ""),
  )
  .pipe(z.array(hostSchema).min(1, "must name at least one host"));

const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d+$/, "must be a whole number")
    .transform(Number)
    .pipe(z.number().min(min, `must be at least ${min}`).max(max, `must be at most ${max}`));

const databaseUrlSchema = z
  .string()
  .refine(isDatabaseUrl, "must be postgres://[user:password@]host[:port]/database[?sslmode=verify-full]");

// The URL may hold a password: no message repeats it.
function isDatabaseUrl(text: string): boolean {
  const url = URL.parse(text);
  return (
    url !== null &&
    (url.protocol === "postgres:" || url.protocol === "postgresql:") &&
    // A host that is a directory, of a local socket, stands among the parameters.
    (url.hostname !== "" || url.searchParams.has("host")) &&
    /^\/[^/]+$/.test(url.pathname) &&
    url.hash === "" &&
    isPercentEncoded(url.username + url.password + url.pathname)
  );
}

const redisUrlSchema = z
  .string()
  .refine(isRedisUrl, "must be redis://[user:password@]host[:port][/database], or rediss:// for TLS");

// The URL may hold a password: no message repeats it.
function isRedisUrl(text: string): boolean {
  const url = URL.parse(text);
  return (
    url !== null &&
    (url.protocol === "redis:" || url.protocol === "rediss:") &&
    url.hostname !== "" &&
    /^\/?\d{0,4}$/.test(url.pathname) &&
    url.search === "" &&
    url.hash === "" &&
    isPercentEncoded(url.username + url.password)
  );
}

function isPercentEncoded(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

/** One entry per variable: its rule, its default, and what it is for (the reference in `docs/` is made from this). */
export const VARIABLES = {
  COOKIEHUB_DATA_DIR: {
    schema: z.string().min(1, "must not be empty").default("./data"),
    meaning: "Directory of the databases and objects. Created when missing. Back it up as a whole.",
  },
  COOKIEHUB_OBJECTS_DIR: {
    schema: z.string().min(1, "must not be empty").optional(),
    meaning:
      "Directory of the objects: events as they came, and the audit log. Processes that share a database have to share it. By default `objects` in the data directory. Not used with S3_BUCKET.",
  },
  COOKIEHUB_STATISTICS: {
    schema: z.enum(["on", "off"], "must be on or off").default("on"),
    meaning:
      "Whether this process keeps the statistics and answers for them. Where they stand in a file, exactly one of several processes on one database does; with `CLICKHOUSE_URL` any may.",
  },
  PORT: { schema: wholeNumber(0, 65_535).default(8787), meaning: "TCP port; 0 takes a free one." },
  HOST: { schema: z.string().min(1, "must not be empty").default("0.0.0.0"), meaning: "Address to listen on." },
  COOKIEHUB_LOG_LEVEL: {
    schema: z
      .enum(["debug", "info", "warn", "error", "silent"], "must be debug, info, warn, error or silent")
      .default("info"),
    meaning: "Least severe log line that is written.",
  },
  COOKIEHUB_TRUSTED_PROXIES: {
    schema: z.string().default("loopback,private"),
    meaning:
      "Peers whose forwarding and location headers are believed: addresses, ranges, `loopback`, `private`, or `none`.",
  },
  COOKIEHUB_LOCATION_HEADERS: {
    schema: z.string().default(DEFAULT_LOCATION_HEADERS),
    meaning:
      "Headers that say where a visitor is, believed from trusted proxies in this order: `Country` or `Country+Region`; `?country` is the query parameter, `none` believes nothing. Name exactly what your proxy sets.",
  },
  COOKIEHUB_GEOIP_FILE: {
    schema: z.string().default("embedded"),
    meaning:
      "MMDB file (GeoLite2 City or Country) in which addresses are looked up where no header says the place; replaced files are taken up while running. `embedded` is the country database of the server, `none` looks nothing up.",
  },
  COOKIEHUB_LIMIT_READS: {
    schema: wholeNumber(0, 1_000_000).default(1200),
    meaning: "Reads a minute of one address prefix (IPv4 /24, IPv6 /56), per tenant; 0: not limited.",
  },
  COOKIEHUB_LIMIT_WRITES: {
    schema: wholeNumber(0, 1_000_000).default(60),
    meaning: "Decisions a minute of one address prefix, per tenant; 0: not limited.",
  },
  COOKIEHUB_LIMIT_EVENTS: {
    schema: wholeNumber(0, 1_000_000).default(600),
    meaning: "Event reports a minute of one address prefix; 0: not limited.",
  },
  COOKIEHUB_LIMIT_TENANT_FACTOR: {
    schema: wholeNumber(0, 1_000_000).default(200),
    meaning: "How many prefixes' worth of each all visitors of one tenant may use together; 0: not limited.",
  },
  COOKIEHUB_LIMIT_KEY_CALLS: {
    schema: wholeNumber(0, 1_000_000).default(6000),
    meaning: "Calls a minute of one API key; 0: not limited.",
  },
  COOKIEHUB_LIMIT_FAILED_KEYS: {
    schema: wholeNumber(0, 1_000_000).default(30),
    meaning: "Refused API keys a minute of one address prefix; 0: not limited.",
  },
  COOKIEHUB_LIVE_CONNECTIONS: {
    schema: wholeNumber(0, 1_000_000).default(10_000),
    meaning: "Browsers that may listen for live events at a time; a tenth of them may be of one tenant.",
  },
  COOKIEHUB_INIT_TENANT_ID: {
    schema: tenantIdSchema.optional(),
    meaning: "A tenant to create when it does not exist. Its configuration is never overwritten.",
  },
  COOKIEHUB_INIT_TENANT_CODE: {
    schema: tenantCodeSchema.optional(),
    meaning: "Code of that tenant; random when left out.",
  },
  COOKIEHUB_INIT_TENANT_DOMAIN: {
    schema: hostsSchema.optional(),
    meaning:
      "Hosts of that tenant, separated by commas; the first is its domain. Required with COOKIEHUB_INIT_TENANT_ID.",
  },
  COOKIEHUB_INIT_API_KEY: {
    schema: z
      .string()
      .min(24, "must have at least 24 characters")
      .max(200)
      // Anything else could not be sent in a header, and the key would never work.
      .regex(/^[\x21-\x7e]*$/, "must be ASCII without spaces")
      .optional(),
    meaning: `An API key with every scope (${API_KEY_SCOPES.join(", ")}), added when it does not exist.`,
  },
  CONSENT_BATCH_SIZE: {
    schema: wholeNumber(1, 100_000).default(1000),
    meaning: "Most consent events in one bronze object.",
  },
  CONSENT_FLUSH_AGE_MS: {
    schema: wholeNumber(10, 600_000).optional(),
    meaning:
      "How long consent events wait in the queue before they are written to a bronze object; by default 1000, with SQS 30000.",
  },
  COOKIEHUB_DATABASE_URL: {
    schema: databaseUrlSchema.optional(),
    meaning:
      "PostgreSQL (14 or later) for tenants, records and the audit log, which several processes may share. Without it they stand in a file of the data directory.",
  },
  COOKIEHUB_DATABASE_POOL_MAX: {
    schema: wholeNumber(1, 1000).default(10),
    meaning: "Most connections of this process to PostgreSQL; one more is kept for background work.",
  },
  COOKIEHUB_REDIS_URL: {
    schema: redisUrlSchema.optional(),
    meaning:
      "Redis (7 or later) that several processes share as their cache and to tell each other of changes. Without it the cache stands in memory.",
  },
  COOKIEHUB_REDIS_PREFIX: {
    schema: z
      .string()
      .max(100)
      .regex(/^[\x21-\x7e]*$/, "must be ASCII without spaces")
      .default("cookiehub:"),
    meaning: "Stands before every key and channel, so that several installations can share one Redis.",
  },
  ...AWS_VARIABLES,
  ...CLICKHOUSE_VARIABLES,
  ...AUDIT_VARIABLES,
  ...CDN_VARIABLES,
  ...TCF_VARIABLES,
  ...CONSENT_SOURCE_VARIABLES,
  ...VAULT_VARIABLES,
  ...CDN_LOG_VARIABLES,
  ...EXPORT_VARIABLES,
  ...RETENTION_VARIABLES,
  ...TASK_VARIABLES,
} as const;

const environmentSchema = z.object(
  Object.fromEntries(Object.entries(VARIABLES).map(([name, variable]) => [name, variable.schema])) as {
    [Name in keyof typeof VARIABLES]: (typeof VARIABLES)[Name]["schema"];
  },
);

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
    location: {
      sources: read(() => toLocationSources(values.COOKIEHUB_LOCATION_HEADERS), "COOKIEHUB_LOCATION_HEADERS"),
      database: values.COOKIEHUB_GEOIP_FILE,
    },
    limits: {
      reads: values.COOKIEHUB_LIMIT_READS,
      writes: values.COOKIEHUB_LIMIT_WRITES,
      events: values.COOKIEHUB_LIMIT_EVENTS,
      tenantFactor: values.COOKIEHUB_LIMIT_TENANT_FACTOR,
      keyCalls: values.COOKIEHUB_LIMIT_KEY_CALLS,
      failedKeys: values.COOKIEHUB_LIMIT_FAILED_KEYS,
    },
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

function readS3(values: z.output<typeof environmentSchema>): S3Settings | undefined {
  return toS3Settings({
    bucket: values.S3_BUCKET,
    region: values.S3_REGION,
    endpoint: values.S3_ENDPOINT,
    prefix: values.S3_PREFIX,
  });
}

function readCdn(values: z.output<typeof environmentSchema>): CdnSettings | undefined {
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

function readCdnLogs(values: z.output<typeof environmentSchema>): CdnLogSettings {
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

function readTcf(values: z.output<typeof environmentSchema>): TcfSettings | undefined {
  return toTcfSettings({
    cmpId: values.COOKIEHUB_TCF_CMP_ID,
    cmpVersion: values.COOKIEHUB_TCF_CMP_VERSION,
    attestationUrl: values.COOKIEHUB_TCF_ATTESTATION,
    listUrl: values.COOKIEHUB_TCF_LIST_URL,
  });
}

function readInitTenant(values: z.output<typeof environmentSchema>): ServerConfig["init"]["tenant"] {
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
