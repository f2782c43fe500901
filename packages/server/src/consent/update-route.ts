import { consentUpdateAnswerSchema, consentUpdateRequestSchema } from "@cookiehub/schemas";
import { parseRequest } from "../http/parse.ts";
import type { Route } from "../http/route.ts";
import { createCredentialRule, readCookieHeaders } from "./cookie-headers.ts";
import {
  COUNTRY,
  type ConsentRouteParts,
  DEVICE,
  IDEMPOTENCY_KEY,
  readCaller,
  readIdempotencyKey,
  refusal,
  TENANT,
} from "./request.ts";

/** Makes `POST /api/v1/consent`. */
export function createUpdateRoute(parts: ConsentRouteParts): Route {
  return {
    method: "POST",
    path: "/api/v1/consent",
    group: "consent",
    summary: "Record a visitor's decision",
    description:
      "Answered when the record, its audit entry and its event are durable. The body is JSON, as `application/json` or `text/plain`. Where the tenant maps a host to the server (`sharing.server_host`), its own pages get the choice as `Set-Cookie` too.",
    parameters: [TENANT, DEVICE, COUNTRY, IDEMPOTENCY_KEY],
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
    credentials: createCredentialRule(parts.tenants),
    handle: async (request) => {
      const caller = await readCaller(request, parts);
      const idempotencyKey = readIdempotencyKey(request);
      const body = parseRequest(consentUpdateRequestSchema, await request.readJson());
      const outcome = await parts.service.update({
        ...caller,
        idempotencyKey,
        // The header and the script's reading of the signal can differ: then it counts as on (P2).
        request: { ...body, gpc: body.gpc === true || request.header("sec-gpc") === "1" },
        agent: body.user_agent === undefined ? caller.agent : parts.readAgent(body.user_agent),
      });
      const headers = { "Content-Type": "application/json; charset=utf-8", "Cache-Control": "no-store" };
      const replayed = outcome.committed === null ? { "Idempotent-Replayed": "true" } : {};
      const cookie = await readCookieHeaders(request, parts.service, { ...caller, isDecision: true });
      return { status: outcome.status, headers: { ...headers, ...replayed, ...cookie }, body: outcome.answer };
    },
  };
}
