import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type Collector, createCollector } from "./collector.ts";

// A transparent 1x1 GIF.
const PIXEL = Buffer.from("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7", "base64");

/** What is served, and the tag that a request for it is counted under. */
const files: Record<string, { file: string; type: string; tag: string }> = {
  "/analytics.js": { file: "analytics.js", type: "text/javascript", tag: "analytics script" },
  "/gtag/js": { file: "gtag.js", type: "text/javascript", tag: "gtag script" },
  "/ads.js": { file: "ads.js", type: "text/javascript", tag: "ads script" },
  "/map": { file: "map.html", type: "text/html", tag: "map frame" },
  "/video": { file: "video.html", type: "text/html", tag: "video frame" },
};

export interface ThirdParty {
  server: Server;
  collector: Collector;
}

/** Creates the other company's server: scripts, frames and pixels, each request counted as a hit. */
export function createThirdParty(nowMs: () => number = Date.now): ThirdParty {
  const collector = createCollector();
  const server = createServer((request, response) => {
    answer(request, response, collector, nowMs()).catch(() => {
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  return { server, collector };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  collector: Collector,
  atMs: number,
): Promise<void> {
  const url = new URL(request.url ?? "/", "http://third.invalid");
  const query = Object.fromEntries(url.searchParams);
  const file = Object.hasOwn(files, url.pathname) ? files[url.pathname] : undefined;
  collector.add({ tag: file?.tag ?? (query.tag?.slice(0, 40) || "other"), path: url.pathname, query, atMs });
  if (file) {
    const body = await readFile(new URL(`./tags/${file.file}`, import.meta.url));
    response.writeHead(200, { "Content-Type": `${file.type}; charset=utf-8`, "Cache-Control": "no-store" }).end(body);
  } else if (url.pathname === "/pixel.gif") {
    const cookie = "ads_third=1; Path=/; Max-Age=7776000; SameSite=None; Secure";
    response
      .writeHead(200, { "Content-Type": "image/gif", "Cache-Control": "no-store", "Set-Cookie": cookie })
      .end(PIXEL);
  } else if (url.pathname === "/collect" || url.pathname === "/g/collect") {
    request.resume();
    response.writeHead(204, { "Access-Control-Allow-Origin": "*", "Cache-Control": "no-store" }).end();
  } else {
    response.writeHead(404).end();
  }
}
