import { toLocale } from "../preferences/words.ts";
import type { TcfContext } from "./context.ts";
import { createTcfNumbers } from "./numbers.ts";
import { createOtherSections } from "./other-sections.ts";
import { createPurposesView } from "./purposes-view.ts";
import type { TcfRuntime, TcfView } from "./runtime.ts";
import { createTabs } from "./tabs.ts";
import tcfCss from "./tcf.css?inline";
import { createTcfDraft } from "./tcf-draft.ts";
import { toAsked, toShownVendors } from "./tcf-view-model.ts";
import { createVendorsView } from "./vendors-view.ts";

/**
 * Opens the second layer of TCF: purposes and vendors, with what the visitor can answer to each (T91 to T99). Answers the
 * function that closes it.
 */
export function openPreferences(runtime: TcfRuntime): () => void {
  const { ui, texts, snapshot, parts, tcf } = runtime;
  const { words } = tcf;
  const locale = toLocale(texts.language);
  const vendors = toShownVendors({ ...tcf, locale });
  const draft = createTcfDraft(tcf.choice, toAsked(vendors));
  const own = parts.createDraft(tcf.categories, snapshot);
  const numbers = createTcfNumbers(words, locale);
  const context: TcfContext = { runtime, vendors, draft, numbers };
  const onSave = () => tcf.onSave(draft.toChoice(), own.toGiven());
  return parts.openDialog(runtime, onSave, (dialog) => {
    ui.adoptImportant(document, tcfCss);
    const list = createVendorsView(context, dialog);
    const purposes = createPurposesView(context, createOtherSections(context, own), (pick) => {
      list.pick(pick);
      tabs.open("vendors");
    });
    const tabs = createTabs<TcfView>(ui, texts.message("preferences_title"), tcf.view, [
      { name: "purposes", label: words.purposes, panel: purposes },
      { name: "vendors", label: `${words.vendors} (${vendors.length})`, panel: list.element, onShow: list.draw },
    ]);
    return [tabs.element, purposes, list.element];
  });
}
