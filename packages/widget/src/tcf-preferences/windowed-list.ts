import type { Ui } from "../ui/ui.ts";
import { createRowHeights, type Stretch, toAnchor, toBatch, toTarget, toWanted } from "./row-heights.ts";

/** A row, and how to bring it up to date when it comes into sight. */
export interface WindowedRow {
  readonly element: HTMLElement;
  draw(): void;
}

export interface WindowedListOptions<Item> {
  readonly ui: Ui;
  readonly label: string;
  /** What scrolls it. */
  readonly area: HTMLElement;
  readonly createRow: (item: Item) => WindowedRow;
}

/** A list of which only the rows in sight are in the page. */
export interface WindowedList<Item> {
  readonly element: HTMLElement;
  /** Lists these; who is in two lists stands in the same order in both. */
  show(items: readonly Item[]): void;
  /** Looks again at what is in sight and how high its rows are. */
  place(): void;
  /** Brings every row that is there up to date. */
  draw(): void;
}

/** Heights that are measured for the first time may bring more rows into sight; then it is enough. */
const PASSES_MAX = 4;
/** No more rows are made at once: a slow phone takes some milliseconds for each. The others follow in the next task. */
const ROWS_AT_ONCE = 6;

/**
 * Creates an empty list. Rows stand at their place by a property that nothing inherits, set through the CSSOM, which a strict
 * policy allows (D17): by a custom property, each row's would be styles of its own for all that is in it, and the browser
 * could take none over from another row. Where heights turn out to be others than was thought, what is seen stays where it is.
 */
export function createWindowedList<Item>(options: WindowedListOptions<Item>): WindowedList<Item> {
  const { ui, label, area } = options;
  const rows = new Map<Item, WindowedRow>();
  const heights = createRowHeights<Item>();
  let items: readonly Item[] = [];
  const element = ui.createElement("ul", {
    ...{ class: "ch-list ch-window", role: "list", "aria-label": label },
    onfocusin: () => place(),
    onkeydown: (event) => onKey(event as KeyboardEvent),
  });
  const findFocused = () => items.findIndex((item) => rows.get(item)?.element.contains(document.activeElement));
  const scrollBy = (deltaPx: number) => {
    if (deltaPx) area.scrollTop += deltaPx;
  };
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** Index of the row that a key has led to: it cannot wait. */
  let target = -1;
  const place = () => {
    clearTimeout(timer);
    // What is hidden has no heights: it is placed when it comes into sight.
    if (!area.clientHeight) return;
    for (let pass = 0; pass < PASSES_MAX; pass++) {
      const tops = heights.toTops(items);
      const seen = toSeen(element, area);
      const wanted = toWanted(tops, seen, findFocused());
      const isMade = (index: number) => rows.has(items[index] as Item) || index === target;
      const batch = toBatch(wanted, isMade, tops, seen, pass > 0 ? 0 : ROWS_AT_ONCE);
      putRows(element, items, batch, rows, options.createRow);
      putAt(element, "height", tops[items.length]);
      for (const index of batch) putAt(rows.get(items[index] as Item)?.element, "top", tops[index]);
      if (batch.length < wanted.length) {
        clearTimeout(timer);
        timer = setTimeout(place);
      }
      const news = [...rows].map(([item, row]) => heights.take(item, row.element.offsetHeight));
      if (!news.includes(true)) return;
      const anchor = toAnchor(tops, seen);
      scrollBy((heights.toTops(items)[anchor] ?? 0) - (tops[anchor] ?? 0));
    }
  };
  const onKey = (event: KeyboardEvent) => {
    const index = findFocused();
    const [from, to] = toSeen(element, area);
    const pageRows = Math.max(Math.floor((to - from) / heights.rowPx()) - 1, 1);
    target = toTarget(event.key, index, items.length, pageRows);
    // Who reads an open row scrolls it.
    if (target === index || isOpen(rows.get(items[index] as Item))) return;
    event.preventDefault();
    const tops = heights.toTops(items);
    scrollBy((tops[target] ?? 0) - (tops[index] ?? 0));
    place();
    rows
      .get(items[target] as Item)
      ?.element.querySelector("button")
      ?.focus();
  };
  area.addEventListener("scroll", place, { passive: true });
  followWidth(element, () => {
    heights.forget();
    place();
  });
  return {
    ...{ element, place },
    show(next) {
      items = next;
      target = -1;
      place();
    },
    draw() {
      for (const row of rows.values()) row.draw();
    },
  };
}

const isOpen = (row: WindowedRow | undefined) => row?.element.querySelector("[aria-expanded=true]") != null;

function putAt(element: HTMLElement | undefined, property: "top" | "height", px = 0): void {
  element?.style.setProperty(property, `${px}px`, "important");
}

function toSeen(list: HTMLElement, area: HTMLElement): Stretch {
  const { top } = list.getBoundingClientRect();
  const seen = area.getBoundingClientRect();
  return [seen.top - top, seen.bottom - top];
}

/** Puts the wanted rows into the list and takes the others out. Those that stay are not moved: that would cost the focus. */
function putRows<Item>(
  list: HTMLElement,
  items: readonly Item[],
  wanted: readonly number[],
  rows: Map<Item, WindowedRow>,
  createRow: (item: Item) => WindowedRow,
): void {
  const staying = new Set(wanted.map((index) => items[index]));
  for (const [item, row] of rows) {
    if (staying.has(item)) continue;
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
    const { clientWidth } = element;
    // Hidden and shown again it is as wide as before.
    if (!clientWidth || clientWidth === width) return;
    width = clientWidth;
    // Outside of the observer's own turn: it would tell the page of every row that it has not looked at yet.
    requestAnimationFrame(onChange);
  }).observe(element);
}
