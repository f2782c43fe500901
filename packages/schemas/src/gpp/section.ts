import { type UsSectionLayout, WRITTEN_US_SECTIONS } from "../signals/gpp-sections.ts";
import type { GppConfig } from "../types/gpp.ts";

/** What decides which section a visitor gets. */
export type SectionPolicy = Pick<GppConfig, "states" | "usnat" | "unknown_state">;

const isNational = ({ id }: UsSectionLayout): boolean => id === 7;

/** The state of a section as ISO 3166-2, `US-CA` of `usca`. */
const toState = ({ prefix }: UsSectionLayout): string => `US-${prefix.slice(2).toUpperCase()}`;

/** Every state that has a section, in the order of the sections' ids. */
export const GPP_STATES: readonly string[] = /* @__PURE__ */ WRITTEN_US_SECTIONS.filter(
  (layout) => !isNational(layout),
).map(toState);

/** The sections that a policy can lead to, in the order of their ids. */
export function listUsSections({ states, usnat }: SectionPolicy): UsSectionLayout[] {
  return WRITTEN_US_SECTIONS.filter((layout) =>
    isNational(layout) ? usnat : !states || states.includes(toState(layout)),
  );
}

/**
 * The section for a visitor (G38, G39); none where none applies. `location` is ISO 3166-1 or -2, `null` when unknown: then,
 * and outside the United States, there is none. A state that is not known gets what `unknown_state` says, any other state
 * without a section the national one where that is allowed.
 */
export function toUsLayout(location: string | null, policy: SectionPolicy): UsSectionLayout | undefined {
  const allowed = listUsSections(policy);
  const national = allowed.find(isNational);
  if (location !== "US") {
    return location?.startsWith("US-") ? (allowed.find((one) => toState(one) === location) ?? national) : undefined;
  }
  return { none: undefined, national, strictest: toStrictest(allowed) }[policy.unknown_state];
}

/** Of the states, who carries the signal of the browser goes first, then who was there first: California before all others. */
function toStrictest(layouts: readonly UsSectionLayout[]): UsSectionLayout | undefined {
  const states = layouts.filter((layout) => !isNational(layout));
  return states.find(({ extra }) => extra.some(({ code }) => code === "g")) ?? states[0];
}
