import type { TellKind } from "./receiver.ts";

interface Queue {
  push(...items: unknown[]): unknown;
}

/**
 * Puts items into the vendor's queue `window[name]`, which is made where the vendor's snippet would make it. A default
 * stands before everything that waits there already.
 */
export function enqueue(name: string, kind: TellKind, ...items: unknown[]): void {
  const page = window as unknown as Record<string, Queue | unknown[] | undefined>;
  page[name] ??= [];
  const queue = page[name];
  if (kind === "default" && Array.isArray(queue)) queue.unshift(...items);
  else queue.push(...items);
}

/** Makes an `arguments` object: vendors' function queues hold these, and an array is not always taken for one. */
export function toArguments(..._items: unknown[]): IArguments {
  // biome-ignore lint/complexity/noArguments: see above
  return arguments;
}
