import { type TcModel, toTcString } from "@cookiehub/schemas/signals";
import { createTcfApi, type TcfApi } from "../src/tcf/tcf-api.ts";
import type { TcfState } from "../src/tcf/tcf-state.ts";
import { createEar } from "./iab-page-kit.ts";

const DAY_MS = Date.UTC(2026, 10, 20);

/** A choice: vendors 3, 4, 5 and 9 were shown; 3 and 9 agreed to, 4 has an interest of its own. */
export const MODEL: TcModel = {
  ...{ createdMs: DAY_MS, lastUpdatedMs: DAY_MS, cmpId: 31, cmpVersion: 7, consentScreen: 1, consentLanguage: "en" },
  ...{ vendorListVersion: 146, policyVersion: 5, isServiceSpecific: true, hasNonStandardTexts: false },
  ...{ isPurposeOneTreatment: false, publisherCountry: "DE", specialFeatureOptIns: [[1, 1]] },
  purposeConsents: [[1, 4]],
  purposeLegitimateInterests: [[7, 8]],
  vendorConsents: [
    [3, 3],
    [9, 9],
  ],
  vendorLegitimateInterests: [[4, 4]],
  publisherRestrictions: [{ purposeId: 2, type: 1, vendors: [[4, 5]] }],
  disclosedVendors: [
    [3, 5],
    [9, 9],
  ],
  publisher: null,
};

/** A state in which that choice holds. */
export function createState(changes: Partial<TcfState> = {}): TcfState {
  const model = changes.model === undefined ? MODEL : changes.model;
  return {
    ...{ cmpId: 31, cmpVersion: 7, gdprApplies: true, cmpStatus: "loaded", displayStatus: "hidden" },
    ...{ gvlVersion: 150, policyVersion: 5, model, tcString: model ? toTcString(model) : "" },
    eventStatus: "tcloaded",
    ...changes,
  };
}

/** The API of a page whose state a test sets. */
export interface TestApi extends TcfApi {
  set(changes?: Partial<TcfState>): void;
  readonly errors: unknown[];
  /** Versions that were asked for. */
  readonly lists: unknown[];
}

/** `lists`: what a version is answered with; nothing: it cannot be loaded. */
export function createTestApi(
  changes: Partial<TcfState> = {},
  toList: (version: unknown) => unknown = (version) => ({ vendorListVersion: version }),
): TestApi {
  let state = createState(changes);
  const errors: unknown[] = [];
  const lists: unknown[] = [];
  const api = createTcfApi({
    readState: () => state,
    async loadVendorList(version) {
      lists.push(version);
      return toList(version);
    },
    onError: (error) => errors.push(error),
  });
  const set = (next: Partial<TcfState> = {}) => {
    state = createState(next);
  };
  return { ...api, errors, lists, set };
}

/** Asks once, and says what was answered. */
export function ask(
  api: { call: (...given: readonly unknown[]) => void },
  ...[command, version, parameter]: unknown[]
) {
  const { heard, hear } = createEar();
  api.call(command, version, hear, parameter);
  return heard;
}
