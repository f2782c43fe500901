import { US_SECTIONS, type UsSectionLayout } from "../signals/gpp-sections.ts";
import type { GppConfig } from "../types/gpp.ts";

/** What decides which section a visitor gets. */
export type SectionPolicy = Pick<GppConfig, "states" | "usnat" | "unknown_state">;

const NATIONAL_PREFIX = "usnat";

/** The layout that is written for each id: the first of it. */
const WRITTEN: readonly UsSectionLayout[] = US_SECTIONS.filter(
  ({ id }, index) => US_SECTIONS.findIndex((layout) => layout.id === id) === index,
);

/** The state of a section as ISO 3166-2, `US-CA` of `usca`. */
const toState = ({ prefix }: UsSectionLayout): string => `US-${prefix.slice(2).toUpperCase()}`;

/** Every state that has a section, in the order of the sections' ids. */
export const GPP_STATES: readonly string[] = WRITTEN.filter(({ prefix }) => prefix !== NATIONAL_PREFIX).map(toState);

/** The sections that a policy can lead to, in the order of their ids. */
export function listUsSections({ states, usnat }: SectionPolicy): UsSectionLayout[] {
  return WRITTEN.filter((layout) =>
    layout.prefix === NATIONAL_PREFIX ? usnat : (states ?? GPP_STATES).includes(toState(layout)),
  );
}

/**
 * The section for a visitor (G38, G39), `null` where none applies. `location` is ISO 3166-1 or -2, `null` when unknown: then,
 * and outside the United States, there is none. A state that is not known gets what `unknown_state` says, any other state
 * without a section the national one where that is allowed.
 */
export function toUsLayout(location: string | null, policy: SectionPolicy): UsSectionLayout | null {
  if (location?.slice(0, 2) !== "US") return null;
  const allowed = listUsSections(policy);
  const national = allowed.find(({ prefix }) => prefix === NATIONAL_PREFIX);
  const own = allowed.filter((layout) => layout !== national);
  const isStateKnown = location.length > 2;
  if (isStateKnown) return own.find((layout) => toState(layout) === location) ?? national ?? null;
  const found = { none: undefined, national, strictest: toStrictest(own) }[policy.unknown_state];
  return found ?? null;
}

/** Who carries the signal of the browser goes first, then who was there first: California before all others. */
function toStrictest(layouts: readonly UsSectionLayout[]): UsSectionLayout | undefined {
  return layouts.find(({ extra }) => extra.some(({ name }) => name === "Gpc")) ?? layouts[0];
}
