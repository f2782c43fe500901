import { consentMigrateAnswerSchema, consentMigrateRequestSchema, consentUnlinkAnswerSchema } from "@cookiehub/schemas";
import { toAddressPrefix } from "../http/address.ts";
import { parseRequest } from "../http/parse.ts";
import type { Route } from "../http/route.ts";
import type { RelationalStore } from "../storage/ports.ts";
import { authorizeUser, IDENTITY_TOKEN } from "./identity.ts";
import { COUNTRY, type ConsentRouteParts, DEVICE, readCaller, readTenant, refusal, TENANT } from "./request.ts";

export interface MigrateRouteParts extends ConsentRouteParts {
  readonly store: RelationalStore;
  readonly now: () => number;
}

/** Makes `POST /api/v1/consent/migrate` and `DELETE /api/v1/consent/link`. */
export function createMigrateRoutes(parts: MigrateRouteParts): Route[] {
  return [migrateRoute(parts), unlinkRoute(parts)];
}

function migrateRoute({ service, tenants, readAgent, locations, store, now }: MigrateRouteParts): Route {
  return {
    method: "POST",
    path: "/api/v1/consent/migrate",
    group: "consent",
    summary: "Bring a device's consent into a user's, after a login",
    description:
      "From then on the device reads and changes the user's consent. Needs a secret key with `consent:write`, or an identity token. With `prompt_user` nothing is merged where the two differ: a second call with `resolutions` settles it.",
    parameters: [TENANT, COUNTRY, IDENTITY_TOKEN],
    body: {
      schema: consentMigrateRequestSchema,
      example: {
        device_id: "dev_3q2-7wAAQhK1Zb0v9Xc4Tg",
        user_id: "customer-4711",
        migration_strategy: "device_wins_recent",
      },
    },
    answers: {
      200: { description: "What was merged, and how conflicts were settled", schema: consentMigrateAnswerSchema },
      400: refusal("The request is not valid"),
      401: refusal("No key and no identity token, or wrong ones"),
      403: refusal("The key lacks the scope `consent:write`, or is another tenant's"),
      404: refusal("The tenant is not configured here"),
      413: refusal("The body is too large"),
      503: refusal("The store cannot take it now: nothing was changed"),
    },
    scope: "consent:write",
    isCrossOrigin: true,
    handle: async (request) => {
      const tenant = await readTenant(request, tenants);
      const body = parseRequest(consentMigrateRequestSchema, await request.readJson());
      const user = { id: body.user_id, token: body.identity_token, nowMs: now() };
      await authorizeUser(store, request, "consent:write", tenant, user);
      const answer = await service.migrate({
        tenant,
        deviceId: body.device_id,
        userId: body.user_id,
        strategy: body.migration_strategy ?? "device_wins_recent",
        resolutions: body.resolutions ?? {},
        location: locations.read(request),
        agent: readAgent(request.header("user-agent")),
        addressPrefix: toAddressPrefix(request.clientAddress),
      });
      return { status: 200, headers: { "Cache-Control": "no-store" }, body: answer };
    },
  };
}

function unlinkRoute(parts: MigrateRouteParts): Route {
  return {
    method: "DELETE",
    path: "/api/v1/consent/link",
    group: "consent",
    summary: "End a device's link to its user, after a logout",
    description: "The device reads its own consent again; the user's stays. The next login migrates again.",
    parameters: [TENANT, DEVICE],
    answers: {
      200: { description: "Whether there was a link", schema: consentUnlinkAnswerSchema },
      400: refusal("Tenant or device missing or malformed"),
      403: refusal("The page is not one of the tenant's hosts"),
      404: refusal("The tenant is not configured here"),
      503: refusal("The store cannot take it now: nothing was changed"),
    },
    isCrossOrigin: true,
    handle: async (request) => {
      const answer = await parts.service.unlink(await readCaller(request, parts));
      return { status: 200, headers: { "Cache-Control": "no-store" }, body: answer };
    },
  };
}
