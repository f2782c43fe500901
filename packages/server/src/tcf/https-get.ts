import { lookup } from "node:dns/promises";
import { type IncomingMessage, request as requestPlain } from "node:http";
import { request as requestTls } from "node:https";
import { isIP } from "node:net";
import { brotliDecompressSync, gunzipSync, inflateSync } from "node:zlib";
import { DisclosureError } from "./disclosure-url.ts";

/** Finds every address of a host. Whoever `signal` was aborted for does not wait any more. */
export type Resolver = (hostname: string, signal?: AbortSignal) => Promise<readonly string[]>;

/** One answer, its body unpacked. */
export interface HttpsAnswer {
  readonly status: number;
  readonly headers: Pick<Headers, "get">;
  readonly body: Uint8Array;
}

/** Asks a URL at one address that was checked before: no name is resolved again on the way. */
export type Connector = (request: {
  readonly url: URL;
  readonly address: string;
  readonly bytesMax: number;
  readonly signal: AbortSignal;
}) => Promise<HttpsAnswer>;

/** Resolves by the system, as connections do. */
export const resolveHost: Resolver = async (hostname) =>
  (await lookup(hostname, { all: true, verbatim: true })).map(({ address }) => address);

/**
 * Has a resolver asked for a few names at a time, the others in turn. The system looks few up at once, those of databases
 * and caches too, and a stranger's server can leave each unanswered for half a minute.
 */
export function createPatientResolver(resolve: Resolver, atOnce: number): Resolver {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (hostname, signal) => {
    // Whoever waited takes over the place of the one that ended.
    if (running >= atOnce) await new Promise<void>((goOn) => waiting.push(goOn));
    else running++;
    try {
      signal?.throwIfAborted();
      return await resolve(hostname, signal);
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running--;
    }
  };
}

const HEADERS = { Accept: "application/json", "Accept-Encoding": "gzip, deflate, br", "User-Agent": "CookieHub" };

/**
 * Connects by TLS to the address, and by nothing else: the certificate has to be the host's. No cookies, no credentials,
 * no connection that is kept. Rejects with `DisclosureError` (`too_large`) or what the socket says.
 */
export const connectTls: Connector = createConnector({ isTls: true });

/** Creates a connector; what it takes is for tests, which have another port and an authority of their own, or no TLS. */
export function createConnector(options: {
  readonly isTls: boolean;
  readonly port?: number;
  readonly ca?: Buffer;
}): Connector {
  return ({ url, address, bytesMax, signal }) =>
    new Promise((resolve, reject) => {
      const request = options.isTls ? requestTls : requestPlain;
      const sent = request(
        {
          protocol: options.isTls ? "https:" : "http:",
          hostname: url.hostname,
          ...(options.port !== undefined && { port: options.port }),
          ...(options.ca !== undefined && { ca: options.ca }),
          path: url.pathname + url.search,
          headers: HEADERS,
          agent: false,
          signal,
          maxHeaderSize: 16_384,
          lookup: (_hostname, { all }, done) => {
            const family = isIP(address);
            if (all) done(null, [{ address, family }]);
            else done(null, address, family);
          },
        },
        (response) => readAnswer(response, bytesMax).then(resolve, reject),
      );
      // Without a listener the socket is closed, and nothing is ever said of it: whoever waits would wait for ever.
      sent.once("upgrade", (_response, socket) => {
        socket.destroy();
        reject(new DisclosureError("bad_status", "the answer changes to another protocol"));
      });
      sent.once("error", reject);
      sent.end();
    });
}

async function readAnswer(response: IncomingMessage, bytesMax: number): Promise<HttpsAnswer> {
  const headers = new Headers();
  for (const [name, value] of Object.entries(response.headers)) headers.set(name, String(value));
  const status = response.statusCode ?? 0;
  // The body of a redirect or a failure is nobody's to read.
  if (status !== 200) {
    response.destroy();
    return { status, headers, body: new Uint8Array() };
  }
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of response as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > bytesMax) {
      response.destroy();
      throw new DisclosureError("too_large", `the answer has more than ${bytesMax} bytes`);
    }
    parts.push(part);
  }
  return { status, headers, body: unpack(Buffer.concat(parts), headers.get("content-encoding") ?? "", bytesMax) };
}

function unpack(body: Buffer, encoding: string, bytesMax: number): Uint8Array {
  const options = { maxOutputLength: bytesMax };
  try {
    switch (encoding.trim().toLowerCase()) {
      case "":
      case "identity":
        return body;
      case "gzip":
      case "x-gzip":
        return gunzipSync(body, options);
      case "deflate":
        return inflateSync(body, options);
      case "br":
        return brotliDecompressSync(body, options);
    }
  } catch (cause) {
    const isLarge = cause instanceof RangeError;
    throw new DisclosureError(isLarge ? "too_large" : "malformed", "the answer cannot be unpacked", { cause });
  }
  throw new DisclosureError("malformed", "the answer is packed in a way that was not asked for");
}
