import type { Child } from "../ui/element.ts";
import type { Ui } from "../ui/ui.ts";

/** A button and what it opens below itself. */
export interface Fold {
  readonly button: HTMLElement;
  readonly panel: HTMLElement;
}

export interface FoldProps {
  /** Of the panel. */
  readonly id: string;
  readonly label: Child;
  /** Class names of the button. */
  readonly kind: string;
  /** Says what is inside; the label alone where it is clear. */
  readonly title?: string;
  /** Called each time that it opens. */
  readonly onOpen: (panel: HTMLElement) => void;
}

/** Creates a closed fold; its panel is empty until it is opened. */
export function createFold({ createElement }: Ui, { id, label, kind, title, onOpen }: FoldProps): Fold {
  const panel = createElement("div", { id, class: "ch-inside", hidden: "" });
  const button = createElement(
    "button",
    {
      ...{ type: "button", class: `ch-fold ${kind}`, title, "aria-expanded": "false", "aria-controls": id },
      onclick() {
        const isOpening = panel.hidden;
        panel.hidden = !isOpening;
        button.setAttribute("aria-expanded", String(isOpening));
        if (isOpening) onOpen(panel);
      },
    },
    label,
  );
  return { button, panel };
}
