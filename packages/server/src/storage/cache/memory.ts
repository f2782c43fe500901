import type { Cache } from "../ports.ts";

export interface MemoryCacheOptions {
  /** Most entries kept; the one unused for longest goes first. */
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
  // A Map keeps the order of insertion: an entry that is used is inserted again, so the first is the least used.
  const entries = new Map<string, Entry>();
  const channels = new Map<string, Set<{ readonly listener: Listener }>>();

  return {
    async get(key) {
      const entry = entries.get(key);
      if (entry === undefined) return undefined;
      entries.delete(key);
      if (entry.expiresAtMs <= now()) return undefined;
      entries.set(key, entry);
      return entry.value;
    },
    async set(key, value, ttlMs) {
      entries.delete(key);
      if (ttlMs <= 0) return;
      entries.set(key, { value, expiresAtMs: now() + ttlMs });
      if (entries.size <= entriesMax) return;
      for (const oldest of entries.keys()) {
        entries.delete(oldest);
        break;
      }
    },
    async remove(key) {
      entries.delete(key);
    },
    async publish(channel, message) {
      // One faulty listener must not keep the message from the others, nor fail the publisher.
      const subscribers = channels.get(channel);
      for (const subscription of subscribers ?? []) {
        queueMicrotask(() => {
          if (subscribers?.has(subscription)) subscription.listener(message);
        });
      }
    },
    async subscribe(channel, listener) {
      const subscribers = channels.get(channel) ?? new Set();
      channels.set(channel, subscribers);
      const subscription = { listener };
      subscribers.add(subscription);
      return () => {
        subscribers.delete(subscription);
        if (subscribers.size === 0 && channels.get(channel) === subscribers) channels.delete(channel);
      };
    },
    async ping() {},
    async close() {
      entries.clear();
      for (const subscribers of channels.values()) subscribers.clear();
      channels.clear();
    },
  };
}
