import { readFile } from "node:fs/promises";
import type { ApiAnswer, Route } from "../http/route.ts";
import { INSPECTOR_HTML } from "./page-html.ts";

// One script of ours, one style element, and no way to send anything anywhere.
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const CACHE = { "Cache-Control": "public, max-age=300", "X-Content-Type-Options": "nosniff" };

/** Where the build puts the page's script, seen from the sources as from what is built of them. */
const SCRIPT = new URL("../../dist/inspector/browser/page.js", import.meta.url);

/** Makes the page that puts consent strings into words. */
export function createInspectorRoutes(): Route[] {
  let script: Promise<string> | undefined;
  const readScript = async (): Promise<ApiAnswer> => {
    script ??= readFile(SCRIPT, "utf8");
    // A file that is not there yet, where the server runs from its sources, is looked for again.
    script.catch(() => {
      script = undefined;
    });
    return { status: 200, headers: { "Content-Type": "text/javascript; charset=utf-8", ...CACHE }, body: await script };
  };
  return [
    {
      method: "GET",
      path: "/docs/inspector",
      group: "operation",
      summary: "Read consent strings in words",
      answers: { 200: { description: "A page; what is pasted there is sent nowhere", mediaType: "text/html" } },
      handle: () => ({
        status: 200,
        headers: { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": POLICY, ...CACHE },
        body: INSPECTOR_HTML,
      }),
    },
    {
      method: "GET",
      path: "/docs/inspector.js",
      group: "operation",
      summary: "Load the script of that page",
      answers: { 200: { description: "A script", mediaType: "text/javascript" } },
      handle: readScript,
    },
  ];
}
