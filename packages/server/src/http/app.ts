import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { ErrorAnswer } from "@cookiehub/schemas/types";
import { type Context, Hono } from "hono";
import { StorageUnavailableError } from "../storage/errors.ts";
import { ApiError } from "./api-error.ts";
import type { Logger } from "./log.ts";
import type { Metrics } from "./metrics.ts";
import { type TrustedProxies, toClientAddress } from "./peer.ts";
import { parseJson, readBody } from "./read-body.ts";
import type { ApiAnswer, ApiRequest, Route } from "./route.ts";

/** What `@hono/node-server` hands over; absent when a test calls the app without a socket. */
type NodeContext = Context<{ Bindings: { incoming?: IncomingMessage } }>;

export interface AppParts {
  readonly routes: readonly Route[];
  readonly proxies: TrustedProxies;
  readonly log: Logger;
  readonly metrics: Metrics;
  /** Seconds on a clock that never goes back. */
  readonly clock: () => number;
}

const REQUEST_ID_PATTERN = /^[A-Za-z0-9._-]{8,64}$/;

// Answers are data for programs or scripts that we wrote; nothing here is meant to be framed or sniffed.
const COMMON_HEADERS: Readonly<Record<string, string>> = {
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
};
const CROSS_ORIGIN_HEADERS: Readonly<Record<string, string>> = {
  "Access-Control-Allow-Origin": "*",
  "Access-Control-Expose-Headers": "ETag, Idempotent-Replayed, Retry-After, X-Request-ID",
  "Cross-Origin-Resource-Policy": "cross-origin",
};
const PREFLIGHT_HEADERS: Readonly<Record<string, string>> = {
  "Access-Control-Allow-Origin": "*",
  "Access-Control-Allow-Methods": "GET, POST, DELETE",
  "Access-Control-Allow-Headers":
    "Content-Type, X-Tenant-ID, X-Device-ID, X-Geo-Country, X-Idempotency-Key, If-None-Match, X-Request-ID",
  "Access-Control-Max-Age": "7200",
};

/**
 * Assembles the HTTP application. One wrapper does per request what a chain of framework middlewares would do at a
 * multiple of the handler's own cost (D10): request id, error answers, CORS, one log line, metrics.
 */
export function createApp(parts: AppParts): Hono {
  const app = new Hono();
  const paths = new Set<string>();
  for (const route of parts.routes) {
    app.on(route.method, route.path, (c) => serveRoute(parts, route, c as unknown as NodeContext));
    if (route.isCrossOrigin) paths.add(route.path);
  }
  for (const path of paths) app.options(path, (c) => c.body(null, 204, { ...PREFLIGHT_HEADERS }));
  app.notFound((c) => serveUnknown(parts, c as unknown as NodeContext));
  return app;
}

async function serveRoute(parts: AppParts, route: Route, c: NodeContext): Promise<Response> {
  const startedAt = parts.clock();
  const request = toRequest(parts, c);
  let answer: ApiAnswer;
  let failure: unknown;
  try {
    answer = await route.handle(request);
  } catch (error) {
    failure = error;
    answer = toErrorAnswer(error, request.requestId);
  }
  const seconds = parts.clock() - startedAt;
  const endpoint = `${route.method} ${route.path}`;
  parts.metrics.onRequest(endpoint, answer.status, seconds);
  logRequest(parts.log, { request_id: request.requestId, endpoint, status_code: answer.status, seconds, failure });
  return toResponse(answer, request.requestId, route.isCrossOrigin === true);
}

function serveUnknown(parts: AppParts, c: NodeContext): Response {
  const request = toRequest(parts, c);
  const paths = parts.routes.filter((route) => matches(route.path, c.req.path));
  const error = paths.length
    ? new ApiError("method_not_allowed", `This address answers ${paths.map((route) => route.method).join(", ")}.`)
    : new ApiError("not_found", "There is nothing at this address. The endpoints are listed in /openapi.json.");
  parts.metrics.onRequest("unknown", error.status, 0);
  logRequest(parts.log, { request_id: request.requestId, endpoint: "unknown", status_code: error.status, seconds: 0 });
  const answer = toErrorAnswer(error, request.requestId);
  const allow: Record<string, string> = paths.length ? { Allow: paths.map((route) => route.method).join(", ") } : {};
  return toResponse({ ...answer, headers: { ...answer.headers, ...allow } }, request.requestId, true);
}

