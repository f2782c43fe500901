import {
  fromCategories,
  type PurposesByCategory,
  type RestrictionWish,
  type TcfChoice,
  type TcfObjections,
  type TcfOperator,
  type TcfVendorList,
  toDecidableMapping,
  toEmptyChoice,
  toFullChoice,
  toTcModel,
  toTcString,
} from "@cookiehub/schemas/signals";
import type { ResolvedTcf, StoredChoice, TcfConfig } from "@cookiehub/schemas/types";
import type { MadeString } from "./read-string.ts";

const RESTRICTION_TYPES = { not_allowed: 0, require_consent: 1, require_legitimate_interest: 2 } as const;

/** What the operator of the server and the tenant stand for in every string. Our texts are the official ones (T48). */
export function toOperator(tcf: ResolvedTcf, settings: TcfConfig): TcfOperator {
  return {
    ...{ cmpId: tcf.cmp_id, cmpVersion: tcf.cmp_version, publisherCountry: settings.publisher_country },
    ...{ hasNonStandardTexts: false, isPurposeOneTreatment: settings.purpose_one_treatment },
    restrictions: settings.restrictions.map(
      ({ purpose, type, vendors }): RestrictionWish => ({
        ...{ purposeId: purpose, type: RESTRICTION_TYPES[type] },
        ...(vendors && { vendors }),
      }),
    ),
  };
}

/** What categories come to here, by the purposes that this list asks consent for. */
export function toMapping(
  settings: TcfConfig,
  categories: readonly { readonly id: string; readonly required: boolean }[],
  list: TcfVendorList,
  operator: TcfOperator,
): PurposesByCategory {
  const own = new Set(categories.filter(({ required }) => !required).map(({ id }) => id));
  const known = Object.entries(settings.categories).filter(([id]) => own.has(id));
  return toDecidableMapping(Object.fromEntries(known), list, operator);
}

/**
 * What a choice between categories comes to under the TCF: everything, nothing, or what the granted ones need. "Accept all" and
 * "reject all" of the first layer mean all, also where no category can be refused.
 */
export function fromStoredChoice(
  { method, granted, denied, services }: Pick<StoredChoice, "method" | "granted" | "denied" | "services">,
  list: TcfVendorList,
  mapping: PurposesByCategory,
  operator: TcfOperator,
  objections: { readonly isObjecting: boolean; readonly before: TcfObjections | null },
): TcfChoice {
  const isWhole = denied.length === 0 && !Object.values(services).includes(false);
  if (method === "banner_accept" || (granted.length > 0 && isWhole)) return toFullChoice(list);
  if (granted.length === 0) return toEmptyChoice(list, objections.isObjecting, objections.before);
  return fromCategories(list, operator.restrictions, mapping, new Set(granted), objections.before);
}

export interface StringInput {
  /** Whom the visitor was shown: who was not shown is in no string (T61). */
  readonly list: TcfVendorList;
  readonly choice: TcfChoice | null;
  readonly operator: TcfOperator;
  readonly consentScreen: number;
  readonly language: string;
  readonly nowMs: number;
}

/** Makes the string of a choice. Throws `SignalStringError` for a language that has no code of two letters. */
export function makeString({ list, ...input }: StringInput): MadeString {
  const disclosed = list.vendors.map(({ id }) => id);
  const model = toTcModel({ ...input, list, disclosed });
  return { tcString: toTcString(model), model };
}
