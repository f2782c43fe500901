import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import { getRequestListener } from "@hono/node-server";
import type { Hono } from "hono";
import { ApiError } from "./api-error.ts";
import { toErrorBody } from "./error-body.ts";

// How often slow senders are looked for; the default, 30 s, would give them that much more than the limits below say.
const CONNECTIONS_CHECK_MS = 5_000;

/**
 * Creates the server of an application. What never becomes a request of it (no Host, an address that is none, headers
 * without end) is refused in the same words as everything else.
 */
export function createHttpServer(fetch: Hono["fetch"]): Server {
  const listener = getRequestListener((request, env) => fetch(request, env), {
    // For requests without a Host header (HTTP/1.0): the health checks of load balancers.
    hostname: "localhost",
    errorHandler: () => {
      const { status, headers, text } = toRefusal(new ApiError("invalid_request", "The address is not valid."));
      return new Response(text, { status, headers });
    },
  });
  // Node would refuse a missing Host with an empty answer; below it is refused with a whole one (RFC 9112, 3.2).
  const options = { connectionsCheckingInterval: CONNECTIONS_CHECK_MS, requireHostHeader: false };
  const server = createServer(options, (incoming, outgoing) => {
    if (incoming.headers.host === undefined && incoming.httpVersion === "1.1")
      return refuseHostless(incoming, outgoing);
    void listener(incoming, outgoing);
  });
  // Headers first, then a bounded time for the whole request: a slow sender cannot hold a connection for ever.
  server.headersTimeout = 10_000;
  server.requestTimeout = 30_000;
  server.on("checkExpectation", (_incoming, outgoing: ServerResponse) => {
    answer(outgoing, new ApiError("expectation_failed", "Only Expect: 100-continue is understood."));
  });
  server.on("clientError", refuseConnection);
  return server;
}

function refuseHostless(incoming: IncomingMessage, outgoing: ServerResponse): void {
  incoming.resume();
  answer(outgoing, new ApiError("invalid_request", "The request names no host."));
}

function answer(outgoing: ServerResponse, error: ApiError): void {
  const { status, headers, text } = toRefusal(error);
  outgoing.writeHead(status, { ...headers, "Content-Length": Buffer.byteLength(text), Connection: "close" }).end(text);
}

/** Answers bytes that are no request, unless an answer is under way on the same connection. */
function refuseConnection(failure: NodeJS.ErrnoException, socket: Socket): void {
  const underWay = (socket as Socket & { _httpMessage?: ServerResponse })._httpMessage;
  if (!socket.writable || failure.code === "ECONNRESET" || underWay?.headersSent) {
    socket.destroy();
    return;
  }
  const { status, headers, text } = toRefusal(toClientError(failure.code));
  const lines = Object.entries({ ...headers, "Content-Length": Buffer.byteLength(text), Connection: "close" });
  const head = [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines.map(([name, value]) => `${name}: ${value}`)];
  socket.end(`${head.join("\r\n")}\r\n\r\n${text}`);
}

function toClientError(code: string | undefined): ApiError {
  if (code === "HPE_HEADER_OVERFLOW") {
    return new ApiError("headers_too_large", "The address and headers are larger than 16 KiB.");
  }
  if (code === "ERR_HTTP_REQUEST_TIMEOUT") {
    return new ApiError("request_timeout", "The request did not arrive in time.");
  }
  return new ApiError("invalid_request", "This is not a valid HTTP request.");
}

function toRefusal(error: ApiError): { status: number; headers: Record<string, string>; text: string } {
  const requestId = randomUUID();
  return {
    status: error.status,
    headers: {
      "Content-Type": "application/json; charset=utf-8",
      "Cache-Control": "no-store",
      "X-Content-Type-Options": "nosniff",
      "X-Request-ID": requestId,
    },
    text: JSON.stringify(toErrorBody(error, requestId)),
  };
}
