import type { Cache, CacheLease } from "../ports.ts";
import { LEASE_MS } from "./lease.ts";
import { checkMessage } from "./message.ts";

export interface MemoryCacheOptions {
  /** Most entries kept, and most leases; the one unused for longest goes first. */
  readonly entriesMax: number;
  readonly now?: (() => number) | undefined;
}

interface Entry {
  readonly value: string;
  readonly expiresAtMs: number;
}

type Listener = (message: string) => void;

/** Creates a cache in this process's memory; its messages reach the subscribers of this process. */
export async function createMemoryCache(options: MemoryCacheOptions): Promise<Cache> {
  const { entriesMax, now = Date.now } = options;
  const entries = createBoundedMap(entriesMax, now);
  const leases = createBoundedMap(entriesMax, now);
  const messages = createChannels();
  let tokens = 0;

  return {
    isShared: false,
    get: async (key) => entries.read(key),
    set: async (key, value, ttlMs) => {
      leases.remove(key);
      entries.write(key, value, ttlMs);
    },
    lease: async (key): Promise<CacheLease> => {
      const value = entries.read(key);
      if (value !== undefined) return { value };
      const known = leases.read(key);
      if (known !== undefined) return { token: known };
      const token = String(++tokens);
      leases.write(key, token, LEASE_MS);
      return { token };
    },
    fill: async (key, token, value, ttlMs) => {
      if (leases.read(key) !== token) return;
      leases.remove(key);
      entries.write(key, value, ttlMs);
    },
    remove: async (keys) => {
      for (const key of typeof keys === "string" ? [keys] : keys) {
        entries.remove(key);
        leases.remove(key);
      }
    },
    publish: messages.publish,
    // A function call cannot be lost: there are no gaps to tell about.
    subscribe: messages.subscribe,
    ping: async () => {},
    close: async () => {
      entries.clear();
      leases.clear();
      messages.clear();
    },
  };
}

function createBoundedMap(entriesMax: number, now: () => number) {
  // A Map keeps the order of insertion: an entry that is used is inserted again, so the first is the least used.
  const entries = new Map<string, Entry>();
  return {
    read(key: string): string | undefined {
      const entry = entries.get(key);
      if (entry === undefined) return undefined;
      entries.delete(key);
      if (entry.expiresAtMs <= now()) return undefined;
      entries.set(key, entry);
      return entry.value;
    },
    write(key: string, value: string, ttlMs: number): void {
      entries.delete(key);
      if (ttlMs <= 0) return;
      entries.set(key, { value, expiresAtMs: now() + ttlMs });
      if (entries.size <= entriesMax) return;
      for (const oldest of entries.keys()) {
        entries.delete(oldest);
        break;
      }
    },
    remove: (key: string): boolean => entries.delete(key),
    clear: (): void => entries.clear(),
  };
}

function createChannels() {
  const channels = new Map<string, Set<{ readonly listener: Listener }>>();
  return {
    async publish(channel: string, message: string): Promise<void> {
      checkMessage(message);
      // One faulty listener must not keep the message from the others, nor fail the publisher.
      const subscribers = channels.get(channel);
      for (const subscription of subscribers ?? []) {
        queueMicrotask(() => {
          if (subscribers?.has(subscription)) subscription.listener(message);
        });
      }
    },
    async subscribe(channel: string, listener: Listener): Promise<() => void> {
      const subscribers = channels.get(channel) ?? new Set();
      channels.set(channel, subscribers);
      const subscription = { listener };
      subscribers.add(subscription);
      return () => {
        subscribers.delete(subscription);
        if (subscribers.size === 0 && channels.get(channel) === subscribers) channels.delete(channel);
      };
    },
    clear(): void {
      for (const subscribers of channels.values()) subscribers.clear();
      channels.clear();
    },
  };
}
