import { z } from "zod";

const identifier = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/, "must be letters, digits and underscores, at most 64");

const urlSchema = z
  .string()
  .refine(
    isServerUrl,
    "must be http://host[:port] or https://host[:port]; user and password have variables of their own",
  );

// The URL may hold a password by mistake: no message repeats it.
function isServerUrl(text: string): boolean {
  const url = URL.parse(text);
  return (
    url !== null &&
    (url.protocol === "http:" || url.protocol === "https:") &&
    url.hostname !== "" &&
    url.username === "" &&
    url.password === "" &&
    url.search === "" &&
    url.hash === ""
  );
}

/** The variables of ClickHouse; a part of those in `config.ts`, which reads them. */
export const CLICKHOUSE_VARIABLES = {
  CLICKHOUSE_URL: {
    schema: urlSchema.optional(),
    meaning:
      "ClickHouse (26.3 or later) for the statistics, by its HTTP interface. Without it they stand in a file of the data directory.",
  },
  CLICKHOUSE_USER: { schema: z.string().max(200).default("default"), meaning: "User of ClickHouse." },
  CLICKHOUSE_PASSWORD: { schema: z.string().max(4096).optional(), meaning: "Password of that user." },
  CLICKHOUSE_DATABASE: {
    schema: identifier.default("cookiehub"),
    meaning: "Database of ClickHouse; made when it is missing and the user may.",
  },
  CLICKHOUSE_CLUSTER: {
    schema: identifier.optional(),
    meaning:
      "Cluster of ClickHouse, one shard of replicas, on all of which the tables are made. Set it before the first start, or never.",
  },
  CLICKHOUSE_MAX_EXECUTION_TIME: {
    schema: z
      .string()
      .regex(/^\d+$/, "must be a whole number")
      .transform(Number)
      .pipe(z.number().min(1, "must be at least 1").max(600, "must be at most 600"))
      .default(10),
    meaning: "Seconds that a question of the statistics may take in ClickHouse.",
  },
  CLICKHOUSE_S3_COLLECTION: {
    schema: identifier.optional(),
    meaning:
      "Named collection of ClickHouse by which it writes exports to S3 itself: its url is the bucket and S3_PREFIX. Without it exports pass through this process.",
  },
} as const;

/** How the statistics reach their ClickHouse. */
export interface ClickHouseSettings {
  readonly url: string;
  readonly user: string;
  readonly password: string | undefined;
  readonly database: string;
  readonly cluster: string | undefined;
  readonly questionTimeoutMs: number;
  readonly exportCollection: string | undefined;
}

/** Puts the variables of ClickHouse together; without an address there is none. Throws an `Error` that names what is missing. */
export function toClickHouseSettings(values: {
  readonly CLICKHOUSE_URL?: string | undefined;
  readonly CLICKHOUSE_USER: string;
  readonly CLICKHOUSE_PASSWORD?: string | undefined;
  readonly CLICKHOUSE_DATABASE: string;
  readonly CLICKHOUSE_CLUSTER?: string | undefined;
  readonly CLICKHOUSE_MAX_EXECUTION_TIME: number;
  readonly CLICKHOUSE_S3_COLLECTION?: string | undefined;
  readonly S3_BUCKET?: string | undefined;
}): ClickHouseSettings | undefined {
  if (values.CLICKHOUSE_S3_COLLECTION !== undefined) {
    for (const name of ["CLICKHOUSE_URL", "S3_BUCKET"] as const) {
      if (values[name] === undefined) throw new Error(`${name} is needed beside CLICKHOUSE_S3_COLLECTION`);
    }
  }
  if (values.CLICKHOUSE_URL === undefined) return undefined;
  return {
    url: values.CLICKHOUSE_URL,
    user: values.CLICKHOUSE_USER,
    password: values.CLICKHOUSE_PASSWORD,
    database: values.CLICKHOUSE_DATABASE,
    cluster: values.CLICKHOUSE_CLUSTER,
    questionTimeoutMs: values.CLICKHOUSE_MAX_EXECUTION_TIME * 1000,
    exportCollection: values.CLICKHOUSE_S3_COLLECTION,
  };
}
