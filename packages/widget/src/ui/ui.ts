import type { Texts } from "../languages/texts.ts";
import type { createButton, createElement } from "./element.ts";
import type { adopt, createFrame } from "./frame.ts";

/** What the core lends to its chunks, so that nothing is loaded twice. */
export interface Ui {
  readonly createElement: typeof createElement;
  readonly createButton: typeof createButton;
  readonly createFrame: typeof createFrame;
  readonly adopt: typeof adopt;
  /** Theme rules for a shadow root. */
  readonly themeCss: string;
  /** Every word of the page's language; in English where that language cannot be had. Never rejects. */
  readonly whenTexts: () => Promise<Texts>;
}
