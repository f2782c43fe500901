/** What the browser's observers said of one page. */
export interface Vitals {
  cls: number;
  /** Whose element was the largest paint so far, in order. */
  lcp: ("banner" | "page")[];
  /** Durations of the events of an interaction: from the input to the next paint, in steps of 8 ms. */
  events: number[];
}

/** Runs in the page, before anything of it. */
export function observeVitals(bannerSelector: string): void {
  const vitals: Vitals = { cls: 0, lcp: [], events: [] };
  Object.assign(window, { vitals });
  const observe = <Entry>(type: string, add: (entry: PerformanceEntry & Entry) => void, more = {}) =>
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & Entry)[]) add(entry);
    }).observe({ type, buffered: true, ...more });
  observe<{ value: number }>("layout-shift", ({ value }) => {
    vitals.cls += value;
  });
  // What stands in a shadow root is reported without its element; only a banner has one here.
  observe<{ element?: Element | null }>("largest-contentful-paint", ({ element }) => {
    vitals.lcp.push(element && !element.closest(bannerSelector) ? "page" : "banner");
  });
  observe<{ interactionId?: number }>(
    "event",
    ({ interactionId, duration }) => {
      if (interactionId) vitals.events.push(duration);
    },
    { durationThreshold: 16 },
  );
}

/** The function of the page that says that its banner stands. */
export const STANDS_BINDING = "bannerStands";

/** Runs in the page, before anything of it: calls the binding at the first frame in which an element is to be seen. */
export function watchFor({ selector, binding }: { readonly selector: string; readonly binding: string }): void {
  const look = () => {
    const isSeen = [...document.querySelectorAll(selector)].some((one) => one.getBoundingClientRect().height > 0);
    if (isSeen) (window as unknown as Record<string, (text: string) => void>)[binding]?.("");
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

/** Runs in the page: answers what was seen until now. */
export const readVitals = (): Vitals => (window as unknown as { vitals: Vitals }).vitals;
