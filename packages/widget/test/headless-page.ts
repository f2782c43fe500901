import type { CookieHub } from "../src/api.ts";
import { init } from "../src/headless.ts";
import { closePages, createSetup } from "./page-kit.ts";

/** Starts a widget without a screen on this page. */
export function startHeadless(): CookieHub {
  return init({ tenant: "shop0001", endpoint: "https://cookiehub.invalid", config: createSetup() });
}

/** Counts who listens to a widget from now on. */
export function countListeners(cookiehub: CookieHub): () => number {
  let open = 0;
  const { subscribe } = cookiehub;
  cookiehub.subscribe = (listener) => {
    open += 1;
    const end = subscribe(listener);
    return () => {
      open -= 1;
      end();
    };
  };
  return () => open;
}

/** Forgets the widget, its choice, and what the test has put into the page. */
export function leaveHeadless(): void {
  delete (window as { cookiehub?: unknown }).cookiehub;
  document.body.replaceChildren();
  closePages();
}
