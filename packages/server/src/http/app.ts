import { ReadableStream as NodeReadableStream } from "node:stream/web";
import { Hono } from "hono";
import { StorageUnavailableError } from "../storage/errors.ts";
import { ApiError } from "./api-error.ts";
import { readCredentialHeaders } from "./credentials.ts";
import { toErrorBody } from "./error-body.ts";
import type { Logger, RequestLog } from "./log.ts";
import type { Metrics } from "./metrics.ts";
import type { TrustedProxies } from "./peer.ts";
import { type NodeContext, NodeRequest } from "./request.ts";
import { type RequestLimits, toRateClass } from "./request-limits.ts";
import type { ApiAnswer, RateClass, Route } from "./route.ts";
import { sendStream } from "./stream.ts";

export interface AppParts {
  readonly routes: readonly Route[];
  readonly proxies: TrustedProxies;
  readonly log: Logger;
  readonly onRequest: RequestLog;
  readonly metrics: Metrics;
  readonly limits: RequestLimits;
  /** Seconds on a clock that never goes back. */
  readonly clock: () => number;
}

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
    "Content-Type, X-Tenant-ID, X-Device-ID, X-User-ID, X-Geo-Country, X-Idempotency-Key, X-Identity-Token, X-Decided-At, If-None-Match, Last-Event-ID, X-Request-ID",
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
    const served = {
      route,
      endpoint: `${route.method} ${route.path}`,
      headers: toFixedHeaders(route.isCrossOrigin),
      limit: toRateClass(route),
    };
    app.on(route.method, route.path, (c) => serveRoute(parts, served, c as unknown as NodeContext));
    if (route.isCrossOrigin) paths.add(route.path);
  }
  for (const path of paths) {
    const route = parts.routes.find((one) => one.path === path && one.credentials);
    app.options(path, async (c) => {
      const credentials = route && (await readCredentialHeaders(route, toRequest(parts, c), {}));
      return c.body(null, 204, { ...PREFLIGHT_HEADERS, ...credentials });
    });
  }
  app.notFound((c) => serveUnknown(parts, c as unknown as NodeContext));
  return app;
}

/** A route with what does not change from request to request. */
interface ServedRoute {
  readonly route: Route;
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly limit: RateClass;
}

async function serveRoute(parts: AppParts, served: ServedRoute, c: NodeContext): Promise<Response> {
  const { route, endpoint } = served;
  const startedAt = parts.clock();
  const request = toRequest(parts, c);
  const { requestId } = request;
  let answer: ApiAnswer;
  try {
    // Before the body is read: a refused call costs its head alone.
    parts.limits.check(served.limit, request);
    answer = await route.handle(request);
  } catch (error) {
    answer = toErrorAnswer(toApiError(error, route.group), requestId);
    if (answer.status === 401) parts.limits.onRefusedKey(request);
    if (answer.status >= 500) logFailure(parts.log, error, { request_id: requestId, endpoint });
  }
  if (route.credentials) answer = { ...answer, headers: await readCredentialHeaders(route, request, answer.headers) };
  const { status } = answer;
  const seconds = parts.clock() - startedAt;
  parts.metrics.onRequest(endpoint, status, seconds);
  parts.onRequest({ requestId, endpoint, status, seconds, rowsRead: answer.rowsRead });
  if (answer.stream) return sendStream(c, status, toHeaders(answer, requestId, served.headers), answer.stream);
  return toResponse(answer, requestId, served.headers);
}

function toRequest({ proxies }: AppParts, c: unknown): NodeRequest {
  return new NodeRequest(c as NodeContext, proxies);
}

function serveUnknown(parts: AppParts, c: NodeContext): Response {
  const request = new NodeRequest(c, parts.proxies);
  const paths = parts.routes.filter((route) => matches(route.path, c.req.path));
  // A parameter may be of a shape that no route takes: then it is the address that is wrong, not the method.
  const isKnown = paths.some(({ method }) => method === (c.req.method === "HEAD" ? "GET" : c.req.method));
  const isMethodWrong = paths.length > 0 && !isKnown;
  const error = isMethodWrong
    ? new ApiError("method_not_allowed", `This address answers ${paths.map((route) => route.method).join(", ")}.`)
    : new ApiError("not_found", "There is nothing at this address. The endpoints are listed in /openapi.json.");
  parts.metrics.onRequest("unknown", error.status, 0);
  parts.onRequest({ requestId: request.requestId, endpoint: "unknown", status: error.status, seconds: 0 });
  const answer = toErrorAnswer(error, request.requestId);
  const allow: Record<string, string> = isMethodWrong ? { Allow: paths.map((route) => route.method).join(", ") } : {};
  return toResponse({ ...answer, headers: { ...answer.headers, ...allow } }, request.requestId, toFixedHeaders(true));
}

function matches(pattern: string, path: string): boolean {
  const wanted = pattern.split("/");
  const given = path.split("/");
  const isMatch = (part: string, index: number): boolean =>
    part.startsWith(":") ? given[index] !== "" : part === given[index];
  return wanted.length === given.length && wanted.every(isMatch);
}

function toErrorAnswer(known: ApiError, requestId: string): ApiAnswer {
  const headers: Record<string, string> = { "Cache-Control": "no-store" };
  if (known.retryAfterSeconds !== undefined) headers["Retry-After"] = String(known.retryAfterSeconds);
  else if (known.status === 503) headers["Retry-After"] = "2";
  if (known.status === 413) headers.Connection = "close";
  return { status: known.status, headers, body: toErrorBody(known, requestId) };
}

function toApiError(error: unknown, group: Route["group"]): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof StorageUnavailableError) {
    if (group === "vault") {
      return new ApiError(
        "database_error",
        "The figures cannot be read now, or not in time. Try again, or ask for less.",
      );
    }
    return new ApiError(
      "storage_unavailable",
      "The store cannot take this now. Nothing was recorded; try again with the same key.",
    );
  }
  return new ApiError("internal_error", "Something failed on our side. The request id finds it in the server's log.");
}

function logFailure(log: Logger, failure: unknown, fields: object): void {
  const error = failure instanceof Error ? failure.stack : String(failure);
  log.error({ ...fields, error, cause: toCause(failure) }, "request failed");
}

function toCause(failure: unknown): string | undefined {
  return failure instanceof Error && failure.cause instanceof Error ? failure.cause.message : undefined;
}

function toFixedHeaders(isCrossOrigin = false): Readonly<Record<string, string>> {
  return isCrossOrigin ? { ...COMMON_HEADERS, ...CROSS_ORIGIN_HEADERS } : COMMON_HEADERS;
}

function toHeaders(
  answer: ApiAnswer,
  requestId: string,
  fixed: Readonly<Record<string, string>>,
): Record<string, string> {
  return { ...fixed, ...answer.headers, "X-Request-ID": requestId };
}

function toResponse(answer: ApiAnswer, requestId: string, fixed: Readonly<Record<string, string>>): Response {
  const { body, chunks, status } = answer;
  const headers = toHeaders(answer, requestId, fixed);
  if (chunks) return new Response(NodeReadableStream.from(chunks) as ReadableStream<Uint8Array>, { status, headers });
  // Not `c.newResponse`: it builds a `Headers` object, which costs more than the handlers.
  if (body === undefined || typeof body === "string") return new Response(body ?? null, { status, headers });
  if (body instanceof Uint8Array) return new Response(body as Uint8Array<ArrayBuffer>, { status, headers });
  headers["Content-Type"] = "application/json; charset=utf-8";
  return new Response(JSON.stringify(body), { status, headers });
}
