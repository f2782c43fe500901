import type { TcfContext } from "./context.ts";

export interface LoadedProps<Answer> {
  /** What opens it: it takes the focus when "try again" goes away. */
  readonly opener: HTMLElement;
  readonly load: () => Promise<Answer>;
  /** What fails later, in work that goes on in slices, is told to `onFailure`. */
  readonly show: (answer: Answer, onFailure: (error: unknown) => void) => void;
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
  const onFailure = (error: unknown) => {
    const again = createButton(tcf.words.try_again, "ch-plain", () => {
      opener.focus();
      void loadInto(context, panel, props);
    });
    status.textContent = texts.message("unavailable");
    panel.replaceChildren(status, again);
    onResize();
    onError(error);
  };
  try {
    const answer = await load();
    panel.replaceChildren();
    show(answer, onFailure);
    onResize();
  } catch (error) {
    onFailure(error);
  }
}
