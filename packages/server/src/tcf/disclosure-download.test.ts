import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { type DisclosureDownloadParts, downloadDisclosure } from "./disclosure-download.ts";
import { DisclosureError } from "./disclosure-url.ts";
import { type Connector, createConnector, type HttpsAnswer } from "./https-get.ts";

// A bound for hangs, not for speed.
const WAIT = { timeout: 20_000 };
const PUBLIC = "93.184.215.14";
const BODY = JSON.stringify({ disclosures: [] });
const MEGABYTE = 1_048_576;
let server: Server;
let port = 0;
const seen: IncomingMessage[] = [];

function answer(request: IncomingMessage, response: ServerResponse): void {
  seen.push(request);
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://x");
  const pack = (encoding: string, body: Buffer) => response.writeHead(200, { "Content-Encoding": encoding }).end(body);
  if (pathname === "/ok") response.writeHead(200, { "Cache-Control": "max-age=9" }).end(BODY);
  else if (pathname === "/gzip") pack("gzip", gzipSync(BODY));
  else if (pathname === "/deflate") pack("deflate", deflateSync(BODY));
  else if (pathname === "/br") pack("br", brotliCompressSync(BODY));
  else if (pathname === "/bomb") pack("gzip", gzipSync(Buffer.alloc(MEGABYTE * 4)));
  else if (pathname === "/packed") pack("compress", Buffer.from(BODY));
  else if (pathname === "/torn") pack("gzip", gzipSync(BODY).subarray(0, 10));
  else if (pathname === "/large") response.end(Buffer.alloc(MEGABYTE + 1, 32));
  else if (pathname === "/to") response.writeHead(302, { Location: searchParams.get("url") ?? "" }).end();
  else if (pathname === "/nowhere") response.writeHead(302).end();
  else if (pathname === "/drip") response.writeHead(200).write("{");
  else if (pathname === "/cut")
    response.writeHead(200, { "Content-Length": "5000" }).write("{", () => response.destroy());
  else response.writeHead(404, { "Set-Cookie": "a=b" }).end("no");
}

