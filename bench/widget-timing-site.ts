import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { startServer } from "@cookiehub/server";
import { headStub } from "@cookiehub/widget/stub";
import { createPeerFiles, type PeerFiles } from "./peers/bundle.ts";
import { type Peer, renderHeldTags } from "./peers/peer.ts";
import { BUSY_TAG, createTags, type Tag, type TagKind } from "./peers/tag.ts";
import { renderPage } from "./widget-timing-page.ts";

const TENANT_CODE = "demo0001";
const ELEMENTS = 300;
const LOOPBACK = "127.0.0.1";
const MEDIA_TYPES: Readonly<Record<string, string>> = { ".js": "text/javascript", ".css": "text/css" };

/** A banner under test, ours or a peer's, on the same page. */
export interface Contender {
  /** As people read it: `klaro 0.7.22`. */
  readonly name: string;
  readonly isOurs: boolean;
  /** Start of the address of every file that is loaded for it. */
  readonly filesUrl: string;
  readonly bannerSelector: string;
  readonly acceptSelector: string;
  toUrl(content?: PageContent): string;
}

/** What stands in a page beside the banner. */
interface PageContent {
  /** Ten tags that wait; none at all by default. */
  readonly tags?: TagKind;
  /** @default 300 */
  readonly elements?: number;
}

/** A page server with the peers' files, and a real CookieHub server on another origin. */
export interface TimingSite {
  readonly ours: Contender;
  readonly peers: readonly Contender[];
  /** The page without any banner or tag. */
  toBareUrl(elements?: number): string;
  close(): Promise<void>;
}

interface Entry {
  readonly contender: Contender;
  readonly files: PeerFiles["files"];
  renderHead(tags: readonly Tag[]): string;
}

/** Starts both servers on free ports, with their data in a directory that `close` removes. */
export async function startTimingSite({ peers }: { readonly peers: readonly Peer[] }): Promise<TimingSite> {
  const entries = new Map<string, Entry>();
  const pages = createServer((request, response) => {
    const { status, type, body } = answer(entries, new URL(request.url ?? "/", "http://page.invalid"));
    response.writeHead(status, { "Content-Type": `${type}; charset=utf-8` });
    response.end(body);
  });
  const pagesUrl = `http://localhost:${await listen(pages)}`;
  const closePages = async () => {
    pages.close();
    pages.closeAllConnections();
  };
  try {
    for (const peer of peers) entries.set(peer.id, createPeerEntry(peer, await createPeerFiles(peer), pagesUrl));
    const server = await startConsentServer(new URL(pagesUrl).host);
    const ours = createOwnEntry(pagesUrl, server.url);
    entries.set("cookiehub", ours);
    return {
      ours: ours.contender,
      peers: peers.flatMap(({ id }) => entries.get(id)?.contender ?? []),
      toBareUrl: (elements = ELEMENTS) => `${pagesUrl}/bare?elements=${elements}`,
      async close() {
        await server.close();
        await closePages();
      },
    };
  } catch (error) {
    await closePages();
    throw error;
  }
}

async function startConsentServer(host: string): Promise<{ url: string; close(): Promise<void> }> {
  const dataDir = await mkdtemp(join(tmpdir(), "cookiehub-timing-"));
  const removeData = () => rm(dataDir, { recursive: true, force: true });
  const env = {
    COOKIEHUB_DATA_DIR: dataDir,
    PORT: "0",
    HOST: LOOPBACK,
    COOKIEHUB_INIT_TENANT_ID: "demo",
    COOKIEHUB_INIT_TENANT_CODE: TENANT_CODE,
    COOKIEHUB_INIT_TENANT_DOMAIN: host,
  };
  const server = await startServer({ env, log: "silent" }).catch(async (error: unknown) => {
    await removeData();
    throw error;
  });
  return {
    url: `http://localhost:${server.port}`,
    async close() {
      await server.close();
      await removeData();
    },
  };
}

function createOwnEntry(pagesUrl: string, serverUrl: string): Entry {
  const mark = 'type="text/plain" data-consent-category="analytics"';
  return {
    contender: {
      name: "CookieHub",
      isOurs: true,
      filesUrl: `${serverUrl}/`,
      bannerSelector: "cookiehub-ui",
      acceptSelector: 'cookiehub-ui >> role=button[name="Accept all"]',
      toUrl: toPageUrl(pagesUrl, "cookiehub"),
    },
    files: new Map(),
    // The tags stand before the script: none of them is still to be parsed when it starts.
    renderHead: (tags) => `<script>${headStub()}</script>
${renderHeldTags(tags, mark, "data-src")}
<script async src="${serverUrl}/c/${TENANT_CODE}.js"></script>`,
  };
}

function createPeerEntry(peer: Peer, { name, files }: PeerFiles, pagesUrl: string): Entry {
  const base = `/peer/${peer.id}`;
  return {
    contender: {
      name,
      isOurs: false,
      filesUrl: `${pagesUrl}${base}/`,
      bannerSelector: peer.bannerSelector,
      acceptSelector: peer.acceptSelector,
      toUrl: toPageUrl(pagesUrl, peer.id),
    },
    files,
    renderHead: (tags) => peer.renderHead(base, tags),
  };
}

function toPageUrl(pagesUrl: string, id: string): Contender["toUrl"] {
  return ({ tags = "", elements = ELEMENTS } = {}) => `${pagesUrl}/page/${id}?tags=${tags}&elements=${elements}`;
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string | Buffer;
}

function answer(entries: ReadonlyMap<string, Entry>, { pathname, searchParams }: URL): Answer {
  const [, place = "", id = "", ...rest] = pathname.split("/");
  const entry = entries.get(id);
  const elements = Number(searchParams.get("elements"));
  const toHtml = (head: string): Answer => ({ status: 200, type: "text/html", body: renderPage({ head, elements }) });
  if (place === "tag.js") return { status: 200, type: "text/javascript", body: BUSY_TAG };
  if (place === "bare") return toHtml("");
  if (place === "page" && entry) return toHtml(entry.renderHead(toTags(searchParams.get("tags"))));
  const body = place === "peer" ? entry?.files.get(rest.join("/")) : undefined;
  if (body) return { status: 200, type: MEDIA_TYPES[extname(pathname)] ?? "application/octet-stream", body };
  return { status: 404, type: "text/plain", body: "" };
}

function toTags(kind: string | null): readonly Tag[] {
  return kind === "inline" || kind === "external" ? createTags(kind) : [];
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, LOOPBACK, () => resolve((server.address() as AddressInfo).port));
  });
}
