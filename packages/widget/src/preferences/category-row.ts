import type { CategoryConfig } from "@cookiehub/schemas/types";
import type { Draft } from "./draft.ts";
import { createFold } from "./fold.ts";
import { createLine } from "./line.ts";
import type { PreferencesRuntime } from "./runtime.ts";
import { addServices } from "./service-list.ts";
import { runInSlices } from "./slices.ts";
import type { Words } from "./words.ts";

export interface CategoryRowProps {
  readonly category: CategoryConfig;
  readonly draft: Draft;
  readonly words: Words;
  /** Tells those who do not see it that a category has followed its services. */
  readonly onFollow: (text: string) => void;
}

/** Creates the row of a category: its name opens its services and cookies, its switch decides about all of them. */
export function createCategoryRow(runtime: PreferencesRuntime, props: CategoryRowProps): HTMLElement {
  const { texts, ui } = runtime;
  const { category, draft, words, onFollow } = props;
  const { id, required, services, cookies } = category;
  const { name, description } = texts.category(category);
  /** Draw the switches inside, as far as they are there. */
  const inside: (() => void)[] = [];
  let word = "";
  const onServiceToggle = () => {
    const before = word;
    word = line.draw();
    if (word !== before) onFollow(`${name}: ${word}`);
  };
  const fold =
    services.length + cookies.length > 0
      ? createFold(ui, {
          id: `cookiehub-inside-${id}`,
          label: name,
          kind: "ch-cover",
          title: texts.message("details"),
          onOpen(panel) {
            if (panel.firstChild) return;
            const props = { category, name, draft, inside, onToggle: onServiceToggle };
            runInSlices(addServices(runtime, panel, props), runtime.onError);
          },
        })
      : null;
  const counts = [words.count("services", services.length), words.count("cookies", cookies.length)];
  const line = createLine(runtime, {
    id,
    heading: "h3",
    name: fold?.button ?? name,
    text: [ui.createElement("p", {}, `${description} ${words.list(counts.filter(Boolean), "unit")}`)],
    instead: texts.message("always_on"),
    state: required
      ? undefined
      : {
          isOn: () => draft.isAllowed(category),
          toResult: () => draft.toResult(category),
          onToggle() {
            draft.toggle(category);
            word = line.draw();
            for (const draw of inside) draw();
          },
        },
  });
  word = line.draw();
  return ui.createElement("li", { class: "ch-row" }, line.element, fold?.panel);
}
