import type { Page } from "@playwright/test";
import type { Demo } from "../examples/demo/start-demo.ts";

export interface Variant {
  headers?: Record<string, string>;
  /** Changes the page's text on its way to the browser. */
  change?(html: string): string;
}

/** Serves the shop's pages with other headers or a changed text: what a stranger's site would do. */
export async function serveVariant(
  page: Page,
  demo: Demo,
  { headers = {}, change = (html) => html }: Variant,
): Promise<void> {
  await page.route(
    (url) => url.origin === demo.shopUrl && !url.pathname.startsWith("/assets/"),
    async (route) => {
      const response = await route.fetch();
      await route.fulfill({
        response,
        headers: { ...response.headers(), ...headers },
        body: change(await response.text()),
      });
    },
  );
}

/** Adds text at the end of the head. */
export function inHead(addition: string): (html: string) => string {
  return (html) => html.replace("</head>", `${addition}</head>`);
}

/** Marks every script with a nonce, as a site with a strict policy does. */
export function withNonces(nonce: string): (html: string) => string {
  return (html) => html.replaceAll("<script", `<script nonce="${nonce}"`);
}
