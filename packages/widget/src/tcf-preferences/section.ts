import type { Child } from "../ui/element.ts";
import type { TcfContext } from "./context.ts";

/** Creates a part under a heading. */
export function createSection(
  { runtime }: TcfContext,
  title: string,
  text: string,
  content: readonly Child[],
): HTMLElement {
  const { createElement } = runtime.ui;
  return createElement(
    "section",
    { class: "ch-section", "aria-label": title },
    createElement("h3", { class: "ch-title" }, title),
    text && createElement("p", { class: "ch-small" }, text),
    ...content,
  );
}
