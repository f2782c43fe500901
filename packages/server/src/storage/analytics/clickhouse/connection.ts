import { Readable } from "node:stream";
import { ClickHouseLogLevel, type ClickHouseSettings, createClient } from "@clickhouse/client";
import { toStorageError } from "./errors.ts";

export interface ClickHouseOptions {
  /** `http://` or `https://`, with host and port. */
  readonly url: string;
  /** @default "default" */
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  /** Made at the start where it is missing and the user may. @default "cookiehub" */
  readonly database?: string | undefined;
  /** Name of a cluster of replicas (one shard): tables are made on all of them. Undefined: one server. */
  readonly cluster?: string | undefined;
  /** How long a question may take. @default 10_000 */
  readonly questionTimeoutMs?: number | undefined;
  /** How long a load, a rebuilt day or a step of the schema may take. @default 600_000 */
  readonly workTimeoutMs?: number | undefined;
}

/** Values bound to `{name:Type}` in a statement. */
export type Values = Readonly<Record<string, string | number | readonly string[]>>;

/** One row of an answer, before it is decoded. */
export type AnswerRow = Readonly<Record<string, unknown>>;

/** Calls of the server. All of them reject with `StorageUnavailableError` where another try may succeed. */
export interface Connection {
  /** A question with its bound on time. */
  ask(sql: string, values?: Values): Promise<readonly AnswerRow[]>;
  /** A question of background work. */
  read(sql: string, values?: Values, settings?: ClickHouseSettings): Promise<readonly AnswerRow[]>;
  /** The same, as it comes in the format that the statement names; rejects with the signal's reason when that fires. */
  stream(sql: string, values: Values, settings: ClickHouseSettings, signal?: AbortSignal): AsyncIterable<Buffer>;
  /** A statement without an answer. */
  run(sql: string, values?: Values, settings?: ClickHouseSettings): Promise<void>;
  /** Inserts lines of JSON, one row each. */
  insert(table: string, lines: readonly string[], settings?: ClickHouseSettings): Promise<void>;
  close(): Promise<void>;
}

const QUESTION_TIMEOUT_MS = 10_000;
const WORK_TIMEOUT_MS = 600_000;
// The server ends a question; the client only gives up on a server that does not.
const GRACE_MS = 5000;

/** What all answers rely on. */
const SETTINGS: ClickHouseSettings = {
  // Counts are numbers, decoded as such, and never text that looks like one.
  output_format_json_quote_64bit_integers: 0,
  // An answer comes whole or as an error: a question that fails midway must not look like a short answer.
  wait_end_of_query: 1,
  date_time_input_format: "basic",
};

/** Opens connections to the server, without asking it anything yet. */
export function createConnection(options: ClickHouseOptions, database = toDatabase(options)): Connection {
  const { questionTimeoutMs = QUESTION_TIMEOUT_MS, workTimeoutMs = WORK_TIMEOUT_MS } = options;
  const open = (timeoutMs: number) =>
    createClient({
      url: options.url,
      username: options.user ?? "default",
      password: options.password ?? "",
      database,
      application: "cookiehub",
      request_timeout: timeoutMs + GRACE_MS,
      compression: { request: true, response: false },
      // A question may name many codes, and an address is short.
      use_multipart_params_auto: true,
      log: { level: ClickHouseLogLevel.OFF },
      clickhouse_settings: { ...SETTINGS, max_execution_time: timeoutMs / 1000 },
    });
  const asking = open(questionTimeoutMs);
  const working = open(workTimeoutMs);

  async function select(client: typeof asking, sql: string, values: Values = {}, settings: ClickHouseSettings = {}) {
    const result = await client.query({
      query: sql,
      format: "JSONEachRow",
      query_params: values,
      clickhouse_settings: settings,
    });
    return result.json<AnswerRow>();
  }

  // Not `insert`, which makes the JSON itself: a load has made it already, for its token.
  async function send(sql: string, values: Readable, settings: ClickHouseSettings): Promise<void> {
    const { stream } = await working.exec({ query: sql, values, clickhouse_settings: settings });
    for await (const _ of stream);
  }

  async function* receive(sql: string, values: Values, settings: ClickHouseSettings, signal?: AbortSignal) {
    try {
      const { stream } = await working.exec({
        ...{ query: sql, query_params: values, clickhouse_settings: settings },
        ...(signal && { abort_signal: signal }),
      });
      for await (const chunk of stream) yield chunk as Buffer;
    } catch (error) {
      signal?.throwIfAborted();
      throw toStorageError(error);
    }
  }

  return {
    ask: (sql, values) => translate(select(asking, sql, values)),
    read: (sql, values, settings) => translate(select(working, sql, values, settings)),
    stream: receive,
    async run(sql, values = {}, settings = {}) {
      await translate(working.command({ query: sql, query_params: values, clickhouse_settings: settings }));
    },
    async insert(table, lines, settings = {}) {
      const values = Readable.from([`${lines.join("\n")}\n`], { objectMode: false });
      await translate(send(`INSERT INTO ${table} FORMAT JSONEachRow`, values, settings));
    },
    async close() {
      await Promise.all([asking.close(), working.close()]);
    },
  };
}

export function toDatabase({ database = "cookiehub" }: Pick<ClickHouseOptions, "database">): string {
  return database;
}

async function translate<Answer>(call: Promise<Answer>): Promise<Answer> {
  try {
    return await call;
  } catch (error) {
    throw toStorageError(error);
  }
}
