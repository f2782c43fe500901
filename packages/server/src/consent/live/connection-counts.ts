/** Most connections at a time: of this process, of one tenant, of one address prefix (there, and in all). */
export interface ConnectionLimits {
  readonly process: number;
  readonly tenant: number;
  readonly tenantPrefix: number;
  readonly prefix: number;
}

export interface ConnectionCounts {
  /** Takes a place and answers the function that gives it back, or `undefined` where there is none left. */
  take(tenantId: string, addressPrefix: string): (() => void) | undefined;
  /** Names that are counted now: none when nobody is connected. */
  readonly size: number;
  readonly connections: number;
}

/** Creates the counts. An unknown address (`""`) is held by the limits of its tenant and of the process alone. */
export function createConnectionCounts(limits: ConnectionLimits): ConnectionCounts {
  const counts = new Map<string, number>();
  const toNames = (tenantId: string, prefix: string): (readonly [string, number])[] => {
    const everybody = [
      ["process", limits.process],
      [`tenant ${tenantId}`, limits.tenant],
    ] as const;
    if (prefix === "") return [...everybody];
    return [...everybody, [`${tenantId} ${prefix}`, limits.tenantPrefix], [`prefix ${prefix}`, limits.prefix]];
  };
  const add = (name: string, change: 1 | -1): void => {
    const count = (counts.get(name) ?? 0) + change;
    if (count === 0) counts.delete(name);
    else counts.set(name, count);
  };

  return {
    take: (tenantId, prefix) => {
      const names = toNames(tenantId, prefix);
      if (names.some(([name, max]) => (counts.get(name) ?? 0) >= max)) return undefined;
      for (const [name] of names) add(name, 1);
      let isTaken = true;
      return () => {
        if (!isTaken) return;
        isTaken = false;
        for (const [name] of names) add(name, -1);
      };
    },
    get size() {
      return counts.size;
    },
    get connections() {
      return counts.get("process") ?? 0;
    },
  };
}
