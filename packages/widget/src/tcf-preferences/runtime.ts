import type { RestrictionWish, TcfChoice, TcfSlimList } from "@cookiehub/schemas/signals";
import type {
  CategoryConfig,
  TcfDisclosuresAnswer,
  TcfTextsAnswer,
  TcfVendorPageAnswer,
  TcfWords,
} from "@cookiehub/schemas/types";
import type { PreferencesParts, PreferencesRuntime } from "../preferences/runtime.ts";
import type { Given } from "../state/given-choices.ts";

/** Which part of the dialog is seen. */
export type TcfView = "purposes" | "vendors";

/** What we keep on the device to remember the choice (T97). */
export interface OwnStorage {
  /** Of the cookie or storage entry. */
  readonly name: string;
  /** The longest time that it is kept. */
  readonly maxAgeDays: number;
}

/** What the core lends to the second layer where TCF applies. */
export interface TcfRuntime extends PreferencesRuntime {
  /** The preferences chunk, which is loaded beside this one. */
  readonly parts: PreferencesParts;
  readonly tcf: {
    /** The tenant's vendors as the server cut them: who stands where in it tells the page of its details. */
    readonly list: TcfSlimList;
    /** Official texts, in the visitor's language (T98). */
    readonly texts: TcfTextsAnswer;
    readonly words: TcfWords;
    /** Where the switches stand; `null`: nothing was chosen yet: every consent off, no objection (T93). */
    readonly choice: TcfChoice | null;
    /** What the publisher restricts: vendors are shown by what their purposes rest on here (T64). */
    readonly restrictions: readonly RestrictionWish[];
    /** Purpose 1 is then neither shown nor asked for (T50). */
    readonly isPurposeOneTreatment: boolean;
    /** Loads one page of 100 vendors' details, counted from 1, in the order of the list. */
    readonly loadVendors: (page: number) => Promise<TcfVendorPageAnswer>;
    /** Loads what a vendor says that it stores; called when the visitor asks for it, and not before (T78). */
    readonly loadDisclosures: (vendorId: number) => Promise<TcfDisclosuresAnswer>;
    /** Categories that no purpose decides: shown with their own switches, set apart (T96). */
    readonly categories: readonly CategoryConfig[];
    readonly ownStorage: readonly OwnStorage[];
    /** `given` names the categories above, and no other. */
    readonly onSave: (choice: TcfChoice, given: Given) => void;
    /** The view that opens first: a link of the first layer leads to the vendors (T84). */
    readonly view: TcfView;
  };
}

/** The second layer's chunk: its dialog takes the place of the preferences where TCF applies. */
export interface TcfPreferencesModule {
  openPreferences(runtime: TcfRuntime): () => void;
}
