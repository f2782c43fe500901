import type { CookieHub } from "../src/api.ts";
import { init } from "../src/headless.ts";
import { closePages, createSetup } from "./page-kit.ts";

/** Starts a widget without a screen on this page. */
export function startHeadless(): CookieHub {
  return init({ tenant: "shop0001", endpoint: "https://cookiehub.invalid", config: createSetup() });
}

/** Forgets the widget, its choice, and what the test has put into the page. */
export function leaveHeadless(): void {
  delete (window as { cookiehub?: unknown }).cookiehub;
  document.body.replaceChildren();
  closePages();
}
