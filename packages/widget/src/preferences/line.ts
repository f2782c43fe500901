import type { Child } from "../ui/element.ts";
import type { CategoryResult } from "./draft.ts";
import type { PreferencesRuntime } from "./runtime.ts";

/** What a switch shows, and what it does. */
export interface SwitchState {
  readonly isOn: () => boolean;
  /** Key of the word for where it stands. */
  readonly toResult: () => CategoryResult;
  readonly onToggle: () => void;
}

export interface LineProps {
  /** Unique among the lines. */
  readonly id: string;
  readonly heading: "h3" | "h4";
  readonly name: Child;
  /** What describes the switch. */
  readonly text: readonly Child[];
  readonly more?: Child;
  /** Left out where there is nothing to choose. */
  readonly state?: SwitchState | undefined;
  /** Stands in the switch's place. */
  readonly instead?: Child;
}

/** What is asked about, and how to make it show where its switch stands. */
export interface Line {
  readonly element: HTMLElement;
  /** The result in words, as it was drawn last. */
  draw(): string;
}

/** Creates a line: name, description, and at its end a switch whose result is said in words. */
export function createLine({ ui, texts }: PreferencesRuntime, props: LineProps): Line {
  const { createElement } = ui;
  const { id, state } = props;
  const nameId = `cookiehub-name-${id}`;
  const textId = `cookiehub-text-${id}`;
  const resultId = `cookiehub-result-${id}`;
  const result = createElement("div", { class: "ch-result", id: resultId }, props.instead);
  // A button, so that Space and Enter work it.
  const control =
    state &&
    createElement("button", {
      type: "button",
      class: "ch-switch",
      role: "switch",
      "aria-labelledby": nameId,
      "aria-describedby": `${textId} ${resultId}`,
      onclick: state.onToggle,
    });
  const draw = () => {
    if (!state) return "";
    const now = state.toResult();
    control?.setAttribute("aria-checked", String(state.isOn()));
    // Only what the switch cannot show by itself is shown in words as well.
    result.classList.toggle("ch-unseen", now !== "partly_allowed");
    result.textContent = texts.message(now);
    return result.textContent;
  };
  draw();
  const element = createElement(
    "div",
    { class: "ch-line" },
    createElement(
      "div",
      { class: "ch-about" },
      createElement(props.heading, { class: "ch-name", id: nameId }, props.name),
      createElement("div", { class: "ch-small", id: textId }, ...props.text),
      props.more,
      control && result,
    ),
    control ?? result,
  );
  return { element, draw };
}
