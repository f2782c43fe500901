import type { TcfVendorDetails } from "@cookiehub/schemas/types";
import type { TcfContext } from "./context.ts";
import { type Control, createControl } from "./control.ts";
import { createVendorDetails } from "./details.ts";
import { loadInto } from "./loaded.ts";
import type { ShownVendor } from "./tcf-view-model.ts";
import type { WindowedRow } from "./windowed-list.ts";

export interface VendorRowProps {
  readonly vendor: ShownVendor;
  readonly readDetails: (vendor: ShownVendor) => Promise<TcfVendorDetails>;
  readonly onToggle: () => void;
  /** Its height has changed. */
  readonly onResize: () => void;
}

/** Creates the row of a vendor: its name opens what it says of itself, its switches stand beside it (T91, T93, T94). */
export function createVendorRow(context: TcfContext, props: VendorRowProps): WindowedRow {
  const { ui, texts, parts } = context.runtime;
  const { vendor, readDetails, onToggle, onResize } = props;
  const { id, name } = vendor;
  let isAsked = false;
  const { button, panel } = parts.createFold(ui, {
    id: `cookiehub-vendor-${id}`,
    label: ui.createElement("bdi", {}, name),
    kind: "ch-cover",
    title: texts.message("details"),
    onOpen() {
      if (isAsked) return;
      isAsked = true;
      void loadInto(context, panel, {
        opener: button,
        load: () => readDetails(vendor),
        show: (said) => panel.append(...createVendorDetails(context, vendor, said, onResize)),
        onResize,
      });
    },
  });
  // Each element of a row costs the browser some time while the list is scrolled: as few as can be.
  const controls = createVendorControls(context, [vendor], name, onToggle);
  const title = ui.createElement("h3", { class: "ch-about ch-name" }, button);
  const element = ui.createElement("li", { class: "ch-row" }, title, controls.element);
  button.addEventListener("click", () => {
    element.append(panel);
    onResize();
  });
  return { element, draw: controls.draw };
}

/** Creates the two answers to vendors, as far as they are asked for. */
export function createVendorControls(
  context: TcfContext,
  vendors: readonly ShownVendor[],
  name: string,
  onToggle: () => void,
): Control {
  const { ui, tcf } = context.runtime;
  const { createElement } = ui;
  const { words } = tcf;
  const create = (use: "consent" | "legitimateInterest", kind: "vendorConsents" | "vendorObjections") => {
    const ids = vendors.filter((vendor) => vendor[use].length > 0).map(({ id }) => id);
    return ids.length > 0 ? createControl(context, { kind, readIds: () => ids, name, onToggle }) : null;
  };
  const consent = create("consent", "vendorConsents");
  const objection = create("legitimateInterest", "vendorObjections");
  return {
    element: createElement(
      "div",
      { class: "ch-answers ch-small" },
      consent && words.consent,
      consent?.element,
      objection?.element,
      !consent && !objection && words.special_purposes,
    ),
    draw() {
      consent?.draw();
      objection?.draw();
    },
  };
}
