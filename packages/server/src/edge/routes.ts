import { errorAnswerSchema, eventsAnswerSchema, eventsRequestSchema, findDomainOverride } from "@cookiehub/schemas";
import { toCacheTag } from "../cdn/purge.ts";
import type { Agent } from "../consent/agent.ts";
import { ApiError } from "../http/api-error.ts";
import { isNoneMatch } from "../http/etag.ts";
import { parseRequest } from "../http/parse.ts";
import type { RequestLimits } from "../http/request-limits.ts";
import type { ApiAnswer, ApiRequest, Route } from "../http/route.ts";
import type { LocationReader } from "../regulation/location.ts";
import type { ResolveTcf } from "../tcf/resolved-tcf.ts";
import type { TenantDirectory } from "../tenants/directory.ts";
import type { Collector } from "./collect.ts";
import {
  createTextCache,
  type EncodedText,
  toEncodedText,
  toEncoding,
  toResolvedConfig,
  toTenantScript,
} from "./script.ts";
import type { WidgetFiles } from "./widget-files.ts";

interface EdgeRouteParts {
  readonly tenants: TenantDirectory;
  readonly widget: WidgetFiles;
  readonly collect: Collector;
  readonly readAgent: (userAgent: string | undefined) => Agent;
  readonly locations: LocationReader;
  readonly limits: Pick<RequestLimits, "checkTenant">;
  readonly resolveTcf: ResolveTcf;
}

// A minute fresh; after that browsers and CDNs may serve the old text at once while they fetch the new one, and keep it
// for a day when we are gone: the page never waits for us.
const FRESH = "max-age=60, stale-while-revalidate=86400, stale-if-error=86400";
const TENANT_CACHE = `public, ${FRESH}`;
// Made for the visitor's address: another visitor of a shared cache may be under another law.
const TENANT_CACHE_PRIVATE = `private, ${FRESH}`;
/** Files of `/w/` whose names stay: pages name them. */
const STABLE_FILES: readonly string[] = ["stub.js", "stub-iab.js", "cookiehub.js"];
const FOREVER = "public, max-age=31536000, immutable";
const SCRIPT_TYPE = "text/javascript; charset=utf-8";

/** Makes what browsers load and report to. */
export function createEdgeRoutes(parts: EdgeRouteParts): Route[] {
  return [tenantFileRoute(parts), widgetFileRoute(parts), eventsRoute(parts)];
}

function tenantFileRoute({ tenants, widget, locations, resolveTcf }: EdgeRouteParts): Route {
  const readText = createTextCache();
  return {
    method: "GET",
    path: "/c/:file",
    group: "edge",
    summary: "Load the banner of one tenant: `{code}.js`, or its configuration alone: `{code}.json`",
    // Made for CDNs, whose few addresses stand for everybody, and answered from memory.
    limit: "none",
    description:
      "Varies by the visitor's regulation only, and with `gpp` by the state that has a section: a CDN can keep it where it says the visitor's place in a header, and has that header in the cache's key. Where the place was looked up by address the answer is private.",
    parameters: [
      {
        name: "file",
        in: "path",
        isRequired: true,
        description: "`{code}.js` or `{code}.json`; the tenant's id does as well.",
        example: "demo0001.js",
      },
      {
        name: "domain",
        in: "query",
        description: "Host of the page, where the tenant configures its domains apart.",
        example: "shop.example",
      },
    ],
    answers: {
      200: { description: "A classic script (`.js`), or JSON (`.json`)", mediaType: "text/javascript" },
      304: { description: "Unchanged since the `ETag` in `If-None-Match`" },
      404: { description: "The tenant is not configured here", schema: errorAnswerSchema },
    },
    isCrossOrigin: true,
    handle: async (request) => {
      const [, reference, extension] = /^([A-Za-z0-9_-]{1,50})\.(js|json)$/.exec(request.param("file")) ?? [];
      if (!reference) throw new ApiError("not_found", "Ask for {code}.js or {code}.json.");
      const tenant = await tenants.get(reference);
      // Only hosts that the tenant configures apart make a text of their own; a page never breaks on any other.
      const host = findDomainOverride(tenant.config, request.query("domain") ?? "");
      const location = locations.locate(request);
      const resolved = toResolvedConfig(tenant, location.place, host, resolveTcf);
      const { id, confidence, consent_days, refusal_days, location: named } = resolved.regulation;
      const { tenantId, code, configVersion, configHash } = tenant;
      const key = [
        ...[tenantId, configVersion, configHash, id, confidence, consent_days, refusal_days],
        // A new vendor list is another text of the same configuration.
        ...[named ?? "", host ?? "", resolved.tcf?.list_path ?? "", extension],
      ].join(" ");
      const make = (): string => (extension === "js" ? toTenantScript(widget, resolved) : JSON.stringify(resolved));
      return toFileAnswer(request, await readText(key, make), {
        "Content-Type": extension === "js" ? SCRIPT_TYPE : "application/json; charset=utf-8",
        "Cache-Control": locations.isShareable(location) ? TENANT_CACHE : TENANT_CACHE_PRIVATE,
        "Cache-Tag": toCacheTag(code),
        "CDN-Tag": toCacheTag(code),
        Vary: ["Accept-Encoding", locations.vary].filter(Boolean).join(", "),
      });
    },
  };
}

