import type { TcfContext } from "./context.ts";
import type { TcfKind } from "./tcf-draft.ts";

export interface ControlProps {
  readonly kind: TcfKind;
  /** What it decides about: all of them at once. */
  readonly readIds: () => readonly number[];
  readonly name: string;
  readonly onToggle?: () => void;
}

/** Something that shows where the draft stands. */
export interface Control {
  readonly element: HTMLElement;
  draw(): void;
}

/**
 * Creates what an answer is given with: a switch for consent, off until it is given; a button for an objection, since
 * legitimate interest is nothing that the visitor switches on (T93, T94).
 */
export function createControl({ runtime, draft }: TcfContext, props: ControlProps): Control {
  const { words } = runtime.tcf;
  const { kind, readIds, name, onToggle } = props;
  const isObjection = kind.endsWith("Objections");
  const draw = () => {
    const isIn = draft.has(kind, readIds());
    const word = isObjection ? (isIn ? words.objected : words.object) : words.consent;
    element.setAttribute(isObjection ? "aria-pressed" : "aria-checked", String(isIn));
    element.setAttribute("aria-label", `${word}: ${name}`);
    if (isObjection) element.textContent = word;
  };
  const element = runtime.ui.createElement("button", {
    type: "button",
    class: isObjection ? "ch-object" : "ch-switch",
    role: !isObjection && "switch",
    onclick() {
      draft.set(kind, readIds(), !draft.has(kind, readIds()));
      draw();
      onToggle?.();
    },
  });
  draw();
  return { element, draw };
}
