import type { Patches } from "./patches.ts";
import { type IsRefused, toAddress } from "./requests.ts";

const KINDS = ["WebSocket", "EventSource", "Worker", "SharedWorker"] as const;

/** Refuses connections and workers: their maker gets an object of the right kind that fails a moment later. */
export function guardConnections(patches: Patches, isRefused: IsRefused): void {
  for (const kind of KINDS) {
    patches.around(window, kind, "value", (pass, _self, [url], made) =>
      made && isRefused(kind, toAddress(url)) ? createDead(kind, toAddress(url), made.prototype) : pass(),
    );
  }
}

function createDead(kind: (typeof KINDS)[number], url: string, prototype: object): object {
  const dead = new EventTarget();
  Object.setPrototypeOf(dead, prototype);
  // No connection is behind it that its kind's own members could ask: it gets members that need none.
  const known: Record<string, unknown> = { url, readyState: Reflect.get(dead, "CLOSED"), bufferedAmount: 0 };
  if (kind === "SharedWorker") known.port = new MessageChannel().port1;
  for (const [key, { get, value }] of Object.entries(Object.getOwnPropertyDescriptors(window[kind].prototype))) {
    if (get) define(dead, key, key in known ? known[key] : /^on/.test(key) ? null : "");
    else if (typeof value === "function" && key !== "constructor") define(dead, key, () => {});
  }
  setTimeout(() => {
    for (const event of [new Event("error"), new CloseEvent("close", { code: 1006 })]) {
      const handler = Reflect.get(dead, `on${event.type}`) as unknown;
      // Only a WebSocket closes.
      if (handler === undefined) continue;
      // Like the browser's own, a handler is one listener among the others.
      if (typeof handler === "function") dead.addEventListener(event.type, handler as EventListener);
      dead.dispatchEvent(event);
    }
  });
  return dead;
}

function define(owner: object, key: string, value: unknown): void {
  Object.defineProperty(owner, key, { value, configurable: true, enumerable: true, writable: true });
}
