import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type Download, DownloadError, type DownloadOptions, download } from "./download.ts";

const BODY = "x".repeat(1000);
const never = new AbortController().signal;
let server: Server;
let base = "";
const seen: Record<string, unknown>[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    seen.push(request.headers);
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://x");
    const tag = { ETag: '"one"', "Cache-Control": "max-age=100", Age: "40" };
    if (pathname === "/plain") response.writeHead(200, tag).end(BODY);
    else if (pathname === "/gzip") response.writeHead(200, { "Content-Encoding": "gzip" }).end(gzipSync(BODY));
    else if (pathname === "/br") response.writeHead(200, { "Content-Encoding": "br" }).end(brotliCompressSync(BODY));
    else if (pathname === "/same") response.writeHead(304, tag).end();
    else if (pathname === "/to") response.writeHead(302, { Location: searchParams.get("url") ?? "" }).end();
    else if (pathname === "/cut")
      response.writeHead(200, { "Content-Length": "5000" }).write(BODY, () => response.destroy());
    else if (pathname === "/silent") return;
    else response.writeHead(500).end("no");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const get = (path: string, options: Partial<DownloadOptions> = {}): Promise<Download> =>
  download(base + path, {
    ...{ etag: null, bytesMax: 1000, timeoutMs: 5000, standardSeconds: 7, signal: never, now: () => 1_000_000 },
    ...options,
  });
const readFault = async (path: string, options?: Partial<DownloadOptions>): Promise<string> => {
  const error = await get(path, options).catch((reason: unknown) => reason);
  if (!(error instanceof DownloadError)) throw new TypeError("no DownloadError", { cause: error });
  return error.code;
};

describe("downloading a file of the list", () => {
  test("T71 asks for it packed, and holds it as long as the answer says, less its age", async () => {
    const got = await get("/plain");
    expect(Buffer.from(got.bytes ?? []).toString()).toBe(BODY);
    expect(got).toMatchObject({ etag: '"one"', validUntilMs: 1_060_000, isStated: true });
    expect(seen.at(-1)).toMatchObject({ "accept-encoding": "gzip, deflate, br" });
    expect(seen.at(-1)).not.toHaveProperty("cookie");
  });

  test.each(["/gzip", "/br"])("T71 unpacks %s", async (path) => {
    const got = await get(path);
    expect(Buffer.from(got.bytes ?? []).toString()).toBe(BODY);
    expect(got).toMatchObject({ etag: null, validUntilMs: 1_007_000, isStated: false });
  });

  test("T71 what is still the newest is not sent again, and holds anew", async () => {
    expect(await get("/same", { etag: '"one"' })).toEqual({
      ...{ bytes: undefined, etag: '"one"', validUntilMs: 1_060_000, isStated: true },
    });
    expect(seen.at(-1)).toMatchObject({ "if-none-match": '"one"' });
    expect(await readFault("/same")).toBe("bad_status");
  });

  test.each([
    ["/plain", 999],
    ["/gzip", 999],
    ["/br", 10],
  ])("%s that holds more than %i bytes is not read to its end", async (path, bytesMax) => {
    expect(await readFault(path, { bytesMax })).toBe("too_large");
  });

  test.each([
    ["/to?url=https://other.example/list.json", "bad_redirect"],
    ["/to?url=http://other.example/list.json", "bad_redirect"],
    ["/to?url=http://localhost/plain", "bad_redirect"],
    ["/to?url=http://user:secret@127.0.0.1/plain", "bad_redirect"],
    ["/to?url=file:///etc/passwd", "bad_redirect"],
    ["/to?url=http://[bad", "bad_redirect"],
    ["/to", "bad_redirect"],
    ["/nothing", "bad_status"],
    ["/cut", "unreachable"],
  ])("T74 %s is a typed failure: %s", async (path, code) => {
    expect(await readFault(path)).toBe(code);
  });

  test("T74 an answer that does not come in time, or nobody who answers, is a typed failure", async () => {
    expect(await readFault("/silent", { timeoutMs: 50 })).toBe("unreachable");
    const error = await download("http://127.0.0.1:1/x.json", {
      ...{ etag: null, bytesMax: 1, timeoutMs: 5000, standardSeconds: 1, signal: never, now: () => 0 },
    }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: "unreachable" });
  });

  test("a server that ends does not wait for an answer", async () => {
    const closing = new AbortController();
    const failing = readFault("/silent", { signal: closing.signal });
    closing.abort();
    expect(await failing).toBe("unreachable");
  });

  test("a redirect on the same host is followed, three times at most", async () => {
    const wrap = (path: string): string => `/to?url=${encodeURIComponent(base + path)}`;
    expect((await get(wrap("/plain"))).bytes).toHaveLength(1000);
    expect((await get(wrap(wrap(wrap("/plain"))))).bytes).toHaveLength(1000);
    expect(await readFault(wrap(wrap(wrap(wrap("/plain")))))).toBe("bad_redirect");
  });

  test("a redirect from https to http is not followed, even on the same host", async () => {
    const hop = Response.redirect("http://lists.example/v3/vendor-list.json", 302);
    const fetched = vi.spyOn(globalThis, "fetch").mockResolvedValue(hop);
    const error = await download("https://lists.example/v3/vendor-list.json", {
      ...{ etag: null, bytesMax: 1, timeoutMs: 5000, standardSeconds: 1, signal: never, now: () => 0 },
    }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: "bad_redirect" });
    expect(fetched).toHaveBeenCalledTimes(1);
    fetched.mockRestore();
  });
});
