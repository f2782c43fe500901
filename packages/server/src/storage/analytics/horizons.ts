import type { Retention } from "../ports.ts";

/** From which day on a code has its rows; the code `""` stands for all others. */
export interface Horizon {
  readonly code: string;
  /** UTC. */
  readonly firstDay: string;
  /** Whether the code has a rule of its own now; had it one before, the later of its day and that of all others holds. */
  readonly isOwn: boolean;
}

/** Every code but those that have a horizon of their own. */
export const OTHERS = "";

/** How far back rows of each code reach. */
export interface Horizons {
  of(code: string): string;
  /** Codes whose horizon is not that of all others. */
  readonly apart: readonly { readonly code: string; readonly firstDay: string }[];
  readonly ofOthers: string;
}

export function createHorizons(known: readonly Horizon[]): Horizons {
  const ofOthers = known.find(({ code }) => code === OTHERS)?.firstDay ?? "";
  const own = known
    .filter(({ code }) => code !== OTHERS)
    .map(({ code, firstDay, isOwn }) => ({ code, firstDay: isOwn ? firstDay : toLater(firstDay, ofOthers) }));
  const days = new Map(own.map(({ code, firstDay }) => [code, firstDay]));
  return {
    of: (code) => days.get(code) ?? ofOthers,
    apart: own.filter(({ firstDay }) => firstDay !== ofOthers),
    ofOthers,
  };
}

/**
 * What a retention makes of the horizons: they only ever move on. A code whose rows are to be kept longer than they were keeps what is
 * there from now on; what is gone stays gone.
 */
export function moveHorizons(known: readonly Horizon[], retention: Pick<Retention, "firstDay" | "others">): Horizon[] {
  const before = createHorizons(known);
  const others = new Map(retention.others.map(({ code, firstDay }) => [code, firstDay]));
  const left = known.filter(({ code }) => code !== OTHERS && !others.has(code));
  return [
    { code: OTHERS, firstDay: toLater(before.ofOthers, retention.firstDay), isOwn: false },
    ...[...others].map(([code, firstDay]) => ({ code, firstDay: toLater(before.of(code), firstDay), isOwn: true })),
    ...left.map(({ code }) => ({ code, firstDay: before.of(code), isOwn: false })),
  ];
}

const toLater = (one: string, other: string): string => (one > other ? one : other);
