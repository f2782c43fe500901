import type { Gate } from "./gate.ts";

/** Creates the gate of a page that blocks by itself: nothing is held back, and nothing released. */
export function createNoGate(): Gate {
  const nothing = () => {};
  const none = () => [];
  return { start: nothing, release: nothing, flush: nothing, loadOnce: () => false, held: none, list: none };
}
