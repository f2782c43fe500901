import type { VaultStores } from "./vault-parts.ts";

/** What leaves a trace. Who dies before a call that only reads dies before the next one of these. */
const CALLS: { readonly [Name in keyof VaultStores]: readonly (keyof VaultStores[Name])[] } = {
  store: ["transaction"],
  analytics: ["load", "loadSessions", "refreshBots"],
  objects: ["put"],
  queue: ["receive", "remove"],
  logs: [],
};

/** Has every call of the ports announced before it is made. */
export function countCalls(stores: VaultStores, onCall: (name: string) => void): VaultStores {
  const wrap = <Name extends keyof VaultStores>(name: Name): VaultStores[Name] =>
    new Proxy(stores[name], {
      get(target, member) {
        const found: unknown = Reflect.get(target, member);
        if (typeof found !== "function" || !(CALLS[name] as readonly PropertyKey[]).includes(member)) return found;
        return (...given: unknown[]): unknown => {
          onCall(`${name}.${String(member)}`);
          return Reflect.apply(found, target, given);
        };
      },
    });
  return {
    ...{ store: wrap("store"), analytics: wrap("analytics"), objects: wrap("objects") },
    ...{ queue: wrap("queue"), logs: wrap("logs") },
  };
}
