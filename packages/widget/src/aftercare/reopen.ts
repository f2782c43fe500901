import type { Kept } from "./keeper.ts";
import reopenCss from "./reopen.css?inline";
import contentCss from "./reopen-content.css?inline";
import type { ReopenProps } from "./runtime.ts";

/** Creates the small button that brings the preferences back (L5). */
export function createReopen({ ui, banner, texts, onOpen, onNear }: ReopenProps): Kept {
  const { createElement, createFrame, adoptImportant } = ui;
  const { host, root, slot, content } = createFrame("reopen");
  host.dataset.position = banner.reopen_position ?? "bottom-start";
  adoptImportant(root, reopenCss);
  adoptImportant(document, contentCss);
  root.append(slot);
  const label = texts.message("reopen");
  content.append(
    createElement("button", {
      ...{ type: "button", class: "ch-reopen", "aria-label": label, title: label },
      ...{ onclick: onOpen, onpointerenter: onNear, onfocus: onNear },
    }),
  );
  return { host, show: (body) => body.append(host) };
}
