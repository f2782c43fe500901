import type { TcfVendorDetails } from "@cookiehub/schemas/types";
import type { TcfContext, VendorPick } from "./context.ts";
import type { Control } from "./control.ts";
import { type ShownVendor, toSearchable } from "./tcf-view-model.ts";
import { createVendorControls, createVendorRow } from "./vendor-row.ts";
import { createWindowedList } from "./windowed-list.ts";

/** The vendors, and what can be done with their list. */
export interface VendorsView {
  /** Lists the vendors of a pick, whatever was searched for before. */
  pick(pick: VendorPick): void;
  /** It has come into sight. */
  place(): void;
}

/** Fills the view of the vendors: a search over names, answers to all that are listed, and a row for each; in two steps. */
export function* fillVendorsView(context: TcfContext, panel: HTMLElement): Generator<void, VendorsView> {
  const { runtime, vendors, numbers } = context;
  const { ui, tcf } = runtime;
  const { createElement, createButton } = ui;
  const { words } = tcf;
  const readDetails = createDetailsReader(context);
  let picked: VendorPick | null = null;
  let all: Control | null = null;
  const status = createElement("p", { class: "ch-small", role: "status" });
  const input = createElement("input", {
    ...{ type: "search", class: "ch-search", autocomplete: "off", spellcheck: "false" },
    ...{ placeholder: words.search, "aria-label": words.search },
    oninput: () => search(),
  }) as HTMLInputElement;
  const showAll = createButton(words.show_all, "ch-plain", () => {
    pick(null);
    input.focus();
  });
  const answers = createElement("div", { class: "ch-line" });
  const body = createElement("div", { class: "ch-body ch-vendors" }, answers);
  const list = createWindowedList<ShownVendor>({
    ...{ ui, area: body, label: words.vendors },
    createRow: (vendor) =>
      createVendorRow(context, { vendor, readDetails, onToggle: () => all?.draw(), onResize: () => list.place() }),
  });
  body.append(list.element);
  const search = () => {
    // Before anything is changed: later it would have to be laid out for it.
    body.scrollTop = 0;
    const wanted = toSearchable(input.value.trim());
    const found = (picked?.vendors ?? vendors).filter(({ key }) => key.includes(wanted));
    status.textContent = [picked?.label, numbers.vendors(found.length)].filter(Boolean).join(": ");
    showAll.hidden = !picked && !wanted;
    all = createVendorControls(context, found, words.all_listed, list.draw);
    answers.replaceChildren(createElement("strong", { class: "ch-about ch-name" }, words.all_listed), all.element);
    answers.hidden = found.length < 2;
    list.show(found);
  };
  const pick = (next: VendorPick | null) => {
    picked = next;
    input.value = "";
    search();
  };
  // Not in the page yet, so that no row is placed: that is a step of its own.
  search();
  yield;
  panel.append(
    createElement("div", { class: "ch-tools" }, input, createElement("div", { class: "ch-line" }, status, showAll)),
    body,
  );
  list.place();
  return { pick, place: list.place };
}

/** Reads vendors' details, a page at a time, each page once; one that failed is asked for again. */
function createDetailsReader({ runtime }: TcfContext): (vendor: ShownVendor) => Promise<TcfVendorDetails> {
  const pages = new Map<number, Promise<readonly TcfVendorDetails[]>>();
  const readPage = async (page: number) => (await runtime.tcf.loadVendors(page)).vendors;
  return async ({ id, page }) => {
    const loading = pages.get(page) ?? readPage(page);
    pages.set(page, loading);
    try {
      const found = (await loading).find((details) => details.id === id);
      if (found) return found;
      throw new Error(`vendors-${page}: no vendor ${id}`);
    } catch (error) {
      pages.delete(page);
      throw error;
    }
  };
}
