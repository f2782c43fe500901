import {
  callerKeySchema,
  consentCheckAnswerSchema,
  consentHistoryAnswerSchema,
  consentUpdateAnswerSchema,
  consentUpdateRequestSchema,
  deviceIdSchema,
  errorAnswerSchema,
} from "@cookiehub/schemas";
import { ApiError } from "../http/api-error.ts";
import { parseRequest } from "../http/parse.ts";
import { toAddressPrefix } from "../http/peer.ts";
import { type ApiRequest, type Route, type RouteParameter, readTwin } from "../http/route.ts";
import { LOCATION_HEADERS, readLocation } from "../regulation/location.ts";
import type { TenantDirectory } from "../tenants/directory.ts";
import { checkOrigin } from "../tenants/origin.ts";
import type { Agent } from "./agent.ts";
import type { ConsentService } from "./service.ts";

interface ConsentRouteParts {
  readonly service: ConsentService;
  readonly tenants: TenantDirectory;
  readonly readAgent: (userAgent: string | undefined) => Agent;
}

const TENANT: RouteParameter = {
  name: "X-Tenant-ID",
  in: "header",
  queryTwin: "tenant",
  isRequired: true,
  description: "Id or code of the tenant.",
  example: "demo",
};
const DEVICE: RouteParameter = {
  name: "X-Device-ID",
  in: "header",
  queryTwin: "device",
  isRequired: true,
  description: "Id of the browser: random and first-party. Who knows it may read and change this one consent.",
  example: "dev_3q2-7wAAQhK1Zb0v9Xc4Tg",
};
const COUNTRY: RouteParameter = {
  name: "X-Geo-Country",
  in: "header",
  queryTwin: "country",
  description: "Where the visitor is (`DE`, `US-CA`); believed only from trusted proxies.",
  example: "DE",
};
const refusal = (description: string) => ({ description, schema: errorAnswerSchema });

/** Makes the consent endpoints. */
export function createConsentRoutes(parts: ConsentRouteParts): Route[] {
  return [checkRoute(parts), updateRoute(parts), historyRoute(parts)];
}

function checkRoute({ service, tenants }: ConsentRouteParts): Route {
  return {
    method: "GET",
    path: "/api/v1/consent",
    group: "consent",
    summary: "Check what a visitor has agreed to",
    description:
      "Without a record, or with one that no longer holds, the regulation's defaults are answered and `show_banner` is true.",
    parameters: [TENANT, DEVICE, COUNTRY],
    answers: {
      200: { description: "What holds now", schema: consentCheckAnswerSchema },
      304: { description: "Unchanged since the `ETag` in `If-None-Match`" },
      400: refusal("Tenant or device missing or malformed"),
      404: refusal("The tenant is not configured here"),
      503: refusal("The store does not answer"),
    },
    isCrossOrigin: true,
    handle: async (request) => {
      const tenant = await tenants.get(readTwin(request, "x-tenant-id", "tenant"));
      const gpc = request.header("sec-gpc") === "1";
      const deviceId = readDevice(request);
      const { body, etag } = await service.check({ tenant, deviceId, location: readLocation(request), gpc });
      const headers = {
        ETag: etag,
        "Cache-Control": "private, max-age=60",
        Vary: `X-Tenant-ID, X-Device-ID, Sec-GPC, ${LOCATION_HEADERS}`,
      };
      if (isMatch(request.header("if-none-match"), etag)) return { status: 304, headers };
      return { status: 200, headers: { ...headers, "Content-Type": "application/json; charset=utf-8" }, body };
    },
  };
}

