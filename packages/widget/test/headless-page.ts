import type { CookieHub } from "../src/api.ts";
import { startScript } from "../src/script.ts";
import { closePages, createSetup } from "./page-kit.ts";

const page = window as { cookiehub?: unknown };

/** Starts a widget without a screen on this page, as the script tag does. */
export function startHeadless(): CookieHub {
  startScript({ ...createSetup(), assets: { chunks: {} as never, languages: {} } }, {});
  return page.cookiehub as CookieHub;
}

/** Forgets the widget, its choice, and what the test has put into the page. */
export function leaveHeadless(): void {
  delete page.cookiehub;
  document.body.replaceChildren();
  closePages();
}
