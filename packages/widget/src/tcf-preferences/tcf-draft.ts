import type { TcfChoice } from "@cookiehub/schemas/signals";

/** What a switch of the second layer decides about. */
export type TcfKind = keyof TcfChoice;

/** Ids by what they were shown to be asked about. */
export type TcfAsked = Pick<TcfChoice, "purposeConsents" | "vendorConsents" | "specialFeatureOptIns">;

/** Where the switches of the second layer stand, before anything is saved. */
export interface TcfDraft {
  /** Whether every one of the ids is agreed to, or objected to. */
  has(kind: TcfKind, ids: readonly number[]): boolean;
  set(kind: TcfKind, ids: readonly number[], isIn: boolean): void;
  /** What would be saved: ids ascending, each once. */
  toChoice(): TcfChoice;
}

/**
 * Opens a draft at an earlier choice; without one every consent is off and nothing is objected to (T93). Agreement is kept
 * only to what has a switch here: what the visitor does not see is not agreed to anew. Objections stay, seen or not (T58).
 */
export function createTcfDraft(choice: TcfChoice | null, asked: TcfAsked): TcfDraft {
  const toShown = (kind: keyof TcfAsked) => {
    const chosen = new Set(choice?.[kind]);
    return asked[kind].filter((id) => chosen.has(id));
  };
  const sets: Readonly<Record<TcfKind, Set<number>>> = {
    purposeConsents: new Set(toShown("purposeConsents")),
    vendorConsents: new Set(toShown("vendorConsents")),
    specialFeatureOptIns: new Set(toShown("specialFeatureOptIns")),
    purposeObjections: new Set(choice?.purposeObjections),
    vendorObjections: new Set(choice?.vendorObjections),
  };
  const list = (kind: TcfKind) => [...sets[kind]].sort((one, other) => one - other);
  return {
    has: (kind, ids) => ids.every((id) => sets[kind].has(id)),
    set(kind, ids, isIn) {
      for (const id of ids) isIn ? sets[kind].add(id) : sets[kind].delete(id);
    },
    toChoice: () => ({
      purposeConsents: list("purposeConsents"),
      vendorConsents: list("vendorConsents"),
      specialFeatureOptIns: list("specialFeatureOptIns"),
      purposeObjections: list("purposeObjections"),
      vendorObjections: list("vendorObjections"),
    }),
  };
}
