/** A map that forgets what was set or read longest ago once it weighs too much. */
export interface BoundedMap<Value> {
  get(key: string): Value | undefined;
  /** An entry that alone weighs too much is not kept. */
  set(key: string, value: Value, weight: number): void;
  delete(key: string): void;
  clear(): void;
}

/** Creates the map; weights are of whatever unit `weightMax` is. */
export function createBoundedMap<Value>(weightMax: number): BoundedMap<Value> {
  const entries = new Map<string, { readonly value: Value; readonly weight: number }>();
  let total = 0;

  function remove(key: string): void {
    total -= entries.get(key)?.weight ?? 0;
    entries.delete(key);
  }

  return {
    get: (key) => {
      const entry = entries.get(key);
      if (!entry) return undefined;
      entries.delete(key);
      entries.set(key, entry);
      return entry.value;
    },
    set: (key, value, weight) => {
      remove(key);
      entries.set(key, { value, weight });
      total += weight;
      for (const oldest of entries.keys()) {
        if (total <= weightMax) return;
        remove(oldest);
      }
    },
    delete: remove,
    clear: () => {
      entries.clear();
      total = 0;
    },
  };
}
