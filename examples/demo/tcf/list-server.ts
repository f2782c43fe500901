import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { brotliCompressSync } from "node:zlib";
import { createSyntheticList, createSyntheticTranslation } from "./synthetic-list.ts";

/** What the publisher answers instead of the file that was asked for. */
export interface ListServerFault {
  /** No answer at all. */
  readonly isSilent?: boolean;
  readonly status?: number;
  readonly body?: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A stand-in for the publisher of the global vendor list, on this machine. */
export interface ListServer {
  /** What `COOKIEHUB_TCF_LIST_URL` is set to. */
  readonly listUrl: string;
  /** Requests since the start: path, and the headers that matter here. */
  readonly seen: { readonly path: string; readonly acceptEncoding: string; readonly ifNoneMatch: string }[];
  /** Publishes another version. */
  publish(version: number): void;
  /** Answers something else from now on; `undefined`: the files again. */
  breakWith(fault: ListServerFault | undefined): void;
  close(): Promise<void>;
}

export interface ListServerOptions {
  /** @default 178 */
  readonly version?: number;
  /** @default 1500 */
  readonly vendors?: number;
  /** Languages that there are translations of. @default de, fr, pt-pt */
  readonly languages?: readonly string[];
  /** How long answers say that they hold. @default 604800 */
  readonly maxAgeSeconds?: number;
  /** @default 0: any */
  readonly port?: number;
}

/** Starts a publisher of synthetic lists: the newest, every earlier version as an archive, and translations. */
export async function startListServer(options: ListServerOptions = {}): Promise<ListServer> {
  const { languages = ["de", "fr", "pt-pt"], vendors, maxAgeSeconds = 604_800 } = options;
  let version = options.version ?? 178;
  let fault: ListServerFault | undefined;
  const seen: ListServer["seen"] = [];

  function find(path: string): Record<string, unknown> | undefined {
    if (path === "/v3/vendor-list.json") return createSyntheticList({ version, vendors });
    const archived = Number(/^\/v3\/archives\/vendor-list-v(\d+)\.json$/.exec(path)?.[1] ?? 0);
    if (archived > 0 && archived <= version) return createSyntheticList({ version: archived, vendors });
    const language = /^\/v3\/purposes-([a-z-]+)\.json$/.exec(path)?.[1] ?? "";
    return languages.includes(language) ? createSyntheticTranslation(language, version) : undefined;
  }

  function answer(request: IncomingMessage, response: ServerResponse): void {
    const path = request.url ?? "/";
    const ifNoneMatch = request.headers["if-none-match"] ?? "";
    seen.push({ path, acceptEncoding: String(request.headers["accept-encoding"] ?? ""), ifNoneMatch });
    const headers = { "Content-Type": "application/json", "Cache-Control": `max-age=${maxAgeSeconds}` };
    if (fault?.isSilent) return;
    if (fault) {
      response.writeHead(fault.status ?? 200, { ...headers, ...fault.headers }).end(fault.body ?? "");
      return;
    }
    const file = find(path);
    if (!file) {
      response.writeHead(404, headers).end();
      return;
    }
    const body = Buffer.from(JSON.stringify(file));
    const etag = `"${createHash("sha256").update(body).digest("hex").slice(0, 16)}"`;
    if (ifNoneMatch === etag) {
      response.writeHead(304, { ...headers, ETag: etag }).end();
      return;
    }
    response.writeHead(200, { ...headers, ETag: etag, "Content-Encoding": "br" }).end(brotliCompressSync(body));
  }

  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    listUrl: `http://127.0.0.1:${port}/v3/vendor-list.json`,
    seen,
    publish: (next) => {
      version = next;
    },
    breakWith: (next) => {
      fault = next;
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
