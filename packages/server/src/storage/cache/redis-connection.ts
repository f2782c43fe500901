import { createClient, type RedisClientType } from "@redis/client";
import { StorageUnavailableError } from "../errors.ts";
import { REDIS_SCRIPTS } from "./redis-scripts.ts";

/** How long a command may take, in milliseconds: who asks a cache would rather do without than wait. */
export const COMMAND_TIMEOUT_MS = 500;

const CONNECT_TIMEOUT_MS = 2_000;
// A connection that nothing comes through any more is noticed by a ping that is not answered, and given up.
const PING_MS = 1_000;
const SILENCE_MAX_MS = 3_000;
const REPLACE_AFTER_MS = 1_000;
const BACKOFF_FIRST_MS = 50;
const BACKOFF_MAX_MS = 2_000;

export type RedisClient = RedisClientType<Record<never, never>, Record<never, never>, typeof REDIS_SCRIPTS>;

export interface RedisConnectionOptions {
  readonly url: string;
  /** Shown by `CLIENT LIST`. */
  readonly name: string;
  readonly timeoutMs: number;
  /** What has to be done on a connection before it is used; a rejection leaves it down until the next try. */
  readonly prepare: (client: RedisClient) => Promise<void>;
  readonly onUp: () => void;
  readonly onDown: (reason: string) => void;
}

/** One connection that comes back by itself, and says soon when it cannot be used. */
export interface RedisConnection {
  /** Resolves when the first attempt has ended, whichever way. */
  readonly firstAttempt: Promise<void>;
  readonly isUp: () => boolean;
  /** Runs a command. Rejects with `StorageUnavailableError` at once while down, and after `timeoutMs` at the latest. */
  run<Answer>(command: (client: RedisClient) => Promise<Answer>): Promise<Answer>;
  close(): void;
}

/**
 * Creates a connection, and connects. A command that fails or is not answered in time takes the connection down: nothing
 * more is sent, so that nobody waits, until a reply (of a ping at the latest) and `prepare` show that it works.
 */
export function createRedisConnection(options: RedisConnectionOptions): RedisConnection {
  const { timeoutMs, prepare, onUp, onDown } = options;
  let state: "starting" | "up" | "down" | "closed" = "starting";
  let reason = "not connected yet";
  let isPreparing = false;
  let replacement: NodeJS.Timeout | undefined;
  let endFirstAttempt = (): void => {};
  const firstAttempt = new Promise<void>((resolve) => {
    endFirstAttempt = resolve;
  });
  const onError = (opened: RedisClient, error: Error): void => {
    // While the connection stands, what failed tells its caller.
    if (opened === client && !opened.isReady) change("down", error.message);
  };
  const open = (): RedisClient => openClient(options, () => void settle(), onError);
  let client = open();

  function change(next: "up" | "down", why = ""): void {
    if (state === "closed") return;
    reason = why;
    if (state === next) return;
    state = next;
    if (next === "up") onUp();
    else onDown(why);
    endFirstAttempt();
  }

  async function settle(): Promise<void> {
    if (state === "up" || state === "closed" || isPreparing || !client.isReady) return;
    isPreparing = true;
    const epoch = client.socketEpoch;
    try {
      await bound(prepare(client));
      // What was prepared on a connection that broke meanwhile is of no use: the next ping tries again.
      if (client.isReady && client.socketEpoch === epoch) change("up");
    } catch (error) {
      onFault(error);
    } finally {
      isPreparing = false;
    }
  }

  function bound<Answer>(answer: Promise<Answer>): Promise<Answer> {
    // A late reply is a sign of life.
    answer.then(settle, () => {});
    return waitAtMost(answer, timeoutMs);
  }

  function onFault(error: unknown): void {
    change("down", toReason(error));
    // The server has become a replica: its name may lead to another one by now.
    if (!toReason(error).includes("READONLY") || replacement || state === "closed") return;
    client.destroy();
    replacement = setTimeout(() => {
      replacement = undefined;
      client = open();
    }, REPLACE_AFTER_MS);
  }

  return {
    firstAttempt,
    isUp: () => state === "up",
    run: async (command) => {
      if (state !== "up") throw new StorageUnavailableError(`Redis cannot be used now: ${reason}.`);
      try {
        return await bound(command(client));
      } catch (error) {
        onFault(error);
        throw new StorageUnavailableError(`Redis cannot be used now: ${toReason(error)}.`, { cause: error });
      }
    },
    close: () => {
      state = "closed";
      reason = "closed";
      clearTimeout(replacement);
      client.destroy();
      endFirstAttempt();
    },
  };
}

function toReason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function waitAtMost<Answer>(answer: Promise<Answer>, timeoutMs: number): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    // After the timer one more turn of reading: if this process was what hung, the reply is here already.
    timer = setTimeout(() => setImmediate(() => reject(new Error(`no answer within ${timeoutMs} ms`))), timeoutMs);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}

function openClient(
  { url, name }: RedisConnectionOptions,
  onAlive: () => void,
  onError: (client: RedisClient, error: Error) => void,
): RedisClient {
  const client: RedisClient = createClient({
    url,
    name,
    scripts: REDIS_SCRIPTS,
    // Nothing waits for a connection: what cannot be sent now is refused now.
    disableOfflineQueue: true,
    pingInterval: PING_MS,
    maintNotifications: "disabled",
    // `bound` limits the time, for replies too, and costs less.
    commandOptions: { timeout: 0 },
    socket: {
      connectTimeout: CONNECT_TIMEOUT_MS,
      socketTimeout: SILENCE_MAX_MS,
      reconnectStrategy: (retries) => Math.min(BACKOFF_FIRST_MS * 2 ** Math.min(retries, 10), BACKOFF_MAX_MS),
    },
  });
  client.on("ready", onAlive);
  client.on("ping-interval", onAlive);
  client.on("error", (error: Error) => onError(client, error));
  // An attempt that fails is told by the event.
  client.connect().catch(() => {});
  return client;
}
