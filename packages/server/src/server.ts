import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type Composition, compose } from "./compose.ts";
import { readConfig, type ServerConfig } from "./config.ts";
import { readWidgetFiles, type WidgetFiles } from "./edge/widget-files.ts";
import { createHttpServer } from "./http/http-server.ts";
import { createLog, type ServerLog } from "./http/log.ts";
import { holdDataDirectory } from "./storage/data-directory.ts";

/** How long a shutdown may take before it is forced, in milliseconds. */
export const SHUTDOWN_MS = 9_000;

export interface StartOptions {
  /** Variables as `config.ts` lists them. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** @default what COOKIEHUB_LOG_LEVEL says */
  readonly log?: "json" | "silent" | undefined;
  /** @default the files of `@cookiehub/widget` */
  readonly widget?: WidgetFiles | undefined;
  /** Milliseconds since 1970. @default Date.now */
  readonly now?: (() => number) | undefined;
  /** Gets the key made on first start as soon as it is stored: a start that fails after that must not swallow it. */
  readonly onAdminKey?: ((key: string) => void) | undefined;
}

export interface RunningServer {
  readonly url: string;
  readonly port: number;
  /** The key made on first start; it can be seen this once. `null` when there was one already. */
  readonly adminKey: string | null;
  /** Stops accepting, answers what is under way, flushes, closes. Safe to call twice. */
  close(): Promise<void>;
}

/** Starts a server in this process. Rejects with `ConfigError` or `WidgetFilesError` when it cannot. */
export async function startServer(options: StartOptions): Promise<RunningServer> {
  const config = readConfig(options.env);
  const serverLog = createLog(options.log === "silent" ? "silent" : config.logLevel);
  const { log } = serverLog;
  for (const name of config.unknownVariables) log.warn({ variable: name }, "this version knows no such variable");
  let isDraining = false;
  const widget = options.widget ?? (await readWidgetFiles());
  // Through Redis, servers on one SQLite tell each other of changes; without it nobody clears the other's memory.
  const isShared = config.redis !== undefined && config.database === undefined;
  // Longer than the one that is being replaced may take to end.
  const letGo = await holdDataDirectory(config.dataDirectory, { isShared, waitMs: SHUTDOWN_MS + 2000 });
  const parts = { config, widget, log: serverLog, isDraining: () => isDraining, now: options.now };
  const composition = await compose(parts).catch((error: unknown) => {
    letGo();
    throw error;
  });
  const { adminKey, ignoredHosts, isInitKeyRevoked } = composition.provisioned;
  if (isInitKeyRevoked) log.warn("the key in COOKIEHUB_INIT_API_KEY was revoked and stays so: choose another");
  if (ignoredHosts.length > 0) {
    log.warn({ hosts: ignoredHosts }, "the tenant exists and does not let these hosts in: publish its configuration");
  }
  if (adminKey) options.onAdminKey?.(adminKey);
  const server = createHttpServer(composition.app.fetch);
  try {
    await listen(server, config);
  } catch (error) {
    await composition.close();
    letGo();
    throw error;
  }
  composition.startTasks();
  const { port } = server.address() as AddressInfo;
  log.info({ port, host: config.host, data: config.dataDirectory }, "listening");
  await serverLog.flush();
  let closing: Promise<void> | undefined;
  return {
    url: `http://localhost:${port}`,
    port,
    adminKey,
    close: () => {
      isDraining = true;
      closing ??= stop(server, composition, serverLog).finally(letGo);
      return closing;
    },
  };
}

function listen(server: Server, config: ServerConfig): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(config.port, config.host, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

async function stop(server: Server, composition: Composition, { log, flush }: ServerLog): Promise<void> {
  const force = setTimeout(() => {
    log.warn("connections did not end in time and were cut");
    server.closeAllConnections();
  }, SHUTDOWN_MS / 2);
  composition.endStreams();
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
  clearTimeout(force);
  await composition.close();
  log.info("stopped");
  await flush();
}
