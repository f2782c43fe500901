import type { Demo } from "../examples/demo/start-demo.ts";

export interface Variant {
  headers?: Record<string, string>;
  /** Changes the page's text on its way to the browser. */
  change?(html: string): string;
}

/** Serves the shop's pages with other headers or a changed text: what a stranger's site would do. The next test starts without. */
export function serveVariant(demo: Demo, { headers = {}, change = (html) => html }: Variant): void {
  demo.changePages((page) => ({ html: change(page.html), headers: { ...page.headers, ...headers } }));
}

/** Adds text at the end of the head. */
export function inHead(addition: string): (html: string) => string {
  return (html) => html.replace("</head>", `${addition}</head>`);
}

/** Marks every script with a nonce, as a site with a strict policy does. */
export function withNonces(nonce: string): (html: string) => string {
  return (html) => html.replaceAll("<script", `<script nonce="${nonce}"`);
}
