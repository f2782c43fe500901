import type { ConsentEvents } from "./api.ts";

type Listener<Value> = (value: Value) => void;

/** Keeps listeners of the page and calls them guarded: a listener that throws harms neither us nor its neighbours. */
export interface Listeners {
  on<Name extends keyof ConsentEvents>(name: Name, listener: Listener<ConsentEvents[Name]>): () => void;
  emit<Name extends keyof ConsentEvents>(name: Name, value: ConsentEvents[Name]): void;
  /** Runs host code or a browser call that may fail; a failure becomes an `error` event. */
  guard<Value>(act: () => Value): Value | undefined;
}

/** Creates an empty set of listeners. */
export function createListeners(): Listeners {
  const lists: { [Name in keyof ConsentEvents]?: Set<Listener<ConsentEvents[Name]>> } = {};
  const on: Listeners["on"] = (name, listener) => {
    if (typeof listener !== "function") return () => {};
    const list: Set<typeof listener> = lists[name] ?? new Set();
    (lists as Record<string, unknown>)[name] = list;
    list.add(listener);
    return () => {
      list.delete(listener);
    };
  };
  const emit: Listeners["emit"] = (name, value) => {
    for (const listener of [...(lists[name] ?? [])]) {
      try {
        listener(value);
      } catch (error) {
        // An error listener that fails has nobody left to tell.
        if (name !== "error") emit("error", toError(error));
      }
    }
  };
  return {
    on,
    emit,
    guard(act) {
      try {
        return act();
      } catch (error) {
        emit("error", toError(error));
        return undefined;
      }
    },
  };
}

/** Makes an `Error` of whatever was thrown; errors of other frames are errors too. */
export function toError(thrown: unknown): Error {
  const isError = Object.prototype.toString.call(thrown) === "[object Error]";
  return isError ? (thrown as Error) : new Error(String(thrown));
}
