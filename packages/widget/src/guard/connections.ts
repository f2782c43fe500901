import type { Patches } from "./patches.ts";
import { type IsRefused, toAddress } from "./requests.ts";

interface Kind {
  /** What the object holds; it has no connection behind it that could answer. */
  readonly members: (url: string) => Record<string, unknown>;
  /** What it tells, after its maker has had time to listen. */
  readonly createEvents: () => Event[];
}

const nothing = () => {};
const createErrors = () => [new Event("error")];
const KINDS: Readonly<Record<string, Kind>> = {
  WebSocket: {
    members: (url) => ({
      ...{ url, readyState: 3, bufferedAmount: 0, extensions: "", protocol: "", binaryType: "blob" },
      ...{ onopen: null, onmessage: null, onerror: null, onclose: null, send: nothing, close: nothing },
    }),
    createEvents: () => [new Event("error"), new CloseEvent("close", { code: 1006 })],
  },
  EventSource: {
    members: (url) => ({
      ...{ url, readyState: 2, withCredentials: false, close: nothing },
      ...{ onopen: null, onmessage: null, onerror: null },
    }),
    createEvents: createErrors,
  },
  Worker: {
    members: () => ({ onmessage: null, onmessageerror: null, onerror: null, postMessage: nothing, terminate: nothing }),
    createEvents: createErrors,
  },
  SharedWorker: { members: () => ({ onerror: null, port: new MessageChannel().port1 }), createEvents: createErrors },
};

/** Refuses connections and workers: their maker gets an object of the right kind that fails a moment later. */
export function guardConnections(patches: Patches, isRefused: IsRefused): void {
  for (const [name, kind] of Object.entries(KINDS)) {
    patches.around(window, name, "value", (pass, _self, [url], made) =>
      made && isRefused(name, toAddress(url)) ? createDead(kind, toAddress(url), made.prototype) : pass(),
    );
  }
}

function createDead({ members, createEvents }: Kind, url: string, prototype: object): object {
  const dead = new EventTarget();
  Object.setPrototypeOf(dead, prototype);
  for (const [key, value] of Object.entries(members(url))) {
    Object.defineProperty(dead, key, { value, configurable: true, enumerable: true, writable: true });
  }
  setTimeout(() => {
    for (const event of createEvents()) {
      // Like the browser's own, a handler is one listener among the others.
      const handler = Reflect.get(dead, `on${event.type}`) as unknown;
      if (typeof handler === "function") dead.addEventListener(event.type, handler as EventListener);
      dead.dispatchEvent(event);
    }
  });
  return dead;
}
