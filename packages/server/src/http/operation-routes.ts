import { z } from "zod";
import { toDocsPage } from "./docs-page.ts";
import type { Logger } from "./log.ts";
import type { Metrics } from "./metrics.ts";
import { toOpenApi } from "./openapi.ts";
import type { Route } from "./route.ts";

export interface OperationParts {
  readonly metrics: Metrics;
  readonly log: Logger;
  /** Name -> a check that resolves while the part works. */
  readonly checks: Readonly<Record<string, () => Promise<void>>>;
  /** Checks whose failure leaves what is recorded readable: traffic may come all the same. */
  readonly dispensable: readonly string[];
  readonly isDraining: () => boolean;
  readonly version: string;
}

const TIMEOUT_MS = 2000;
const readySchema = z.object({
  status: z.enum(["ready", "degraded", "draining", "unavailable"]),
  checks: z.record(z.string(), z.enum(["ok", "failed"])),
});
const NO_STORE = { "Cache-Control": "no-store" };
// The page has one style element and no script.
const DOCS_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Makes the endpoints for those who run the server; the description lists them after those that are `described`. */
export function createOperationRoutes(parts: OperationParts, described: readonly Route[]): Route[] {
  // The description lists itself, so it is made once the list is whole.
  const texts: { openApi: object; page: string } = { openApi: {}, page: "" };
  const own = [healthRoute(), readyRoute(parts), metricsRoute(parts.metrics), openApiRoute(texts), docsRoute(texts)];
  const openApi = toOpenApi([...described, ...own], parts.version);
  texts.openApi = openApi;
  texts.page = toDocsPage(openApi);
  return own;
}

function openApiRoute(texts: { readonly openApi: object }): Route {
  return {
    method: "GET",
    path: "/openapi.json",
    group: "operation",
    summary: "Read this API's description (OpenAPI 3.1)",
    answers: {
      200: {
        description: "The description",
        schema: z.looseObject({ openapi: z.literal("3.1.0"), paths: z.record(z.string(), z.unknown()) }),
      },
    },
    isCrossOrigin: true,
    handle: () => ({ status: 200, headers: { "Cache-Control": "public, max-age=300" }, body: texts.openApi }),
  };
}

function docsRoute(texts: { readonly page: string }): Route {
  return {
    method: "GET",
    path: "/docs",
    group: "operation",
    summary: "Read this API's description as a page",
    answers: { 200: { description: "A page without scripts or outside files", mediaType: "text/html" } },
    handle: () => ({
      status: 200,
      headers: {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Security-Policy": DOCS_POLICY,
        "Cache-Control": "public, max-age=300",
      },
      body: texts.page,
    }),
  };
}

function healthRoute(): Route {
  return {
    method: "GET",
    path: "/health",
    group: "operation",
    summary: "Say that the process lives",
    answers: { 200: { description: "It answers", schema: z.object({ status: z.literal("ok") }) } },
    handle: () => ({ status: 200, headers: NO_STORE, body: { status: "ok" } }),
  };
}

function readyRoute(parts: OperationParts): Route {
  return {
    method: "GET",
    path: "/ready",
    group: "operation",
    summary: "Say whether traffic may come: every store that answers need is there, and no shutdown is under way",
    answers: {
      200: {
        description:
          "Ready; `degraded` when what failed keeps no visitor from an answer: `cache`, `audit_log`, `disk` (as good as full: what is recorded is served on, new decisions may be refused with 503), `tcf_list` (no vendor list, or one past its time), `cdn_logs` (a log file was given up, or a day of a log is about to be lost), `consent_objects` (an object of consent events was given up), and `objects`, `queue`, `analytics` where they are services that processes share",
        schema: readySchema,
      },
      503: { description: "Not ready; `checks` says what", schema: readySchema },
    },
    handle: async () => {
      const results = await Promise.all(
        Object.entries(parts.checks).map(
          async ([name, check]) => [name, await runCheck(parts.log, name, check)] as const,
        ),
      );
      const failed = results.filter(([, state]) => state === "failed").map(([name]) => name);
      const status = toReadiness(parts.isDraining(), failed, parts.dispensable);
      const isReady = status === "ready" || status === "degraded";
      return { status: isReady ? 200 : 503, headers: NO_STORE, body: { status, checks: Object.fromEntries(results) } };
    },
  };
}

function toReadiness(
  isDraining: boolean,
  failed: readonly string[],
  dispensable: readonly string[],
): "ready" | "degraded" | "unavailable" | "draining" {
  if (isDraining) return "draining";
  if (failed.length === 0) return "ready";
  return failed.every((name) => dispensable.includes(name)) ? "degraded" : "unavailable";
}

async function runCheck(log: Logger, name: string, check: () => Promise<void>): Promise<"ok" | "failed"> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`No answer within ${TIMEOUT_MS} ms.`)), TIMEOUT_MS);
  });
  try {
    await Promise.race([check(), late]);
    return "ok";
  } catch (error) {
    log.warn({ check: name, error: error instanceof Error ? error.message : String(error) }, "readiness check failed");
    return "failed";
  } finally {
    clearTimeout(timer);
  }
}

function metricsRoute(metrics: Metrics): Route {
  return {
    method: "GET",
    path: "/metrics",
    group: "operation",
    summary: "Read the process's figures (Prometheus text format)",
    answers: { 200: { description: "The figures; no label names a tenant or a visitor", mediaType: "text/plain" } },
    handle: async () => {
      const { contentType, text } = await metrics.render();
      return { status: 200, headers: { "Content-Type": contentType, ...NO_STORE }, body: text };
    },
  };
}
