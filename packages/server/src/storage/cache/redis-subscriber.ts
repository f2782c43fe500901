import type { Cache, SubscriptionGaps } from "../ports.ts";
import { isMessageTooLong } from "./message.ts";
import { createRedisConnection, type RedisClient, type RedisConnectionOptions } from "./redis-connection.ts";

interface Subscription {
  readonly listener: (message: string) => void;
  readonly gaps: SubscriptionGaps | undefined;
  isLost: boolean;
}

interface Channel {
  readonly name: string;
  readonly subscriptions: Set<Subscription>;
  isSubscribed: boolean;
  /** Changes of one channel wait for each other: a leave on its way must not undo the next subscription. */
  work: Promise<void>;
}

export interface RedisSubscriber extends Pick<Cache, "subscribe" | "ping"> {
  readonly firstAttempt: Promise<void>;
  close(): void;
}

/** Creates the connection that hears messages, and tells subscribers when it could not. */
export function createRedisSubscriber(options: Omit<RedisConnectionOptions, "prepare">): RedisSubscriber {
  const channels = new Map<string, Channel>();
  const everySubscription = () => [...channels.values()].flatMap(({ subscriptions }) => [...subscriptions]);

  const connection = createRedisConnection({
    ...options,
    prepare: async (client) => {
      await Promise.all([...channels.values()].map((channel) => reconcile(client, channel)));
    },
    onUp: () => {
      for (const subscription of everySubscription()) markRestored(subscription);
      options.onUp();
    },
    onDown: (reason) => {
      for (const subscription of everySubscription()) markLost(subscription);
      options.onDown(reason);
    },
  });

  function reconcile(client: RedisClient, channel: Channel): Promise<void> {
    channel.work = channel.work
      .catch(() => {})
      .then(async () => {
        const isWanted = channel.subscriptions.size > 0;
        if (isWanted && !channel.isSubscribed) {
          await client.subscribe(channel.name, (message) => deliver(channel, message));
          channel.isSubscribed = true;
        }
        if (!isWanted && channel.isSubscribed) {
          await client.unsubscribe(channel.name);
          channel.isSubscribed = false;
        }
        if (channel.subscriptions.size === 0 && !channel.isSubscribed) channels.delete(channel.name);
      });
    return channel.work;
  }

  function openChannel(name: string): Channel {
    const known = channels.get(name);
    if (known) return known;
    const channel: Channel = { name, subscriptions: new Set(), isSubscribed: false, work: Promise.resolve() };
    channels.set(name, channel);
    return channel;
  }

  return {
    firstAttempt: connection.firstAttempt,
    ping: async () => {
      await connection.run((client) => client.ping());
    },
    subscribe: async (name, listener, gaps) => {
      const channel = openChannel(name);
      const subscription: Subscription = { listener, gaps, isLost: false };
      channel.subscriptions.add(subscription);
      // A failure takes the connection down, which tells every subscription of this connection.
      await connection.run((client) => reconcile(client, channel)).catch(() => {});
      if (!connection.isUp()) markLost(subscription);
      return () => {
        if (!channel.subscriptions.delete(subscription)) return;
        // What cannot be left now is left when the connection is back.
        connection.run((client) => reconcile(client, channel)).catch(() => {});
      };
    },
    close: () => {
      for (const { subscriptions } of channels.values()) subscriptions.clear();
      connection.close();
    },
  };
}

function deliver({ subscriptions }: Channel, message: string): void {
  // Nothing of ours is that long.
  if (isMessageTooLong(message)) return;
  // One faulty listener must not keep the message from the others.
  for (const subscription of subscriptions) {
    queueMicrotask(() => {
      if (subscriptions.has(subscription)) subscription.listener(message);
    });
  }
}

function markLost(subscription: Subscription): void {
  if (subscription.isLost) return;
  subscription.isLost = true;
  subscription.gaps?.onLost();
}

function markRestored(subscription: Subscription): void {
  if (!subscription.isLost) return;
  subscription.isLost = false;
  subscription.gaps?.onRestored();
}
