import { writeGppString } from "../signals/gpp-string-writer.ts";
import { writeUsSection } from "../signals/gpp-us-writer.ts";
import type { GppConfig } from "../types/gpp.ts";
import { listUsSections, toUsLayout } from "./section.ts";
import { toUsSubsections, type UsFacts } from "./to-us-subsections.ts";

/** What a TCF part brings where it applies: section 2. */
export interface TcfPart {
  /** The operator's registered id. */
  readonly cmpId: number;
  /** Put into the string as it is (G30): whoever hands it over has made or checked it. */
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

/** What holds for a visitor, in the members of a ping (IAB GPP, "CMP API Specification", `PingReturn`). */
export interface GppState {
  readonly gppString: string;
  /** Ids of the sections that are in the string (G11). */
  readonly sectionList: readonly number[];
  /** The same, or -1 alone where no section applies (G12). */
  readonly applicableSections: readonly number[];
  /** Prefix to sub-sections, made of the same values as the string (G13). */
  readonly parsedSections: Readonly<Record<string, readonly object[]>>;
  /** Such as `8:usca` (G9): what this policy can lead to. */
  readonly supportedAPIs: readonly string[];
  /** 1 for an operator without an id (G10). */
  readonly cmpId: number;
}

interface Part {
  readonly id: number;
  readonly prefix: string;
  readonly text: string;
  readonly subsections: readonly object[];
}

const TCF = { id: 2, prefix: "tcfeuv2" } as const;
const NO_SECTION = -1;
const NO_CMP_ID = 1;

/** Says what holds: the string, and each section from the same values. */
export function toGppState({ location, policy, facts, tcf }: GppInput): GppState {
  const layout = toUsLayout(location, policy);
  const parts: Part[] = [];
  if (tcf) parts.push({ ...TCF, text: tcf.tcString, subsections: tcf.subsections });
  if (layout) {
    const subsections = toUsSubsections(layout, facts, policy);
    parts.push({ id: layout.id, prefix: layout.prefix, text: writeUsSection(layout, subsections), subsections });
  }
  const sectionList = parts.map(({ id }) => id);
  return {
    // No two of these ids are neighbours: each is an interval of its own.
    gppString: writeGppString(
      sectionList.map((id) => [id, id]),
      parts.map(({ text }) => text),
    ),
    sectionList,
    applicableSections: parts[0] ? sectionList : [NO_SECTION],
    parsedSections: Object.fromEntries(parts.map(({ prefix, subsections }) => [prefix, subsections])),
    supportedAPIs: [...(tcf ? [TCF] : []), ...listUsSections(policy)].map(({ id, prefix }) => `${id}:${prefix}`),
    cmpId: tcf?.cmpId ?? NO_CMP_ID,
  };
}