function matches(pattern: string, path: string): boolean {
  const wanted = pattern.split("/");
  const given = path.split("/");
  const isMatch = (part: string, index: number): boolean =>
    part.startsWith(":") ? given[index] !== "" : part === given[index];
  return wanted.length === given.length && wanted.every(isMatch);
}

function toRequest(parts: AppParts, c: NodeContext): ApiRequest {
  const incoming = c.env?.incoming;
  // Node has the headers parsed already; going through `Request.headers` would build them again.
  const header = (name: string): string | undefined => {
    if (!incoming) return c.req.header(name);
    const value = incoming.headers[name];
    return Array.isArray(value) ? value.join(", ") : value;
  };
  const peer = incoming?.socket.remoteAddress ?? "";
  const isFromTrustedProxy = parts.proxies.has(peer);
  const givenId = header("x-request-id");
  return {
    requestId: isFromTrustedProxy && givenId && REQUEST_ID_PATTERN.test(givenId) ? givenId : randomUUID(),
    param: (name) => c.req.param(name) ?? "",
    query: (name) => c.req.query(name),
    header,
    isFromTrustedProxy,
    get clientAddress() {
      return toClientAddress(peer, header("x-forwarded-for"), parts.proxies);
    },
    readJson: async () => parseJson(incoming ? await readBody(incoming) : await c.req.text()),
  };
}

function toErrorAnswer(error: unknown, requestId: string): ApiAnswer {
  const known = toApiError(error);
  const body: ErrorAnswer = {
    error: {
      code: known.code,
      message: known.message,
      ...(known.details ? { details: [...known.details] } : {}),
      request_id: requestId,
    },
  };
  const headers: Record<string, string> = { "Cache-Control": "no-store" };
  if (known.status === 503) headers["Retry-After"] = "2";
  if (known.status === 413) headers.Connection = "close";
  return { status: known.status, headers, body };
}

function toApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof StorageUnavailableError) {
    return new ApiError(
      "storage_unavailable",
      "The store cannot take this now. Nothing was recorded; try again with the same key.",
    );
  }
  return new ApiError("internal_error", "Something failed on our side. The request id finds it in the server's log.");
}

interface RequestLine {
  request_id: string;
  endpoint: string;
  status_code: number;
  seconds: number;
  failure?: unknown;
}

function logRequest(log: Logger, { seconds, failure, ...line }: RequestLine): void {
  const fields = { ...line, timing_ms: Math.round(seconds * 1e6) / 1e3 };
  if (line.status_code < 500) log.info(fields, "request");
  else
    log.error(
      { ...fields, error: failure instanceof Error ? failure.stack : String(failure), cause: toCause(failure) },
      "request failed",
    );
}

function toCause(failure: unknown): string | undefined {
  return failure instanceof Error && failure.cause instanceof Error ? failure.cause.message : undefined;
}

function toResponse(answer: ApiAnswer, requestId: string, isCrossOrigin: boolean): Response {
  const headers: Record<string, string> = { ...COMMON_HEADERS, "X-Request-ID": requestId };
  if (isCrossOrigin) Object.assign(headers, CROSS_ORIGIN_HEADERS);
  const isJson = answer.body !== undefined && typeof answer.body === "object" && !(answer.body instanceof Uint8Array);
  if (isJson) headers["Content-Type"] = "application/json; charset=utf-8";
  Object.assign(headers, answer.headers);
  const body = isJson
    ? JSON.stringify(answer.body)
    : ((answer.body ?? null) as string | Uint8Array<ArrayBuffer> | null);
  // Not `c.newResponse`: it builds a `Headers` object, which costs more than the handlers.
  return new Response(body, { status: answer.status, headers });
}
