import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startServer } from "@cookiehub/server";
import { headStub } from "@cookiehub/widget/stub";

const TENANT_CODE = "demo0001";
const LOOPBACK = "127.0.0.1";
const PARAGRAPHS = 300;

/** How many tags wait for the visitor, and how long each keeps the main thread busy, in milliseconds. */
export const TAGS = 10;
export const TAG_MS = 30;

/** What a page holds: `bare` has neither widget nor tags, the others differ in where the text of a tag stands. */
type PageKind = "bare" | "inline" | "external";

/** A site under test: a page server, and a real CookieHub server on another origin. */
export interface TimingSite {
  toUrl(kind: PageKind): string;
  /** Start of the address of everything that CookieHub serves. */
  readonly serverUrl: string;
  close(): Promise<void>;
}

// Elapsed time, not an amount of work: a tag stays at its 30 ms under any slow-down.
const busyTag = `for (const end = performance.now() + ${TAG_MS}; performance.now() < end; ); window.ranTags = (window.ranTags ?? 0) + 1;`;

// Headless Chromium stops producing frames when nothing moves; then paints and interactions go unreported.
const animation =
  "<style>@keyframes beat { to { opacity: 0.99 } } body::after { content: ''; position: fixed; width: 1px; height: 1px; animation: beat 1s infinite }</style>";

/** Starts both servers on free ports, with their data in a directory that `close` removes. */
export async function startTimingSite(): Promise<TimingSite> {
  const site = { serverUrl: "" };
  const pages = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://page.invalid");
    const isTag = pathname === "/tag.js";
    response.writeHead(200, { "Content-Type": isTag ? "text/javascript" : "text/html; charset=utf-8" });
    response.end(isTag ? busyTag : renderPage(pathname.slice(1), site.serverUrl));
  });
  const port = await listen(pages);
  const dataDir = await mkdtemp(join(tmpdir(), "cookiehub-timing-"));
  const env = {
    COOKIEHUB_DATA_DIR: dataDir,
    PORT: "0",
    HOST: LOOPBACK,
    COOKIEHUB_INIT_TENANT_ID: "demo",
    COOKIEHUB_INIT_TENANT_CODE: TENANT_CODE,
    COOKIEHUB_INIT_TENANT_DOMAIN: `localhost:${port}`,
  };
  const closePages = () => {
    pages.close();
    pages.closeAllConnections();
    return rm(dataDir, { recursive: true, force: true });
  };
  const server = await startServer({ env, log: "silent" }).catch(async (error: unknown) => {
    await closePages();
    throw error;
  });
  site.serverUrl = `http://localhost:${server.port}`;
  return {
    serverUrl: site.serverUrl,
    toUrl: (kind) => `http://localhost:${port}/${kind}`,
    async close() {
      await server.close();
      await closePages();
    },
  };
}

// The tags stand before the script: none of them is still to be parsed when it starts.
function renderPage(kind: string, serverUrl: string): string {
  const widget = `<script async src="${serverUrl}/c/${TENANT_CODE}.js"></script>`;
  const tags = Array.from({ length: TAGS }, (_, number) => renderTag(kind, number)).join("\n");
  const paragraphs = Array.from({ length: PARAGRAPHS }, (_, number) => `<p>Paragraph ${number} of the page.</p>`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Page</title>
<link rel="icon" href="data:,">
${animation}
${kind === "bare" ? "" : `<script>${headStub()}</script>\n${tags}\n${widget}`}
</head>
<body>
${paragraphs.join("\n")}
</body>
</html>
`;
}

function renderTag(kind: string, number: number): string {
  const mark = 'type="text/plain" data-consent-category="analytics"';
  return kind === "inline"
    ? `<script ${mark}>${busyTag}</script>`
    : `<script ${mark} data-src="/tag.js?${number}"></script>`;
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, LOOPBACK, () => resolve((server.address() as AddressInfo).port));
  });
}
