import type { CookieHub } from "../packages/widget/src/api.ts";

declare global {
  interface Window {
    cookiehub?: CookieHub;
    dataLayer?: IArguments[];
  }
}
