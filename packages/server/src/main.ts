#!/usr/bin/env node
import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { AUDIT_COMMANDS, AUDIT_USAGE, type CommandStores } from "./audit/commands.ts";
import { ConfigError, readConfig, type ServerConfig } from "./config.ts";
import { VARIABLES } from "./config-variables.ts";
import { WidgetFilesError } from "./edge/widget-files.ts";
import { createLog } from "./http/log.ts";
import { closeStores, openRelational, openStores } from "./open-stores.ts";
import { createRandomSource } from "./random.ts";
import { SHUTDOWN_MS, startServer } from "./server.ts";
import { StorageUnavailableError } from "./storage/errors.ts";
import { retryFailed } from "./vault/ingest/retry-failed.ts";
import { openSettle } from "./vault/replay/open-settle.ts";
import { runSettle, SETTLE_USAGE } from "./vault/replay/settle-command.ts";
import { VERSION } from "./version.ts";

const USAGE = `cookiehub-server ${VERSION}

  cookiehub-server start      run the server (the default)
  cookiehub-server task NAME  run this background task alone, beside the endpoints for those who watch it
  cookiehub-server migrate    bring the databases to this version, then end
${SETTLE_USAGE}
  cookiehub-server retry-failed
                              have objects and log files that were given up loaded again
${AUDIT_USAGE}
  cookiehub-server help       this text

Configuration comes from the environment:
${Object.entries(VARIABLES)
  .map(([name, variable]) => `  ${name.padEnd(30)} ${variable.meaning}`)
  .join("\n")}
`;

const NODE_MIN = [22, 12] as const;

/** Runs one command; answers the exit code. */
async function main(args: readonly string[]): Promise<number> {
  const [first = "", ...rest] = args;
  if (args.includes("--help") || args.includes("-h")) return print(USAGE);
  checkNode();
  const auditCommand = Object.hasOwn(AUDIT_COMMANDS, first) ? AUDIT_COMMANDS[first] : undefined;
  if (auditCommand) return auditCommand(rest, { print, onProgress: showProgress, openStores: openForCommand });
  if (first === "settle") return settle(rest);
  // The task of that name runs for ever; with words behind it, it is the command.
  if (first === "task" && rest[0] === "settle" && rest.length > 1) return settle(rest.slice(1));
  const { positionals, values } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { version: { type: "boolean", short: "v" } },
  });
  const [command = "start"] = positionals;
  if (values.version) return print(VERSION);
  if (command === "help") return print(USAGE);
  if (command === "start") return start(process.env);
  if (command === "task" && positionals[1]) return start({ ...process.env, TASK: positionals[1] });
  if (command === "migrate") return migrate();
  if (command === "retry-failed") return retry();
  process.stderr.write(`${command === "task" ? "Which task?" : `There is no command "${command}".`}\n\n${USAGE}`);
  return 2;
}

// On an older one the database ends the process without a word.
function checkNode(): void {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major > NODE_MIN[0] || (major === NODE_MIN[0] && minor >= NODE_MIN[1])) return;
  throw new ConfigError(
    `This server needs Node.js ${NODE_MIN.join(".")} or newer, and this is ${process.versions.node}.`,
  );
}

/** For what works on a server's database: without its variables it would make an empty one, and find that all is well. */
function readConfigOfServer(): ServerConfig {
  const config = readConfig(process.env);
  if (config.database || existsSync(join(config.dataDirectory, "cookiehub.sqlite"))) return config;
  throw new ConfigError(
    `There is no database in ${config.dataDirectory}. Give this command the server's own variables (COOKIEHUB_DATA_DIR).`,
  );
}

function print(text: string): number {
  process.stdout.write(`${text}\n`);
  return 0;
}

