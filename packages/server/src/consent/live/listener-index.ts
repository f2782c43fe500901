import type { Subject } from "../../storage/ports.ts";

/** Finds who listens to a subject of a tenant. */
export interface ListenerIndex<Listener> {
  add(tenantId: string, subject: Subject, listener: Listener): void;
  remove(tenantId: string, subject: Subject, listener: Listener): void;
  find(tenantId: string, subject: Subject): Iterable<Listener>;
  /** Subjects that somebody listens to. */
  readonly size: number;
}

export function createListenerIndex<Listener>(): ListenerIndex<Listener> {
  const subjects = new Map<string, Set<Listener>>();
  return {
    add: (tenantId, subject, listener) => {
      const key = toKey(tenantId, subject);
      const listeners = subjects.get(key) ?? new Set();
      subjects.set(key, listeners.add(listener));
    },
    remove: (tenantId, subject, listener) => {
      const key = toKey(tenantId, subject);
      const listeners = subjects.get(key);
      listeners?.delete(listener);
      if (listeners?.size === 0) subjects.delete(key);
    },
    find: (tenantId, subject) => subjects.get(toKey(tenantId, subject)) ?? [],
    get size() {
      return subjects.size;
    },
  };
}

// No tenant id holds a space.
function toKey(tenantId: string, subject: Subject): string {
  return `${tenantId} ${subject}`;
}
