import type { UsField, UsFieldCode, UsSectionLayout } from "../signals/gpp-sections.ts";
import type { UsSubsection } from "../signals/gpp-us-writer.ts";
import type { FixedAnswer, GppConfig } from "../types/gpp.ts";

/** What is known of a visitor. */
export interface UsFacts {
  /** They were told that they can opt out. */
  readonly isNotified: boolean;
  /** Of sale, sharing and targeted advertising (`isSaleOptedOut`). */
  readonly isOptedOut: boolean;
  /** What the browser says by Global Privacy Control (G37). */
  readonly gpc: boolean;
}

type Answers = Pick<GppConfig, "mspa" | "sensitive_data" | "known_children">;

/**
 * Whether the section of a state says that a signatory's transactions are covered. The texts in force let it; the change that
 * is proposed for them keeps that to the national section (G36).
 */
export const COVERS_STATE_SECTIONS: boolean = true;

/** No version of the agreement where it does not apply (G36). */
const MSPA_VERSION = 1;

/**
 * The sub-sections of a section, every field by its name (G13, G34 to G37). An opt-out is told in any case, with its notice:
 * without one it would be written 0, and read as none. "Did not opt out" is said of nobody who was not told that they can.
 */
export function toUsSubsections(layout: UsSectionLayout, facts: UsFacts, policy: Answers): readonly UsSubsection[] {
  const values = toValues(layout, facts, policy);
  const toSubsection = (fields: readonly UsField[]): UsSubsection =>
    Object.fromEntries(
      fields.map(({ name, code, count }) => {
        const value = values[code];
        return [name, count > 0 ? Array<number>(count).fill(Number(value)) : value];
      }),
    );
  const { core, extra } = layout;
  // Where sub-section 1 holds no signal, and so no type, it may be left out, and is while it has nothing to tell.
  const isExtraWanted = extra.some(({ code }) => values[code] !== 0);
  return [core, ...(isExtraWanted ? [extra] : [])].map(toSubsection);
}

/** By the letter of the field; 0: not applicable. */
function toValues(
  { version, prefix }: UsSectionLayout,
  { isNotified, isOptedOut, gpc }: UsFacts,
  { mspa, sensitive_data, known_children }: Answers,
): Readonly<Record<UsFieldCode, number | boolean>> {
  const isCovered = mspa !== "none" && (COVERS_STATE_SECTIONS || prefix === "usnat");
  const isProvider = mspa === "service_provider";
  const toMode = (isOn: boolean) => (isCovered ? (isOn ? 1 : 2) : 0);
  const notice = isNotified ? 1 : 2;
  const optOutNotice = isNotified || isOptedOut ? 1 : 2;
  const optOut = isOptedOut ? 1 : isNotified ? 2 : 0;
  // "No consent" is the opt-out where the law knows one (G35), and so is told with its notice as well.
  const sensitive = toAnswer(sensitive_data);
  return {
    ...{ V: version, x: 1, g: gpc, n: notice, p: notice },
    ...{ s: optOutNotice, h: optOutNotice, t: optOutNotice, S: optOut, H: optOut, T: optOut },
    ...{ d: sensitive, i: sensitive, l: sensitive, D: sensitive },
    K: toAnswer(known_children),
    // What no banner asks, and no operator answers here.
    ...{ P: 0, A: 0 },
    ...{ M: isCovered ? MSPA_VERSION : 0, c: isCovered ? 1 : 2 },
    ...{ o: toMode(!isProvider), v: toMode(isProvider), m: toMode(!isProvider) },
  };
}

const toAnswer = (fixed: FixedAnswer): number => (fixed === "no_consent" ? 1 : 0);
