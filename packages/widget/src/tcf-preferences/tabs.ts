import type { Ui } from "../ui/ui.ts";

export interface Tab<Name extends string> {
  readonly name: Name;
  readonly label: string;
  readonly panel: HTMLElement;
  /** The visitor has opened it. */
  readonly onShow?: () => void;
}

/** Tabs of which one is shown. */
export interface Tabs<Name extends string> {
  readonly element: HTMLElement;
  /** Shows a tab and gives its button the focus. */
  open(name: Name): void;
}

/** Creates the tabs of a dialog: one stop for the keyboard, arrows go on to the next, as those of the reading direction do. */
export function createTabs<Name extends string>(
  { createElement }: Ui,
  label: string,
  first: Name,
  tabs: readonly Tab<Name>[],
): Tabs<Name> {
  const buttons = new Map<Name, HTMLElement>();
  const show = (name: Name) => {
    for (const tab of tabs) {
      const isShown = tab.name === name;
      const button = buttons.get(tab.name);
      button?.setAttribute("aria-selected", String(isShown));
      button?.setAttribute("tabindex", isShown ? "0" : "-1");
      tab.panel.hidden = !isShown;
    }
  };
  const open = (name: Name) => {
    show(name);
    tabs.find((tab) => tab.name === name)?.onShow?.();
    buttons.get(name)?.focus();
  };
  const onKey = (event: Event, index: number) => {
    const target = toTarget((event as KeyboardEvent).key, index, tabs.length, getComputedStyle(element).direction);
    const tab = tabs[target];
    if (!tab || target === index) return;
    event.preventDefault();
    open(tab.name);
  };
  for (const [index, { name, label: text, panel }] of tabs.entries()) {
    const id = `cookiehub-tab-${name}`;
    panel.id = `${id}-panel`;
    panel.setAttribute("role", "tabpanel");
    panel.setAttribute("aria-labelledby", id);
    const button = createElement(
      "button",
      {
        ...{ type: "button", id, class: "ch-tab", role: "tab", "aria-controls": panel.id },
        onclick: () => open(name),
        onkeydown: (event) => onKey(event, index),
      },
      text,
    );
    buttons.set(name, button);
  }
  const element = createElement("div", { class: "ch-tabs", role: "tablist", "aria-label": label }, ...buttons.values());
  show(first);
  return { element, open };
}

/** The tab that a key leads to. */
function toTarget(key: string, index: number, count: number, direction: string): number {
  if (key === "Home") return 0;
  if (key === "End") return count - 1;
  const step = { ArrowRight: 1, ArrowLeft: -1 }[key] ?? 0;
  return (index + (direction === "rtl" ? -step : step) + count) % count;
}
