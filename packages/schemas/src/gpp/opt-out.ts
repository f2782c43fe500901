import type { CategoryConfig } from "../types/tenant-config.ts";

/** What may run now: category id, and service id, to whether it may. */
export interface Runnable {
  readonly choices: Readonly<Record<string, boolean>>;
  readonly services: Readonly<Record<string, boolean>>;
}

/**
 * Whether the visitor counts as opted out of sale, sharing and targeted advertising: something that sells data may not run, or
 * their browser asks for it (P4, G37). A string knows one answer for all sellers: one refused service is the refusal. Where
 * nothing is marked as selling, whatever can be refused counts.
 */
export function isSaleOptedOut(
  categories: readonly CategoryConfig[],
  { choices, services }: Runnable,
  signal: boolean,
): boolean {
  const optional = categories.filter(({ required }) => !required);
  const marked = optional.filter(({ sells_data }) => sells_data);
  const selling = marked.length > 0 ? marked : optional;
  const isRefused = ({ id, services: known }: CategoryConfig) =>
    choices[id] !== true || known.some((service) => services[service.id] === false);
  return signal || selling.some(isRefused);
}
