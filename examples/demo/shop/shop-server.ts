import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { PanelState } from "../panel/panel-state.ts";
import type { Visit } from "./page.ts";
import { renderShopPage } from "./pages.ts";
import { isLanguage } from "./texts.ts";

const assets: Record<string, string> = {
  "shop.css": "text/css",
  "panel.css": "text/css",
  "shop.js": "text/javascript",
  "panel.js": "text/javascript",
  "icon.svg": "image/svg+xml",
  "tent.svg": "image/svg+xml",
  "stove.svg": "image/svg+xml",
  "map.svg": "image/svg+xml",
};

/** A page on its way to the browser. */
export interface Page {
  html: string;
  headers: Record<string, string>;
}

export interface ShopSettings {
  /** Where the other two servers are, and CookieHub's head stub: known only once all three listen. */
  site(): Pick<Visit, "serverUrl" | "thirdPartyUrl" | "stub">;
  /** Reads what the panel shows, for the browser that sent this `Cookie` header. */
  readPanelState(cookieHeader: string): Promise<PanelState>;
  /** Changes every page before it is sent: tests make it the page of a stricter or a hostile site. */
  changePage(page: Page): Page;
}

/** Creates the shop's own server: its pages, their assets, and the panel's back end. */
export function createShop(settings: ShopSettings): Server {
  return createServer((request, response) => {
    answer(request, response, settings).catch(() => {
      if (!response.headersSent) response.writeHead(500, { "Content-Type": "text/plain" });
      response.end("The demo shop failed to answer.");
    });
  });
}

async function answer(request: IncomingMessage, response: ServerResponse, settings: ShopSettings): Promise<void> {
  const url = new URL(request.url ?? "/", "http://shop.invalid");
  if (request.method !== "GET" && request.method !== "HEAD") {
    response.writeHead(405, { Allow: "GET, HEAD" }).end();
  } else if (url.pathname.startsWith("/assets/")) {
    await answerAsset(response, url.pathname.slice("/assets/".length));
  } else if (url.pathname === "/panel/state") {
    const state = await settings.readPanelState(request.headers.cookie ?? "");
    send(response, 200, "application/json", JSON.stringify(state));
  } else {
    answerPage(response, url, settings);
  }
}

function answerPage(response: ServerResponse, url: URL, settings: ShopSettings): void {
  const language = url.searchParams.get("lang");
  const visit: Visit = {
    ...settings.site(),
    language: isLanguage(language) ? language : "en",
    hasPanel: url.searchParams.get("panel") !== "off",
  };
  const html = renderShopPage(url.pathname, visit);
  if (html === undefined) {
    send(response, 404, "text/plain", "No such page in this shop.");
  } else {
    const page = settings.changePage({ html, headers: {} });
    send(response, 200, "text/html", page.html, page.headers);
  }
}

async function answerAsset(response: ServerResponse, name: string): Promise<void> {
  const type = Object.hasOwn(assets, name) ? assets[name] : undefined;
  if (type === undefined) return send(response, 404, "text/plain", "No such asset.");
  send(response, 200, type, await readFile(new URL(`../browser/${name}`, import.meta.url)));
}

function send(
  response: ServerResponse,
  status: number,
  type: string,
  body: string | Buffer,
  headers: Record<string, string> = {},
): void {
  response
    .writeHead(status, {
      "Content-Type": `${type}; charset=utf-8`,
      "Cache-Control": "no-store",
      "X-Content-Type-Options": "nosniff",
      ...headers,
    })
    .end(body);
}
