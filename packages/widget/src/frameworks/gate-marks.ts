import type { ConsentSnapshot } from "../api.ts";

/** What a gate waits for, as elements are marked: ids separated by spaces, all of which are needed. */
export interface GateMarks {
  /** Category ids, such as `marketing`. */
  readonly category?: string | undefined;
  /** Service ids. */
  readonly service?: string | undefined;
}

/** Whether everything that a gate names may run. One that names nothing stays closed. */
export function isOpen({ choices, services }: ConsentSnapshot, { category, service }: GateMarks): boolean {
  const categories = toIds(category);
  const named = toIds(service);
  if (categories.length + named.length === 0) return false;
  return categories.every((id) => choices[id] === true) && named.every((id) => services[id] === true);
}

function toIds(mark = ""): string[] {
  return mark.split(/\s+/).filter(Boolean);
}