beforeAll(async () => {
  server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** Connects to the test's server, whatever public address was found; counts the addresses. */
function createParts(addresses: Record<string, readonly string[]> = {}) {
  const plain = createConnector({ isTls: false, port });
  const connect = vi.fn<Connector>((request) => plain({ ...request, address: "127.0.0.1" }));
  const resolve = vi.fn(async (host: string) => addresses[host] ?? [PUBLIC]);
  return { connect, resolve };
}

async function readFault(url: string, parts: DisclosureDownloadParts = createParts()): Promise<string> {
  const error = await downloadDisclosure(url, parts).catch((reason: unknown) => reason);
  if (!(error instanceof DisclosureError)) throw new TypeError("no DisclosureError", { cause: error });
  return error.code;
}

const toText = ({ body }: HttpsAnswer): string => Buffer.from(body).toString();

describe("asking a vendor's address", () => {
  test.each(["/ok", "/gzip", "/deflate", "/br"])("T79 T80 reads %s, without credentials", async (path) => {
    const parts = createParts();
    expect(toText(await downloadDisclosure(`https://v1.vendors.example${path}`, parts))).toBe(BODY);
    expect(parts.connect.mock.calls[0]?.[0].address).toBe(PUBLIC);
    const { headers } = seen.at(-1) ?? {};
    expect(headers?.host).toMatch(/^v1\.vendors\.example/);
    for (const name of ["cookie", "authorization", "referer", "origin"]) expect(headers).not.toHaveProperty(name);
  });

  test.each([
    ["/bomb", "too_large"],
    ["/large", "too_large"],
    ["/torn", "malformed"],
    ["/packed", "malformed"],
    ["/cut", "unreachable"],
    ["/missing", "bad_status"],
    ["/nowhere", "bad_address"],
  ])("T80 %s is a typed failure: %s", async (path, code) => {
    expect(await readFault(`https://v1.vendors.example${path}`)).toBe(code);
  });

  test.each([
    ["plain http", "http://v1.vendors.example/d.json"],
    ["a file", "file:///etc/passwd"],
    ["a script", "javascript:alert(1)"],
    ["data", "data:application/json,{}"],
    ["another protocol", "gopher://v1.vendors.example/"],
    ["no address", "v1.vendors.example/d.json"],
    ["nothing", ""],
    ["another port", "https://v1.vendors.example:8443/d.json"],
    ["the port of a database", "https://v1.vendors.example:5432/"],
    ["credentials", "https://user:secret@v1.vendors.example/"],
    ["a name alone as credentials", "https://user@v1.vendors.example/"],
    ["a host that cannot be", "https://[::1/"],
  ])("T80 %s is not asked for, nor looked up", async (_what, url) => {
    const parts = createParts();
    expect(await readFault(url, parts)).toBe("bad_address");
    expect(parts.resolve).not.toHaveBeenCalled();
    expect(parts.connect).not.toHaveBeenCalled();
  });

  test.each([
    ["this machine", "https://127.0.0.1/"],
    ["this machine in one number", "https://2130706433/"],
    ["this machine in base sixteen", "https://0x7f.0.0.1/"],
    ["this machine in base eight", "https://0177.0.0.1/"],
    ["this machine in short", "https://127.1/"],
    ["no machine", "https://0.0.0.0/"],
    ["a private network", "https://10.1.2.3/"],
    ["a private network", "https://172.31.255.255/"],
    ["a private network", "https://192.168.1.1/"],
    ["a carrier's network", "https://100.64.0.1/"],
    ["the metadata of a cloud", "https://169.254.169.254/latest/meta-data/"],
    ["a test network", "https://192.0.2.1/"],
    ["many machines", "https://224.0.0.1/"],
    ["all machines", "https://255.255.255.255/"],
    ["this machine in IPv6", "https://[::1]/"],
    ["this machine as mapped IPv4", "https://[::ffff:127.0.0.1]/"],
    ["metadata as mapped IPv4", "https://[::ffff:a9fe:a9fe]/"],
    ["a private IPv4 behind a translator", "https://[64:ff9b::10.0.0.1]/"],
    ["a private IPv4 behind 6to4", "https://[2002:a00:1::]/"],
    ["a private network in IPv6", "https://[fd00:ec2::254]/"],
    ["the link in IPv6", "https://[fe80::1]/"],
    ["many machines in IPv6", "https://[ff02::1]/"],
    ["a full stop after the address", "https://127.0.0.1./"],
  ])("T80 %s is not connected to: %s", async (_what, url) => {
    const parts = createParts();
    expect(await readFault(url, parts)).toBe("private_address");
    expect(parts.connect).not.toHaveBeenCalled();
  });

  test.each([
    ["a private address", ["10.0.0.7"]],
    ["a public and a private address", [PUBLIC, "127.0.0.1"]],
    ["this machine in IPv6", ["::1"]],
    ["this machine as mapped IPv4", ["::ffff:127.0.0.1"]],
    ["something that is no address", ["localhost"]],
  ])("T80 a name that leads to %s is not connected to", async (_what, addresses) => {
    const parts = createParts({ "v1.vendors.example": addresses });
    expect(await readFault("https://v1.vendors.example/ok", parts)).toBe("private_address");
    expect(parts.connect).not.toHaveBeenCalled();
  });

  test("T80 a name that changes its mind gains nothing: the address that was checked is the one connected to", async () => {
    const parts = createParts();
    parts.resolve.mockResolvedValueOnce([PUBLIC]).mockResolvedValue(["127.0.0.1"]);
    await downloadDisclosure("https://v1.vendors.example/ok", parts);
    expect(parts.resolve).toHaveBeenCalledTimes(1);
    expect(parts.connect.mock.calls.map(([{ address }]) => address)).toEqual([PUBLIC]);
  });

  test.each([
    ["to plain http", "http://v2.vendors.example/ok", "bad_address"],
    ["to another port", "https://v2.vendors.example:22/", "bad_address"],
    ["to this machine", "https://127.0.0.1/ok", "private_address"],
    ["to a name of this machine", "https://inside.vendors.example/ok", "private_address"],
  ])("T80 a redirect %s is not followed", async (_what, url, code) => {
    const parts = createParts({ "inside.vendors.example": ["127.0.0.1"] });
    expect(await readFault(`https://v1.vendors.example/to?url=${encodeURIComponent(url)}`, parts)).toBe(code);
    expect(parts.connect).toHaveBeenCalledTimes(1);
  });

  test("T80 three redirects are followed, each resolved and checked anew; a fourth is not", async () => {
    const wrap = (path: string): string => `/to?url=${encodeURIComponent(`https://v2.vendors.example${path}`)}`;
    const parts = createParts();
    const three = `https://v1.vendors.example${wrap(wrap(wrap("/ok")))}`;
    expect(toText(await downloadDisclosure(three, parts))).toBe(BODY);
    expect(parts.resolve).toHaveBeenCalledTimes(4);
    expect(await readFault(`https://v1.vendors.example${wrap(wrap(wrap(wrap("/ok"))))}`)).toBe("too_many_redirects");
  });

  test("T80 a name without an address, and a resolver that fails, are typed failures", async () => {
    expect(await readFault("https://v1.vendors.example/ok", createParts({ "v1.vendors.example": [] }))).toBe(
      "unreachable",
    );
    const parts = createParts();
    parts.resolve.mockRejectedValue(new Error("ENOTFOUND"));
    expect(await readFault("https://v1.vendors.example/ok", parts)).toBe("unreachable");
  });

  test("T80 a resolver or a vendor that never answers is waited for five seconds in all", async () => {
    const abort = new AbortController();
    const bound = vi.spyOn(AbortSignal, "timeout").mockReturnValue(abort.signal);
    onTestFinished(() => bound.mockRestore());
    const never = { ...createParts(), resolve: () => new Promise<string[]>(() => {}) };
    const failing = downloadDisclosure("https://v1.vendors.example/ok", never).catch((reason: unknown) => reason);
    abort.abort(new DOMException("late", "TimeoutError"));
    expect(await failing).toMatchObject({ code: "unreachable" });
    expect(bound).toHaveBeenCalledExactlyOnceWith(5_000);
    expect(await readFault("https://v1.vendors.example/ok")).toBe("unreachable");
    const slow = new AbortController();
    bound.mockReturnValue(slow.signal);
    const dripping = readFault("https://v1.vendors.example/drip");
    await vi.waitFor(() => expect(seen.at(-1)?.url).toBe("/drip"), WAIT);
    slow.abort();
    expect(await dripping).toBe("unreachable");
    const deaf = { ...createParts(), connect: () => new Promise<HttpsAnswer>(() => {}) };
    expect(await readFault("https://v1.vendors.example/ok", deaf)).toBe("unreachable");
  });
});