async function start(env: NodeJS.ProcessEnv): Promise<number> {
  const server = await startServer({ env, onAdminKey: showAdminKey });
  return new Promise((resolve) => {
    const stop = (): void => {
      const force = setTimeout(() => process.exit(1), SHUTDOWN_MS);
      force.unref();
      server.close().then(
        () => resolve(0),
        (error: unknown) => {
          process.stderr.write(`${String(error)}\n`);
          resolve(1);
        },
      );
    };
    process.on("SIGTERM", stop);
    process.on("SIGINT", stop);
  });
}

function showAdminKey(key: string): void {
  // Not through the log: logs are kept, and this is shown once.
  process.stderr.write(`\nFirst start. Your API key, with every scope, shown this once:\n\n  ${key}\n\n`);
}

function showProgress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r${text}\x1b[K`);
}

async function openForCommand(): Promise<CommandStores> {
  const config = readConfig(process.env);
  const stores = await openStores(config);
  // The command answers in words of its own.
  const { log } = createLog("silent");
  return {
    store: stores.relational,
    objects: stores.objects,
    settings: config.audit,
    log,
    now: Date.now,
    random: createRandomSource(),
    close: () => closeStores(stores),
  };
}

async function settle(words: readonly string[]): Promise<number> {
  const stopping = new AbortController();
  // Once: whoever asks again is not made to wait.
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stopping.abort());
  return runSettle(words, {
    ...{ print, now: Date.now, random: createRandomSource(), signal: stopping.signal, pause },
    progress: { isTerminal: process.stderr.isTTY === true, write: (text) => void process.stderr.write(text) },
    openStores: ({ isReplay }) =>
      openSettle({ config: readConfigOfServer(), log: createLog("silent").log, now: Date.now, isReplay }),
  });
}

async function pause(durationMs: number, signal: AbortSignal): Promise<void> {
  // To be told to end is no failure of the pause.
  await sleep(durationMs, undefined, { signal }).catch(() => {});
}

async function migrate(): Promise<number> {
  const stores = await openStores(readConfig(process.env));
  await Promise.all([stores.relational.close(), stores.analytics.close(), stores.queue.close(), stores.cache.close()]);
  return print("The databases are at this version.");
}

async function retry(): Promise<number> {
  const store = await openRelational(readConfigOfServer(), Date.now);
  try {
    const { objects, files } = await retryFailed(store);
    return print(`To be loaded again: ${objects} objects of consent events, ${files} files of CDN logs.`);
  } finally {
    await store.close();
  }
}

function toMessage(error: unknown): string {
  if (error instanceof ConfigError || error instanceof WidgetFilesError) return error.message;
  const code = (error as NodeJS.ErrnoException | null)?.code;
  if (code === "EADDRINUSE") return "The port is taken. Stop the other program, or choose another with PORT.";
  if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND" || code === "EAI_AGAIN")
    return `HOST is not an address of this machine: ${(error as Error).message}`;
  if (code === "postgres_setup" || code === "aws_setup" || code === "clickhouse_setup") return (error as Error).message;
  if (error instanceof StorageUnavailableError && error.message.startsWith("PostgreSQL: "))
    return `The database (COOKIEHUB_DATABASE_URL) cannot be used: ${error.message}`;
  if (error instanceof StorageUnavailableError && /^(S3|SQS): /.test(error.message))
    return `The service cannot be used now: ${error.message}`;
  if (error instanceof StorageUnavailableError && error.message.startsWith("ClickHouse: "))
    return `The statistics' database (CLICKHOUSE_URL) cannot be used: ${error.message}`;
  if (error instanceof StorageUnavailableError || code === "ENOTDIR" || code === "EEXIST" || code === "ENOENT")
    return `The data directory (COOKIEHUB_DATA_DIR) cannot be used: ${(error as Error).message}`;
  if (code?.startsWith("ERR_PARSE_ARGS_")) return `${(error as Error).message}\n\n${USAGE}`;
  if (code === "EACCES") return `No permission: ${(error as Error).message}`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${toMessage(error)}\n`);
    process.exit(1);
  },
);
