import type { AddOnHost } from "../add-on.ts";
import type { Ui } from "../ui/ui.ts";

export interface FirstLayerParts {
  readonly host: Pick<AddOnHost, "ui" | "onError">;
  readonly load: () => Promise<FirstLayerPart>;
  /** The visitor can read of vendors and purposes. */
  readonly onDisclosed: () => void;
}

/** What is put in. */
export interface FirstLayerPart {
  readonly css: string;
  readonly createParagraphs: (ui: Ui) => readonly HTMLElement[];
}

/** What the TCF adds to the first layer. */
export interface FirstLayer {
  /** Settles when its words are there, or cannot be had; never rejects. */
  whenReady(): Promise<void>;
}

/**
 * Has every first layer say what the TCF asks for (`first-layer-texts.ts`). It is put in while the layer is made, before it is
 * painted; where its words come later than the layer, as soon as they are there.
 */
export function createFirstLayer(parts: FirstLayerParts): FirstLayer {
  const { ui, onError } = parts.host;
  let part: FirstLayerPart | null = null;
  let content: HTMLElement | null = null;
  const fill = () => {
    const text = content?.querySelector(".ch-text");
    if (!ui || !part || !text || text.querySelector(".ch-tcf")) return;
    try {
      ui.adoptImportant(document, part.css);
      text.append(...part.createParagraphs(ui));
    } catch (error) {
      // Whatever came is no file of ours: the first layer stands without it, and nobody is in a string.
      return onError(error);
    }
    parts.onDisclosed();
  };
  const whenReady = async () => {
    try {
      part ??= await parts.load();
      fill();
    } catch (error) {
      onError(error);
    }
  };
  if (ui) {
    const { createFrame } = ui;
    Object.assign(ui, {
      createFrame: (...given: Parameters<typeof createFrame>) => {
        const frame = createFrame(...given);
        if (given[0] !== "banner") return frame;
        content = frame.content;
        // Its text is put in by whoever asked for the frame; observers are called before the next paint.
        new MutationObserver((_, observer) => {
          observer.disconnect();
          fill();
        }).observe(content, { childList: true });
        void whenReady();
        return frame;
      },
    } satisfies Partial<typeof ui>);
  }
  return { whenReady };
}
