/** A value, or the right to fill it: the same token for everybody who asks until it is used or voided. */
export type CacheLease = { readonly value: string } | { readonly token: string };

/** What a subscriber hears about messages that it may not hear. */
export interface SubscriptionGaps {
  /** Messages may be missed from now on. */
  onLost(): void;
  /** Every message published from now on will be heard; those published since `onLost` may be gone for good. */
  onRestored(): void;
}

/**
 * Hot state and messages between processes.
 *
 * Guarantee: losing it changes latency, never an answer. Once `remove` has resolved nobody is given an older value, and
 * a `fill` whose lease is older than that has no effect. Who caches what another process may change therefore takes a
 * lease first, reads the truth, and fills; who changes it commits first and removes then. A message published reaches
 * every subscriber of every process that shares the cache, in the order in which one publisher sent them.
 *
 * Operations reject with `StorageUnavailableError`, soon, while the engine is away: callers go on without. A `remove` or
 * `publish` that was refused may have happened all the same, and is repeated as soon as the engine answers again, before
 * anything is read through this object: a repeated message can come late or twice.
 */
export interface Cache {
  /** Whether processes that share the data share this cache. If not, it stands in this process alone. */
  readonly isShared: boolean;
  get(key: string): Promise<string | undefined>;
  /** Keeps a value, and voids leases, whatever was there: for what nobody else changes. Else `lease` and `fill`. */
  set(key: string, value: string, ttlMs: number): Promise<void>;
  /** Answers the value, or a token to `fill` it with: good until the key is set, filled or removed, or for 10 s. */
  lease(key: string): Promise<CacheLease>;
  /** Keeps a value if its token is still good; else does nothing. */
  fill(key: string, token: string, value: string, ttlMs: number): Promise<void>;
  /** Removes entries and voids their leases before it resolves. */
  remove(keys: string | readonly string[]): Promise<void>;
  /** Rejects with `CacheMessageError` when the message has more than 64 KiB of UTF-8. */
  publish(channel: string, message: string): Promise<void>;
  /**
   * Answers a function that ends the subscription. Never rejects because the engine is away: then `onLost` has been
   * called before it resolves, and `onRestored` follows.
   */
  subscribe(channel: string, listener: (message: string) => void, gaps?: SubscriptionGaps): Promise<() => void>;
  ping(): Promise<void>;
  close(): Promise<void>;
}
