import { consentCheckAnswerSchema } from "@cookiehub/schemas";
import { isNoneMatch } from "../http/etag.ts";
import type { Route } from "../http/route.ts";
import { createCredentialRule, readCookieHeaders } from "./cookie-headers.ts";
import { COUNTRY, type ConsentRouteParts, DEVICE, readDevice, readTenant, refusal, TENANT } from "./request.ts";

/** Makes `GET /api/v1/consent`. */
export function createCheckRoute({ service, tenants, locations }: ConsentRouteParts): Route {
  return {
    method: "GET",
    path: "/api/v1/consent",
    group: "consent",
    summary: "Check what a visitor has agreed to",
    description:
      "Without a record, or with one that no longer holds, the regulation's defaults are answered and `show_banner` is true. A device that is linked to a user reads the user's consent. Where the tenant maps a host to the server (`sharing.server_host`), its own pages get the choice as `Set-Cookie` too.",
    parameters: [TENANT, DEVICE, COUNTRY],
    answers: {
      200: { description: "What holds now", schema: consentCheckAnswerSchema },
      304: { description: "Unchanged since the `ETag` in `If-None-Match`" },
      400: refusal("Tenant or device missing or malformed"),
      404: refusal("The tenant is not configured here"),
      503: refusal("The store does not answer"),
    },
    isCrossOrigin: true,
    credentials: createCredentialRule(tenants),
    handle: async (request) => {
      const tenant = await readTenant(request, tenants);
      const gpc = request.header("sec-gpc") === "1";
      const deviceId = readDevice(request);
      const { body, etag } = await service.check({ tenant, deviceId, location: locations.read(request), gpc });
      const headers = {
        ETag: etag,
        "Cache-Control": "private, max-age=60",
        ...(await readCookieHeaders(request, service, { tenant, deviceId, isDecision: false })),
        Vary: ["X-Tenant-ID, X-Device-ID, Sec-GPC", locations.vary].filter(Boolean).join(", "),
      };
      if (isNoneMatch(request.header("if-none-match"), etag)) return { status: 304, headers };
      return { status: 200, headers: { ...headers, "Content-Type": "application/json; charset=utf-8" }, body };
    },
  };
}
