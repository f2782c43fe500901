import { hasId } from "../signals/id-ranges.ts";
import type { TcModel } from "../signals/tc-model.ts";

/** The types of Google Consent Mode that follow from purposes; the others are never derived from a string (C16). */
export interface TcfConsentMode {
  readonly ad_storage: "granted" | "denied";
  readonly ad_user_data: "granted" | "denied";
  readonly ad_personalization: "granted" | "denied";
}

/** Derives what Google's tags derive themselves from a TC string, so that the two never contradict (C16, C17). */
export function toTcfConsentMode({ purposeConsents }: Pick<TcModel, "purposeConsents">): TcfConsentMode {
  const toState = (...purposes: readonly number[]) =>
    purposes.every((id) => hasId(purposeConsents, id)) ? "granted" : "denied";
  return { ad_storage: toState(1), ad_user_data: toState(1, 7), ad_personalization: toState(3, 4) };
}
