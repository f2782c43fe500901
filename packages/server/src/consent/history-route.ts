import { consentHistoryAnswerSchema } from "@cookiehub/schemas";
import type { Route } from "../http/route.ts";
import { authorizeUser, IDENTITY_TOKEN } from "./identity.ts";
import type { MigrateRouteParts } from "./migrate-routes.ts";
import { DEVICE, readDevice, readTenant, readUser, refusal, TENANT } from "./request.ts";

/** Makes `GET /api/v1/consent/history`. */
export function createHistoryRoute({ service, tenants, store, now }: MigrateRouteParts): Route {
  return {
    method: "GET",
    path: "/api/v1/consent/history",
    group: "consent",
    summary: "List the decisions of one device or user, newest first",
    description:
      "A device's own decisions, and its user's on it while it is linked, need its id alone; a user's, on whatever device, need a secret key with `consent:read` or an identity token.",
    parameters: [
      TENANT,
      { ...DEVICE, isRequired: false },
      {
        name: "X-User-ID",
        in: "header",
        queryTwin: "user",
        description: "The user, by the site's own id, instead of a device.",
      },
      IDENTITY_TOKEN,
    ],
    answers: {
      200: { description: "At most 100 decisions as the audit log holds them", schema: consentHistoryAnswerSchema },
      400: refusal("Tenant, device or user missing or malformed"),
      401: refusal("A user was named without a key or an identity token"),
      403: refusal("The key lacks the scope `consent:read`, or is another tenant's"),
      404: refusal("The tenant is not configured here"),
      503: refusal("The store does not answer"),
    },
    isCrossOrigin: true,
    handle: async (request) => {
      const tenant = await readTenant(request, tenants);
      const id = readUser(request);
      if (id !== undefined) {
        await authorizeUser(store, request, "consent:read", tenant, { id, token: undefined, nowMs: now() });
      }
      const filter = id === undefined ? { deviceId: readDevice(request) } : { userId: id };
      const answer = await service.history(tenant, filter);
      return { status: 200, headers: { "Cache-Control": "no-store" }, body: answer };
    },
  };
}