function updateRoute({ service, tenants, readAgent }: ConsentRouteParts): Route {
  return {
    method: "POST",
    path: "/api/v1/consent",
    group: "consent",
    summary: "Record a visitor's decision",
    description:
      "Answered when the record, its audit entry and its event are durable. The body is JSON, as `application/json` or `text/plain`.",
    parameters: [
      TENANT,
      DEVICE,
      COUNTRY,
      {
        name: "X-Idempotency-Key",
        in: "header",
        queryTwin: "idempotency_key",
        isRequired: true,
        description: "Names this decision: the same key and body again is answered as the first time.",
        example: "5b2f0c9e4d7a41f0a3c6",
      },
    ],
    body: {
      schema: consentUpdateRequestSchema,
      example: {
        categories: { essential: true, functional: false, analytics: true, marketing: false },
        policy_version: "1",
        consent_method: "preferences",
        banner_version: "1",
      },
    },
    answers: {
      201: {
        description: "Recorded; `Idempotent-Replayed: true` when it already was",
        schema: consentUpdateAnswerSchema,
      },
      400: refusal("The request is not valid; unknown categories are named"),
      403: refusal("The page is not one of the tenant's hosts"),
      404: refusal("The tenant is not configured here"),
      409: refusal("The key was used for another request"),
      413: refusal("The body is too large"),
      503: refusal("The store cannot take it now: nothing was recorded"),
    },
    isCrossOrigin: true,
    handle: async (request) => {
      const tenant = await tenants.get(readTwin(request, "x-tenant-id", "tenant"));
      checkOrigin(request.header("origin"), tenant.config);
      const deviceId = readDevice(request);
      const idempotencyKey = readIdempotencyKey(request);
      const body = parseRequest(consentUpdateRequestSchema, await request.readJson());
      const outcome = await service.update({
        tenant,
        deviceId,
        idempotencyKey,
        location: readLocation(request),
        // The header and the script's reading of the signal can differ: then it counts as on (P2).
        request: { ...body, gpc: body.gpc === true || request.header("sec-gpc") === "1" },
        agent: readAgent(body.user_agent ?? request.header("user-agent")),
        addressPrefix: toAddressPrefix(request.clientAddress),
      });
      const headers = { "Content-Type": "application/json; charset=utf-8", "Cache-Control": "no-store" };
      const replayed = outcome.isReplayed ? { "Idempotent-Replayed": "true" } : {};
      return { status: outcome.status, headers: { ...headers, ...replayed }, body: outcome.answer };
    },
  };
}

function historyRoute({ service, tenants }: ConsentRouteParts): Route {
  return {
    method: "GET",
    path: "/api/v1/consent/history",
    group: "consent",
    summary: "List the decisions of one device, newest first",
    parameters: [TENANT, DEVICE],
    answers: {
      200: { description: "At most 100 decisions as the audit log holds them", schema: consentHistoryAnswerSchema },
      400: refusal("Tenant or device missing or malformed"),
      404: refusal("The tenant is not configured here"),
    },
    isCrossOrigin: true,
    handle: async (request) => {
      const tenant = await tenants.get(readTwin(request, "x-tenant-id", "tenant"));
      const answer = await service.history(tenant, readDevice(request));
      return { status: 200, headers: { "Cache-Control": "no-store" }, body: answer };
    },
  };
}

function readDevice(request: ApiRequest): string {
  const given = readTwin(request, "x-device-id", "device");
  if (!given) throw new ApiError("missing_device", "Name the device: header X-Device-ID, or query parameter device.");
  const parsed = deviceIdSchema.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new ApiError("invalid_request", "The device id is not valid.", [
    { path: "X-Device-ID", message: "must be 8-64 letters, digits, _ or -" },
  ]);
}

function readIdempotencyKey(request: ApiRequest): string {
  const given = readTwin(request, "x-idempotency-key", "idempotency_key");
  if (!given) {
    throw new ApiError(
      "missing_idempotency_key",
      "Name this decision: header X-Idempotency-Key, or query parameter idempotency_key.",
    );
  }
  const parsed = callerKeySchema.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new ApiError("invalid_request", "The idempotency key is not valid.", [
    { path: "X-Idempotency-Key", message: "must be 8-64 letters, digits, _ or -" },
  ]);
}

function isMatch(header: string | undefined, etag: string): boolean {
  if (!header) return false;
  return header === "*" || header.split(",").some((candidate) => candidate.trim().replace(/^W\//, "") === etag);
}
