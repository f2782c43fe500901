import type { TcfContext, VendorPick } from "./context.ts";
import { createTcfNumbers } from "./numbers.ts";
import { createOtherSections } from "./other-sections.ts";
import { addPurposes } from "./purposes-view.ts";
import type { TcfRuntime, TcfView } from "./runtime.ts";
import { createTabs } from "./tabs.ts";
import tcfCss from "./tcf.css?inline";
import { createTcfDraft } from "./tcf-draft.ts";
import { readShownVendors, toAsked } from "./tcf-view-model.ts";
import { fillVendorsView, type VendorsView } from "./vendors-view.ts";

/**
 * Opens the second layer of TCF: purposes and vendors, with what the visitor can answer to each (T91 to T99). The dialog is
 * there at once, and is filled a slice at a time. Answers the function that closes it.
 */
export function openPreferences(runtime: TcfRuntime): () => void {
  const { ui, texts, parts, tcf } = runtime;
  const { createElement } = ui;
  const purposes = createElement("div", { class: "ch-body" });
  const vendors = createElement("div", { class: "ch-panel" });
  const own = parts.createDraft(tcf.categories, runtime.snapshot);
  let context: TcfContext | undefined;
  let view: VendorsView | undefined;
  let isFilled = false;
  function* fill(): Generator<void, void> {
    context = yield* createContext(runtime);
    if (tcf.view === "vendors") view = yield* fillVendorsView(context, vendors);
    yield;
    const gpc = runtime.snapshot.gpc && createElement("p", { class: "ch-gpc" }, texts.message("gpc_honoured"));
    if (gpc) purposes.append(gpc);
    const choice = parts.createYourChoice(runtime, own);
    // As in the other settings: withdrawing is as near as agreeing was (L5).
    if (runtime.snapshot.decided) purposes.append(choice);
    yield;
    yield* addPurposes(context, purposes, onPick);
    for (const section of createOtherSections(context, own)) if (section) purposes.append(section);
    if (!runtime.snapshot.decided) purposes.append(choice);
    parts.followScrolling(purposes);
    yield;
    view ??= yield* fillVendorsView(context, vendors);
    isFilled = true;
  }
  const work = fill();
  const onFailure = (error: unknown) => {
    for (const panel of [purposes, vendors])
      panel.replaceChildren(createElement("p", {}, texts.message("unavailable")));
    runtime.onError(error);
  };
  const finish = () => {
    try {
      while (!work.next().done);
    } catch (error) {
      onFailure(error);
    }
  };
  const onPick = (pick: VendorPick) => {
    finish();
    view?.pick(pick);
    tabs.open("vendors");
  };
  const tabs = createTabs<TcfView>(ui, texts.message("preferences_title"), tcf.view, [
    { name: "purposes", label: tcf.words.purposes, panel: purposes },
    {
      ...{ name: "vendors", label: tcf.words.vendors, panel: vendors },
      onShow() {
        finish();
        view?.place();
      },
    },
  ]);
  const onSave = () => {
    finish();
    // What was not shown whole was not answered.
    if (context && isFilled) tcf.onSave(context.draft.toChoice(), own.toGiven());
  };
  const close = parts.openDialog(runtime, onSave, () => {
    // Before the dialog is in the page: rules that come later have the whole page styled once more.
    ui.adoptImportant(document, tcfCss);
    return [tabs.element, purposes, vendors];
  });
  // To open it is work enough for one task.
  setTimeout(() => parts.runInSlices(work, onFailure));
  return () => {
    work.return();
    close();
  };
}

function* createContext(runtime: TcfRuntime): Generator<void, TcfContext> {
  const { texts, tcf, parts } = runtime;
  const vendors = yield* readShownVendors(tcf);
  yield;
  const draft = createTcfDraft(tcf.choice, toAsked(vendors));
  yield;
  const numbers = createTcfNumbers(tcf.words, parts.toLocale(texts.language));
  yield;
  return { runtime, vendors, draft, numbers };
}
