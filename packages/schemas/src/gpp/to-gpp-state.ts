import type { UsSectionLayout } from "../signals/gpp-sections.ts";
import { toGppString } from "../signals/gpp-string.ts";
import { toUsSection } from "../signals/gpp-us.ts";
import type { GppConfig } from "../types/gpp.ts";
import { listUsSections, toUsLayout } from "./section.ts";
import { toUsSubsections, type UsFacts } from "./to-us-subsections.ts";

/** What a TCF part brings where it applies: section 2. */
export interface TcfPart {
  /** The operator's registered id. */
  readonly cmpId: number;
  /** Put into the string as it is (G30). */
  readonly tcString: string;
  /** The same string by the field names of its text, segment by segment (G13, G26). */
  readonly subsections: readonly object[];
}

export interface GppInput {
  /** ISO 3166-1 or -2 of the visitor, `null` when unknown. */
  readonly location: string | null;
  readonly policy: GppConfig;
  readonly facts: UsFacts;
  /** Left out, or `null`: TCF does not apply. */
  readonly tcf?: TcfPart | null | undefined;
}

/** One section: its text in the string, and the values that the text was made of. */
export interface GppPart {
  readonly id: number;
  readonly prefix: string;
  readonly text: string;
  readonly subsections: readonly object[];
}

/** What holds for a visitor, as `__gpp` tells it. */
export interface GppState {
  readonly gppString: string;
  /** In the order of their ids. */
  readonly parts: readonly GppPart[];
  /** Ids; -1 alone where no section applies (G12). */
  readonly applicableSections: readonly number[];
  /** Such as `8:usca` (G9): what this policy can lead to. */
  readonly supportedApis: readonly string[];
  /** 1 for an operator without an id (G10). */
  readonly cmpId: number;
}

const TCF = { id: 2, prefix: "tcfeuv2" } as const;
const NO_SECTION = -1;
const NO_CMP_ID = 1;

/** Says what holds: the string, and each section from the same values. Throws `SignalStringError` on a TC string that is none. */
export function toGppState({ location, policy, facts, tcf }: GppInput): GppState {
  const layout = toUsLayout(location, policy);
  const parts: GppPart[] = [];
  if (tcf) parts.push({ ...TCF, text: tcf.tcString, subsections: tcf.subsections });
  if (layout) parts.push(toUsPart(layout, facts, policy));
  const known = [...(tcf ? [TCF] : []), ...listUsSections(policy)];
  return {
    gppString: toGppString(parts),
    parts,
    applicableSections: parts.length > 0 ? parts.map(({ id }) => id) : [NO_SECTION],
    supportedApis: known.map(({ id, prefix }) => `${id}:${prefix}`),
    cmpId: tcf ? tcf.cmpId : NO_CMP_ID,
  };
}

function toUsPart(layout: UsSectionLayout, facts: UsFacts, policy: GppConfig): GppPart {
  const { id, prefix } = layout;
  const subsections = toUsSubsections(layout, facts, policy);
  return { id, prefix, text: toUsSection(id, subsections), subsections };
}
