import type { TcModel } from "@cookiehub/schemas/signals";
import type { TcfEventStatus } from "./events.ts";

/** What holds now, as `__tcfapi` tells it. */
export interface TcfState {
  /** The operator's registered id, and the version of what runs here. */
  readonly cmpId: number;
  readonly cmpVersion: number;
  /** `undefined`: not known yet, and no choice is told (D1). */
  readonly gdprApplies: boolean | undefined;
  readonly cmpStatus: "loaded" | "error";
  /** `disabled`: there is nothing to show in this page view (T12). */
  readonly displayStatus: "visible" | "hidden" | "disabled";
  /** The vendor list that was really loaded; `undefined`: none yet (T16). */
  readonly gvlVersion: number | undefined;
  readonly policyVersion: number;
  /** What the string says; `null`: there is none yet. */
  readonly model: TcModel | null;
  readonly tcString: string;
  /** `undefined`: no choice is told, whether there is a string or not (T23). */
  readonly eventStatus: TcfEventStatus | undefined;
  /** Google's Additional Consent string. */
  readonly addtlConsent?: string;
  /** Lets Google's tags read Consent Mode from the string (C15). */
  readonly enableAdvertiserConsentMode?: boolean;
}
