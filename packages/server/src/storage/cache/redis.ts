import { randomUUID } from "node:crypto";
import type { Cache, CacheLease } from "../ports.ts";
import { LEASE_MS } from "./lease.ts";
import { checkMessage } from "./message.ts";
import { COMMAND_TIMEOUT_MS, createRedisConnection } from "./redis-connection.ts";
import { createRedisDebts } from "./redis-debts.ts";
import { createRedisSubscriber } from "./redis-subscriber.ts";

export interface RedisCacheOptions {
  /** `redis://` or `rediss://` (TLS), with user, password and database number where there are any. */
  readonly url: string;
  /** Stands before every key and channel, so that several installations can share a server. */
  readonly prefix: string;
  /** How long a command may take, in milliseconds. @default 500 */
  readonly timeoutMs?: number | undefined;
  /** Hears when a connection stops working, and when it works again. */
  readonly onStateChange?: ((change: RedisStateChange) => void) | undefined;
}

export type RedisStateChange = { readonly connection: "commands" | "messages" } & (
  | { readonly state: "up" }
  | { readonly state: "down"; readonly reason: string }
);

/**
 * Creates a cache in Redis (7, or a Valkey), with one connection for commands and one for messages. Resolves also when
 * Redis is away: the cache is then refused until it comes.
 *
 * Redis copies to its replicas after it has answered: a failover can bring a removed value back until its time ends.
 */
export async function createRedisCache(options: RedisCacheOptions): Promise<Cache> {
  const { url, prefix, timeoutMs = COMMAND_TIMEOUT_MS, onStateChange = () => {} } = options;
  const value = (key: string): string => `${prefix}value:${key}`;
  const lease = (key: string): string => `${prefix}lease:${key}`;
  const channelName = (channel: string): string => `${prefix}channel:${channel}`;
  const debts = createRedisDebts();

  const toConnection = (connection: "commands" | "messages") => ({
    url,
    timeoutMs,
    name: `cookiehub-${connection}`,
    onUp: () => onStateChange({ connection, state: "up" }),
    onDown: (reason: string) => onStateChange({ connection, state: "down", reason }),
  });
  const subscriber = createRedisSubscriber(toConnection("messages"));
  const commands = createRedisConnection({
    ...toConnection("commands"),
    prepare: async (client) => {
      // A server that takes no writes would answer reads from before the last removal.
      await client.set(`${prefix}probe`, "", { expiration: { type: "PX", value: LEASE_MS } });
      await debts.pay(client);
    },
  });
  await Promise.all([subscriber.firstAttempt, commands.firstAttempt]);

  async function remove(keys: string | readonly string[]): Promise<void> {
    const stored = (typeof keys === "string" ? [keys] : keys).flatMap((key) => [value(key), lease(key)]);
    if (stored.length === 0) return;
    try {
      await commands.run((client) => client.del(stored));
    } catch (error) {
      debts.oweRemoval(stored);
      throw error;
    }
  }

  return {
    isShared: true,
    get: async (key) => (await commands.run((client) => client.get(value(key)))) ?? undefined,
    set: async (key, text, ttlMs) => {
      if (ttlMs <= 0) return remove(key);
      await commands.run((client) => client.setKey(value(key), lease(key), text, toWholeMs(ttlMs)));
    },
    lease: async (key): Promise<CacheLease> => {
      // Most leases find the value, and a plain read costs the server less than a script.
      const known = await commands.run((client) => client.get(value(key)));
      if (known !== null) return { value: known };
      const [found, token] = await commands.run((client) =>
        client.leaseKey(value(key), lease(key), randomUUID(), LEASE_MS),
      );
      return typeof found === "string" ? { value: found } : { token: token ?? "" };
    },
    fill: async (key, token, text, ttlMs) => {
      if (ttlMs <= 0) return;
      await commands.run((client) => client.fillKey(value(key), lease(key), token, text, toWholeMs(ttlMs)));
    },
    remove,
    publish: async (channel, message) => {
      checkMessage(message);
      try {
        await commands.run((client) => client.publish(channelName(channel), message));
      } catch (error) {
        debts.oweMessage(channelName(channel), message);
        throw error;
      }
    },
    subscribe: (channel, listener, gaps) => subscriber.subscribe(channelName(channel), listener, gaps),
    ping: async () => {
      await commands.run((client) => client.ping());
      await subscriber.ping();
    },
    close: async () => {
      subscriber.close();
      commands.close();
    },
  };
}

// Redis takes whole milliseconds, at least one.
function toWholeMs(ttlMs: number): number {
  return Math.max(1, Math.floor(ttlMs));
}
