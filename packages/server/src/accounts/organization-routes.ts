import { organizationAnswerSchema, organizationRequestSchema, tenantIdSchema } from "@cookiehub/schemas";
import { parseRequest } from "../http/parse.ts";
import type { ApiAnswer, Route, RouteParameter } from "../http/route.ts";
import type { RelationalStore } from "../storage/ports.ts";
import { KEY_REFUSALS, refusal } from "../tenants/parameters.ts";
import { authenticate, authorize, checkTarget } from "./api-keys.ts";
import type { OrganizationService } from "./organization-service.ts";

const PATH = "/api/v1/organizations/:organization";
const ORGANIZATION: RouteParameter = {
  name: "organization",
  in: "path",
  isRequired: true,
  description: "Id of the organization: 1-50 letters, digits, _ or -.",
  example: "agency",
};

/** Makes the endpoints of organizations. */
export function createOrganizationRoutes(service: OrganizationService, store: RelationalStore): Route[] {
  return [readRoute(service, store), putRoute(service, store)];
}

function readRoute(service: OrganizationService, store: RelationalStore): Route {
  return {
    method: "GET",
    path: PATH,
    group: "accounts",
    summary: "Read an organization and the layer below its tenants'",
    parameters: [ORGANIZATION],
    answers: {
      200: { description: "The organization", schema: organizationAnswerSchema },
      ...KEY_REFUSALS,
      404: refusal("There is no such organization"),
    },
    scope: "admin",
    handle: async (request) => {
      const organizationId = request.param("organization");
      await authorize(store, request, "admin", { organizationId });
      return toAnswer(await service.read(organizationId));
    },
  };
}

function putRoute(service: OrganizationService, store: RelationalStore): Route {
  return {
    method: "PUT",
    path: PATH,
    group: "accounts",
    summary: "Create an organization, or change its name and layer",
    description:
      "The layer lies below that of each of its tenants. It is checked with every tenant before anything goes live, and has reached all of them when this answers. Left out, `config` is an empty layer. Creating one needs a key that is bound to nothing.",
    parameters: [ORGANIZATION],
    body: {
      schema: organizationRequestSchema,
      example: { name: "An agency", config: { banner: { theme: "dark" }, languages: ["en", "fr"] } },
    },
    answers: {
      200: { description: "Live on every tenant", schema: organizationAnswerSchema },
      400: refusal("Every fault, as `{tenant}.{path}` where it is a tenant's; nothing went live"),
      ...KEY_REFUSALS,
      409: refusal("Another change of this organization is under way"),
    },
    scope: "admin",
    handle: async (request) => {
      const key = await authenticate(store, request, "admin");
      const organizationId = request.param("organization");
      // A key of an organization can only have been made for one that exists.
      checkTarget(key, { organizationId });
      parseRequest(tenantIdSchema, organizationId);
      const body = parseRequest(organizationRequestSchema, await request.readJson());
      return toAnswer(await service.put(organizationId, body, key.keyId));
    },
  };
}

function toAnswer(body: object): ApiAnswer {
  return { status: 200, headers: { "Cache-Control": "no-store" }, body };
}
