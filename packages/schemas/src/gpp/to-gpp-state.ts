import { writeGppString } from "../signals/gpp-string-writer.ts";
import { writeUsSection } from "../signals/gpp-us-writer.ts";
import type { GppConfig } from "../types/gpp.ts";
import { listUsSections, toUsLayout } from "./section.ts";
import { TCF_ID, TCF_PREFIX } from "./tcf-section.ts";
import { toUsSubsections, type UsFacts } from "./to-us-subsections.ts";

export interface GppInput {
  /** ISO 3166-1 or -2 of the visitor, `null` when unknown. */
  readonly location: string | null;
  readonly policy: GppConfig;
  readonly facts: UsFacts;
  /** The operator's registered id, where the site takes part in the TCF: section 2 is possible then (`withTcf`). */
  readonly cmpId?: number | undefined;
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

const TCF_API = `${TCF_ID}:${TCF_PREFIX}`;
const NO_SECTION = -1;
const NO_CMP_ID = 1;

/** Says what holds of the sections of the United States: the string, and the section from the same values. */
export function toGppState({ location, policy, facts, cmpId }: GppInput): GppState {
  const layout = toUsLayout(location, policy);
  const subsections = layout && toUsSubsections(layout, facts, policy);
  const sectionList = layout ? [layout.id] : [];
  return {
    gppString: writeGppString(
      sectionList.map((id) => [id, id]),
      subsections ? [writeUsSection(layout, subsections)] : [],
    ),
    sectionList,
    applicableSections: layout ? sectionList : [NO_SECTION],
    parsedSections: subsections ? { [layout.prefix]: subsections } : {},
    supportedAPIs: [...(cmpId ? [TCF_API] : []), ...listUsSections(policy).map(({ id, prefix }) => `${id}:${prefix}`)],
    cmpId: cmpId ?? NO_CMP_ID,
  };
}
