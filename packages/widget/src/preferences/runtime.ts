import type { ResolvedConfig } from "@cookiehub/schemas/types";
import type { ConsentSnapshot } from "../api.ts";
import type { Texts } from "../languages/texts.ts";
import type { Platform } from "../platform.ts";
import type { Given } from "../state/given-choices.ts";
import type { Ui } from "../ui/ui.ts";

/** What the core lends to the preferences chunk. */
export interface PreferencesRuntime {
  readonly ui: Ui;
  readonly platform: Pick<Platform, "endpoint">;
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

/** The preferences chunk: one function, answering the one that closes the dialog again. */
export interface PreferencesModule {
  openPreferences(runtime: PreferencesRuntime): () => void;
}
