import type { Ui } from "../ui/ui.ts";

/** A row, and how to bring it up to date when it comes into sight. */
export interface WindowedRow {
  readonly element: HTMLElement;
  draw(): void;
}

export interface WindowedListOptions<Item> {
  readonly ui: Ui;
  readonly label: string;
  /** What scrolls: the area around the list, or, where the window is too low for that, the dialog. */
  readonly area: HTMLElement;
  readonly dialog: HTMLElement;
  readonly createRow: (item: Item) => WindowedRow;
}

/** A list of which only the rows in sight are in the page. */
export interface WindowedList<Item> {
  readonly element: HTMLElement;
  /** Lists these, in this order; it has to agree with the order of those before. */
  show(items: readonly Item[]): void;
  /** Looks again at what is in sight and how high its rows are. */
  draw(): void;
  /** Brings every row that is there up to date. */
  redraw(): void;
}

/** Rows are made this far above and below what is seen. */
const AHEAD_PX = 300;
/** Until a row has been measured. */
const ROW_PX = 64;
/** Heights that are measured for the first time may bring more rows into sight; then it is enough. */
const PASSES_MAX = 4;

/**
 * Creates an empty list. Rows stand at their place by a custom property, since a strict policy allows no other inline style
 * (D17). The row that has the focus stays, and those beside it: Tab leads on from wherever the list was scrolled to. Where
 * heights turn out to be others than was thought, what is seen stays where it is.
 */
export function createWindowedList<Item>(options: WindowedListOptions<Item>): WindowedList<Item> {
  const { ui, label, area, dialog, createRow } = options;
  const rows = new Map<Item, WindowedRow>();
  const heights = new Map<Item, number>();
  let items: readonly Item[] = [];
  let rowPx = ROW_PX;
  const element = ui.createElement("ul", {
    ...{ class: "ch-list ch-window", role: "list", "aria-label": label },
    onfocusin: () => draw(),
    onkeydown: (event) => onKey(event as KeyboardEvent),
  });
  const toTops = () => {
    let top = 0;
    const tops = items.map((item) => {
      const before = top;
      top += heights.get(item) ?? rowPx;
      return before;
    });
    return [...tops, top];
  };
  const readView = () => {
    const { top } = element.getBoundingClientRect();
    const seen = area.getBoundingClientRect();
    return [Math.max(seen.top, 0) - top, Math.min(seen.bottom, innerHeight) - top] as const;
  };
  const findFocused = () => items.findIndex((item) => rows.get(item)?.element.contains(document.activeElement));
  const place = (tops: readonly number[]) => {
    const [from, to] = readView();
    const focused = findFocused();
    const wanted = [...items.keys()].filter(
      (index) =>
        ((tops[index + 1] ?? 0) > from - AHEAD_PX && (tops[index] ?? 0) < to + AHEAD_PX) ||
        (focused >= 0 && Math.abs(index - focused) < 2),
    );
    putRows(element, items, wanted, rows, createRow);
    element.style.setProperty("--ch-height", `${tops.at(-1)}px`);
    for (const index of wanted) {
      const row = rows.get(items[index] as Item);
      row?.element.style.setProperty("--ch-top", `${tops[index]}px`);
    }
    // What is seen first, and shall stay where it is.
    return Math.max(tops.findIndex((top) => top > from) - 1, 0);
  };
  const measure = () => {
    let isChanged = false;
    for (const [item, { element: row }] of rows) {
      const height = row.offsetHeight;
      if (!height || heights.get(item) === height) continue;
      // The first one tells of the others, as long as nothing better is known.
      if (heights.size === 0) rowPx = height;
      isChanged = true;
      heights.set(item, height);
    }
    return isChanged;
  };
  const scrollBy = (deltaPx: number) => {
    if (deltaPx) (area.scrollHeight > area.clientHeight ? area : dialog).scrollTop += deltaPx;
  };
  const draw = () => {
    for (let pass = 0; pass < PASSES_MAX; pass++) {
      const tops = toTops();
      const anchor = place(tops);
      if (!measure()) return;
      scrollBy((toTops()[anchor] ?? 0) - (tops[anchor] ?? 0));
    }
  };
  const onKey = (event: KeyboardEvent) => {
    const index = findFocused();
    const [from, to] = readView();
    const page = Math.max(Math.floor((to - from) / rowPx) - 1, 1);
    const step = { PageDown: page, PageUp: -page, Home: -items.length, End: items.length }[event.key];
    // Who reads an open row scrolls it.
    if (!step || index < 0 || isOpen(rows.get(items[index] as Item))) return;
    event.preventDefault();
    const target = Math.min(Math.max(index + step, 0), items.length - 1);
    scrollBy((toTops()[target] ?? 0) - (toTops()[index] ?? 0));
    draw();
    rows
      .get(items[target] as Item)
      ?.element.querySelector("button")
      ?.focus();
  };
  for (const scrolled of [area, dialog]) scrolled.addEventListener("scroll", draw, { passive: true });
  followWidth(element, () => {
    heights.clear();
    draw();
  });
  return {
    element,
    show(next) {
      items = next;
      draw();
    },
    draw,
    redraw() {
      for (const row of rows.values()) row.draw();
    },
  };
}

const isOpen = (row: WindowedRow | undefined) => row?.element.querySelector("[aria-expanded=true]") != null;

/** Puts the wanted rows into the list and takes the others out. Those that stay are not moved: that would cost the focus. */
function putRows<Item>(
  list: HTMLElement,
  items: readonly Item[],
  wanted: readonly number[],
  rows: Map<Item, WindowedRow>,
  createRow: (item: Item) => WindowedRow,
): void {
  const stay = new Set(wanted.map((index) => items[index]));
  for (const [item, row] of rows) {
    if (stay.has(item)) continue;
    row.element.remove();
    // An open one comes back open.
    if (!isOpen(row)) rows.delete(item);
  }
  let before: Element | null = null;
  for (const index of wanted) {
    const item = items[index] as Item;
    const row = rows.get(item) ?? createRow(item);
    rows.set(item, row);
    const { element } = row;
    if (element.parentNode !== list) {
      list.insertBefore(element, before ? before.nextSibling : list.firstChild);
      row.draw();
    }
    element.setAttribute("aria-setsize", String(items.length));
    element.setAttribute("aria-posinset", String(index + 1));
    before = element;
  }
}

function followWidth(element: HTMLElement, onChange: () => void): void {
  let width = 0;
  new ResizeObserver(() => {
    const before = width;
    width = element.clientWidth;
    // Outside of the observer's own turn: it would tell the page of every row that it has not looked at yet.
    if (width && width !== before) requestAnimationFrame(onChange);
  }).observe(element);
}
