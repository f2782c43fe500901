/** What paying takes of a client. */
interface PayingClient {
  del(storedKeys: string[]): Promise<unknown>;
  publish(channel: string, message: string): Promise<unknown>;
}

// By the time that many have gathered, the first have long ended by themselves.
const REMOVALS_MAX = 50_000;
const MESSAGES_MAX = 10_000;
const BATCH = 500;

/** What was refused and has to happen all the same: removals and messages, which stand for changes that are committed. */
export interface RedisDebts {
  oweRemoval(storedKeys: readonly string[]): void;
  oweMessage(channel: string, message: string): void;
  /** Does what is owed. What fails stays owed. */
  pay(client: PayingClient): Promise<void>;
}

/** Creates an empty list of debts. */
export function createRedisDebts(): RedisDebts {
  const removals = new Set<string>();
  const messages = new Map<string, readonly [channel: string, message: string]>();

  function oweRemoval(storedKeys: readonly string[]): void {
    for (const key of storedKeys) {
      const oldest = removals.size >= REMOVALS_MAX ? removals.values().next().value : undefined;
      if (oldest !== undefined) removals.delete(oldest);
      removals.add(key);
    }
  }

  function oweMessage(channel: string, message: string): void {
    const oldest = messages.size >= MESSAGES_MAX ? messages.keys().next().value : undefined;
    if (oldest !== undefined) messages.delete(oldest);
    messages.set(JSON.stringify([channel, message]), [channel, message]);
  }

  return {
    oweRemoval,
    oweMessage,
    pay: async (client) => {
      // Taken off the list before they are sent: the same owed again meanwhile is a new debt.
      while (removals.size > 0) {
        const batch = [...removals].slice(0, BATCH);
        for (const key of batch) removals.delete(key);
        await client.del(batch).catch((error: unknown) => {
          oweRemoval(batch);
          throw error;
        });
      }
      for (const [id, [channel, message]] of messages) {
        messages.delete(id);
        await client.publish(channel, message).catch((error: unknown) => {
          oweMessage(channel, message);
          throw error;
        });
      }
    },
  };
}
