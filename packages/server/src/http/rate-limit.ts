/** How often something may happen: `burst` at once, then `perMinute`. */
export interface Rate {
  readonly perMinute: number;
  readonly burst: number;
}

/** Token buckets by name. Time is handed in; it never goes back. */
export interface TokenBuckets {
  /** Takes a token; answers 0, or the milliseconds until there is one (then nothing was taken). */
  take(key: string, rate: Rate, nowMs: number): number;
  /** Answers what `take` would, and takes nothing. */
  peek(key: string, rate: Rate, nowMs: number): number;
  /** How many buckets are kept now. */
  readonly size: number;
}

interface Bucket {
  tokens: number;
  atMs: number;
}

const MINUTE_MS = 60_000;

/**
 * Keeps at most `2 * entriesMax` buckets, in two generations: a bucket that is used moves to the young one, and when that
 * is full the old one is dropped whole. That costs one map look-up where a list by last use costs three changes.
 * A dropped bucket is a full one: whoever floods from many addresses has to be held by a bucket that all of them share.
 */
export function createTokenBuckets(entriesMax: number): TokenBuckets {
  let young = new Map<string, Bucket>();
  let old = new Map<string, Bucket>();

  function keep(key: string, bucket: Bucket): Bucket {
    if (young.size >= entriesMax) {
      old = young;
      young = new Map();
    }
    young.set(key, bucket);
    old.delete(key);
    return bucket;
  }

  function find(key: string): Bucket | undefined {
    const bucket = young.get(key);
    if (bucket) return bucket;
    const aged = old.get(key);
    return aged && keep(key, aged);
  }

  return {
    take: (key, rate, nowMs) => {
      const bucket = find(key) ?? keep(key, { tokens: rate.burst, atMs: nowMs });
      bucket.tokens = countTokens(bucket, rate, nowMs);
      bucket.atMs = nowMs;
      if (bucket.tokens < 1) return toWaitMs(bucket.tokens, rate);
      bucket.tokens--;
      return 0;
    },
    peek: (key, rate, nowMs) => {
      const bucket = young.get(key) ?? old.get(key);
      if (!bucket) return 0;
      const tokens = countTokens(bucket, rate, nowMs);
      return tokens < 1 ? toWaitMs(tokens, rate) : 0;
    },
    get size() {
      return young.size + old.size;
    },
  };
}

function countTokens(bucket: Bucket, rate: Rate, nowMs: number): number {
  const elapsedMs = Math.max(0, nowMs - bucket.atMs);
  return Math.min(rate.burst, bucket.tokens + (elapsedMs * rate.perMinute) / MINUTE_MS);
}

// Rounded up: whoever waits that long finds a whole token, whatever the fractions.
function toWaitMs(tokens: number, rate: Rate): number {
  return Math.max(1, Math.ceil(((1 - tokens) * MINUTE_MS) / rate.perMinute));
}
