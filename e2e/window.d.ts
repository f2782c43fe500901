import type { CookieHub } from "@cookiehub/widget";

declare global {
  interface Window {
    cookiehub?: CookieHub;
    dataLayer?: IArguments[];
  }
}
