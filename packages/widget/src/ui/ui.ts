import type { Texts } from "../languages/texts.ts";
import type { adopt, adoptImportant } from "./adopt.ts";
import type { createButton, createElement } from "./element.ts";
import type { CreateFrame } from "./frame.ts";

/** What the core lends to its chunks, so that nothing is loaded twice. */
export interface Ui {
  readonly createElement: typeof createElement;
  readonly createButton: typeof createButton;
  /** Creates a frame in the look of the banner, theme and all. */
  readonly createFrame: CreateFrame;
  readonly adopt: typeof adopt;
  readonly adoptImportant: typeof adoptImportant;
  /** The tenant's own style sheets: each frame adopts them after ours. An add-on that is there from the start may add some. */
  readonly sheets: CSSStyleSheet[];
  /** Every word of the page's language; in English where that language cannot be had. Never rejects. */
  readonly whenTexts: () => Promise<Texts>;
}
