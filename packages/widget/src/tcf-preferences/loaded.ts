import type { TcfContext } from "./context.ts";

export interface LoadedProps<Answer> {
  /** What opens it: it takes the focus when "try again" goes away. */
  readonly opener: HTMLElement;
  readonly load: () => Promise<Answer>;
  readonly show: (answer: Answer) => void;
  /** Its height has changed. */
  readonly onResize: () => void;
}

/** Loads what a fold holds; says so meanwhile, and after a failure, with a button that tries again. Never rejects. */
export async function loadInto<Answer>(
  context: TcfContext,
  panel: HTMLElement,
  props: LoadedProps<Answer>,
): Promise<void> {
  const { ui, texts, tcf, onError } = context.runtime;
  const { createElement, createButton } = ui;
  const { opener, load, show, onResize } = props;
  const status = createElement("p", { class: "ch-small", role: "status" }, tcf.words.loading);
  panel.replaceChildren(status);
  try {
    const answer = await load();
    panel.replaceChildren();
    show(answer);
  } catch (error) {
    const again = createButton(tcf.words.try_again, "ch-plain", () => {
      opener.focus();
      void loadInto(context, panel, props);
    });
    status.textContent = texts.message("unavailable");
    panel.replaceChildren(status, again);
    onError(error);
  }
  onResize();
}
