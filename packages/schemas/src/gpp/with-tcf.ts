import { writeGppString } from "../signals/gpp-string-writer.ts";
import { TCF_ID, TCF_PREFIX } from "./tcf-section.ts";
import type { GppState } from "./to-gpp-state.ts";

/** A TC string that holds. */
export interface TcfPart {
  /** Put into the string as it is (G30): whoever hands it over has made or checked it. */
  readonly tcString: string;
  /** The same string by the field names of its text, segment by segment (`toTcfSubsections`). */
  readonly subsections: readonly object[];
}

/**
 * Puts section 2 in front of what else holds, where the TCF applies (G11 to G13, G29 to G31). `null`: no string holds yet; the
 * section applies all the same, and nobody is to be told that nothing does.
 */
export function withTcf(state: GppState, part: TcfPart | null): GppState {
  const applicableSections = [TCF_ID, ...state.sectionList];
  if (!part) return { ...state, applicableSections };
  const [, ...texts] = state.gppString.split("~");
  return {
    ...state,
    // No two of these ids are neighbours: each is an interval of its own.
    gppString: writeGppString(
      applicableSections.map((id) => [id, id]),
      [part.tcString, ...texts],
    ),
    sectionList: applicableSections,
    applicableSections,
    parsedSections: { [TCF_PREFIX]: part.subsections, ...state.parsedSections },
  };
}