function widgetFileRoute({ widget }: EdgeRouteParts): Route {
  const encoded = new Map<string, Promise<EncodedText>>();
  return {
    method: "GET",
    path: "/w/:file",
    group: "edge",
    summary:
      "Load a part of the widget: the static script `cookiehub.js`, or a file whose name changes with its content",
    limit: "none",
    parameters: [
      {
        name: "file",
        in: "path",
        isRequired: true,
        description: "File name as the core asks for it.",
        example: "cookiehub.js",
      },
    ],
    answers: {
      200: { description: "A script", mediaType: "text/javascript" },
      304: { description: "Unchanged since the `ETag` in `If-None-Match`" },
      404: { description: "No such file", schema: errorAnswerSchema },
    },
    isCrossOrigin: true,
    handle: async (request) => {
      const name = request.param("file");
      const text = widget.files.get(name);
      if (!text) throw new ApiError("not_found", "This version has no such widget file.");
      const known = encoded.get(name) ?? toEncodedText(text);
      encoded.set(name, known);
      const cache = STABLE_FILES.includes(name) ? TENANT_CACHE : FOREVER;
      return toFileAnswer(request, await known, {
        "Content-Type": SCRIPT_TYPE,
        "Cache-Control": cache,
        Vary: "Accept-Encoding",
      });
    },
  };
}

function eventsRoute({ collect, readAgent, limits, locations }: EdgeRouteParts): Route {
  return {
    method: "POST",
    path: "/v3/events",
    group: "edge",
    summary: "Report what the banner did: one event, or up to 50",
    limit: "event",
    description:
      "JSON as `application/json` or `text/plain` (a beacon). Taken as a whole or not at all; the same `event_id` is counted once.",
    body: {
      schema: eventsRequestSchema,
      example: {
        event_type: "impression",
        event_id: "evt_3q2-7wAAQhK1",
        user_token: "dev_3q2-7wAAQhK1Zb0v9Xc4Tg",
        code: "demo0001",
      },
    },
    answers: {
      202: { description: "Durable, and counted soon", schema: eventsAnswerSchema },
      400: { description: "The events are not valid", schema: errorAnswerSchema },
      403: { description: "The page is not one of the tenant's hosts", schema: errorAnswerSchema },
      404: { description: "The tenant is not configured here", schema: errorAnswerSchema },
      503: { description: "The queue cannot take it now", schema: errorAnswerSchema },
    },
    isCrossOrigin: true,
    handle: async (request) => {
      const events = parseRequest(eventsRequestSchema, await request.readJson());
      const accepted = await collect({
        events,
        origin: request.header("origin"),
        location: locations.read(request),
        agent: readAgent(request.header("user-agent")),
        admit: (tenantId) => limits.checkTenant("event", tenantId, request),
      });
      return { status: 202, headers: { "Cache-Control": "no-store" }, body: { accepted } };
    },
  };
}

/** Sends a text in the encoding that its asker takes, or 304 where it is at hand there already. */
export function toFileAnswer(request: ApiRequest, text: EncodedText, headers: Record<string, string>): ApiAnswer {
  const encoding = toEncoding(request.header("accept-encoding"));
  const etag = `"${text.etag}-${encoding}"`;
  const all: Record<string, string> = { ...headers, ETag: etag };
  if (isNoneMatch(request.header("if-none-match"), etag)) return { status: 304, headers: all };
  if (encoding !== "identity") all["Content-Encoding"] = encoding;
  return { status: 200, headers: all, body: text.bodies[encoding] };
}
