import type { ResolvedConfig } from "@cookiehub/schemas/types";
import type { Texts } from "../languages/texts.ts";
import type { createButton, createElement } from "../ui/element.ts";
import type { adopt, createFrame } from "../ui/frame.ts";

/** What the core lends to the preferences chunk, so that nothing is loaded twice. */
export interface PreferencesRuntime {
  readonly createElement: typeof createElement;
  readonly createButton: typeof createButton;
  readonly createFrame: typeof createFrame;
  readonly adopt: typeof adopt;
  /** Theme rules for the shadow root. */
  readonly themeCss: string;
  readonly setup: ResolvedConfig;
  readonly texts: Texts;
  /** Where the switches stand at first: what may run now. */
  readonly choices: Readonly<Record<string, boolean>>;
  readonly onAccept: () => void;
  readonly onReject: () => void;
  readonly onSave: (choices: Record<string, boolean>) => void;
  /** Closed without a decision. */
  readonly onClose: () => void;
}

/** The preferences chunk: one function, answering the one that closes the dialog again. */
export interface PreferencesModule {
  openPreferences(runtime: PreferencesRuntime): () => void;
}
