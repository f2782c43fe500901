/** One request that a tag made. */
export interface Hit {
  /** What sent it: `analytics`, `gtag`, `ads`, `pixel`, `map`, ...; `other` for a request that names nobody. */
  tag: string;
  path: string;
  query: Record<string, string>;
  atMs: number;
}

export interface Collector {
  add(hit: Hit): void;
  /** Hits per tag, in the order in which the tags were first heard of. */
  counts(): Record<string, number>;
  /** Every hit kept, oldest first. */
  hits(): readonly Hit[];
  clear(): void;
}

const KEPT_MAX = 500;

/** Counts what reaches the third party, and keeps the last 500 hits. */
export function createCollector(): Collector {
  const counts = new Map<string, number>();
  let kept: Hit[] = [];
  return {
    add(hit) {
      counts.set(hit.tag, (counts.get(hit.tag) ?? 0) + 1);
      kept = [...kept.slice(1 - KEPT_MAX), hit];
    },
    counts: () => Object.fromEntries(counts),
    hits: () => kept,
    clear() {
      counts.clear();
      kept = [];
    },
  };
}
