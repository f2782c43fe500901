import { listenToFrames, type ToParameters } from "./frames.ts";
import { ensureLocator } from "./locator.ts";

/** The functions of the IAB that stand in a page. */
export type PageApiName = "__tcfapi" | "__gpp";

/** What a caller hands over; anything may be in it. Nothing is returned: answers go to a callback. */
export type PageCall = (...parameters: readonly unknown[]) => void;

/** A listener that the stub of `__gpp` has registered, and answered with its id (G14). */
export interface EarlyListener {
  readonly id: number;
  readonly callback: (...answer: readonly unknown[]) => unknown;
  /** The third parameter of `addEventListener`, as it was given. */
  readonly parameter: unknown;
}

/** What the stub has handed out, and the main script has to keep to. */
export interface Early {
  /** In the order in which they were registered. */
  readonly listeners: readonly EarlyListener[];
  /** The largest id that was handed out; 0: none. The main script goes on behind it. */
  readonly lastListenerId: number;
}

export interface PageApiSetup {
  readonly name: PageApiName;
  /** Makes the full function. It stands in the page at once after it was made; what has queued up is played to it then. */
  createCall(early: Early): PageCall;
  /** Puts what a frame asks, and where the answer goes, into the order of the function's parameters. */
  readonly toParameters: ToParameters;
  /** A call from the queue that threw, or a page that lets nobody in. */
  onError(error: unknown): void;
}

/** `__tcfapi(command, version, callback, parameter)`. */
export const toTcfParameters: ToParameters = ({ command, version, parameter }, answer) => [
  command,
  version,
  answer,
  parameter,
];

/** `__gpp(command, callback, parameter, version)`. */
export const toGppParameters: ToParameters = ({ command, version, parameter }, answer) => [
  command,
  answer,
  parameter,
  version,
];

/**
 * Puts a full function in the place of its stub (T1, T3, T7, G3, G4): takes over what the stub has kept, replaces the
 * function first, then replays each kept call once, oldest first. There is no moment without a function.
 *
 * The contract with the stub of `headStub` (`stub-text.ts`), which the reference stubs of the IAB keep to as well:
 * - called without parameters, a stub answers with its queue: an array of parameter lists. A full function answers nothing;
 * - `events`, on the stub of `__gpp`: its listeners `{ id, callback, parameter }`; `lastId`: the last id it gave;
 * - its `message` listener and its locator frame stay. The listener calls what stands in `window[name]` when a message
 *   comes, so that a second listener would answer twice: there is one only where there was no stub;
 * - who has kept the stub's function itself is passed on to its successor.
 * A page says whether the GDPR applies by `__tcfapi.gdprApplies = true` behind the stub: a property, since a call could come
 * from any frame (T5).
 *
 * Answers `false`, and changes nothing, where a function stands that is no stub: another CMP, or ours, loaded before. Who
 * came first stays, since callers hold its listener ids, and two would tell different stories. Such a function either does
 * not answer a call without parameters with an array, or says in its `ping` that it is loaded.
 */
export function startPageApi(page: Window, setup: PageApiSetup): boolean {
  const { name, onError } = setup;
  const slots = page as unknown as Record<PageApiName, unknown>;
  const found = slots[name];
  const queue = typeof found === "function" ? readQueue(found as PageCall, setup) : [];
  if (!queue) return false;
  const call = setup.createCall(readEarly(found));
  try {
    slots[name] = call;
  } catch (error) {
    onError(error);
  }
  // What guards its name may throw, or take no notice.
  if (slots[name] !== call) return false;
  ensureLocator(page, `${name}Locator`);
  if (typeof found !== "function") listenToFrames(page, setup);
  // Taken out first: a call that comes in meanwhile goes to the full function.
  for (const parameters of queue.splice(0)) {
    try {
      call(...(parameters as ArrayLike<unknown> & Iterable<unknown>));
    } catch (error) {
      onError(error);
    }
  }
  return true;
}

/** Reads the queue of a stub; `null`: what stands there is none. */
function readQueue(found: PageCall, { toParameters }: PageApiSetup): unknown[] | null {
  try {
    const queue: unknown = found();
    if (!Array.isArray(queue)) return null;
    let isLoaded = false;
    const answer = (value: unknown) => {
      const { cmpLoaded, cmpStatus } = value as Record<string, unknown>;
      isLoaded = cmpLoaded === true || cmpStatus === "loaded";
    };
    found(...toParameters({ command: "ping", version: undefined, parameter: undefined }, answer));
    return isLoaded ? null : queue;
  } catch {
    // A stub does not throw.
    return null;
  }
}

function readEarly(stub: unknown): Early {
  const { events, lastId } = (stub ?? {}) as { readonly events?: unknown; readonly lastId?: unknown };
  const listeners = Array.isArray(events) ? events.filter(isEarlyListener) : [];
  const ids = [lastId, ...listeners.map(({ id }) => id)].filter((id): id is number => Number.isSafeInteger(id));
  return { listeners, lastListenerId: Math.max(0, ...ids) };
}

function isEarlyListener(entry: unknown): entry is EarlyListener {
  const { id, callback } = (entry ?? {}) as { readonly id?: unknown; readonly callback?: unknown };
  return Number.isSafeInteger(id) && typeof callback === "function";
}
