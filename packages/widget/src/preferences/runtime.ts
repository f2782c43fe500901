import type { ResolvedConfig } from "@cookiehub/schemas/types";
import type { ConsentSnapshot } from "../api.ts";
import type { Texts } from "../languages/texts.ts";
import type { Platform } from "../platform.ts";
import type { Given } from "../state/given-choices.ts";
import type { Ui } from "../ui/ui.ts";
import type { createCategoryList } from "./category-list.ts";
import type { addCookieTable } from "./cookie-table.ts";
import type { openDialog } from "./dialog.ts";
import type { createDraft } from "./draft.ts";
import type { createFold } from "./fold.ts";
import type { followScrolling } from "./scroll-area.ts";
import type { runInSlices } from "./slices.ts";
import type { toLocale } from "./words.ts";
import type { createYourChoice } from "./your-choice.ts";

/** What the core lends to the preferences chunk. */
export interface PreferencesRuntime {
  readonly ui: Ui;
  readonly platform: Pick<Platform, "endpoint" | "load">;
  readonly setup: ResolvedConfig;
  readonly texts: Texts;
  /** Where the switches stand at first: what may run now. */
  readonly snapshot: ConsentSnapshot;
  readonly onAccept: () => void;
  readonly onReject: () => void;
  readonly onSave: (given: Given) => void;
  /** Closed without a decision. */
  readonly onClose: () => void;
  /** Something could not be had; the visitor is told here, the page by an event. */
  readonly onError: (error: unknown) => void;
}

/** What the second layer of TCF is built with, so that no visitor loads it twice. */
export interface PreferencesParts {
  readonly addCookieTable: typeof addCookieTable;
  readonly createCategoryList: typeof createCategoryList;
  readonly createDraft: typeof createDraft;
  readonly createFold: typeof createFold;
  readonly createYourChoice: typeof createYourChoice;
  readonly followScrolling: typeof followScrolling;
  readonly openDialog: typeof openDialog;
  readonly runInSlices: typeof runInSlices;
  readonly toLocale: typeof toLocale;
}

/** The preferences chunk: one function, answering the one that closes the dialog again; and what it lends. */
export interface PreferencesModule extends PreferencesParts {
  openPreferences(runtime: PreferencesRuntime): () => void;
}
