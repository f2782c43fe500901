import { hostSchema, tenantCodeSchema, tenantIdSchema } from "@cookiehub/schemas";
import { API_KEY_SCOPES } from "@cookiehub/schemas/constants";
import { z } from "zod";
import { AUDIT_VARIABLES } from "./audit/variables.ts";
import { CDN_VARIABLES } from "./cdn/variables.ts";
import { DEFAULT_LOCATION_HEADERS } from "./regulation/location-headers.ts";
import { CLICKHOUSE_VARIABLES } from "./storage/analytics/clickhouse/variables.ts";
import { AWS_VARIABLES } from "./storage/aws/variables.ts";
import { TASK_VARIABLES } from "./tasks/pick-tasks.ts";
import { TCF_VARIABLES } from "./tcf/variables.ts";
import { CDN_LOG_VARIABLES } from "./vault/cdn-log-variables.ts";
import { RETENTION_VARIABLES } from "./vault/erasure/variables.ts";
import { EXPORT_VARIABLES } from "./vault/exports/variables.ts";
import { CONSENT_SOURCE_VARIABLES } from "./vault/ingest/variables.ts";
import { VAULT_VARIABLES } from "./vault/variables.ts";

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

/** The whole environment, as far as it means something here. */
export const environmentSchema = z.object(
  Object.fromEntries(Object.entries(VARIABLES).map(([name, variable]) => [name, variable.schema])) as {
    [Name in keyof typeof VARIABLES]: (typeof VARIABLES)[Name]["schema"];
  },
);

/** What the environment says, each variable by its own rule. */
export type Variables = z.output<typeof environmentSchema>;
