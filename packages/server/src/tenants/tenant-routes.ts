import { tenantConfigAnswerSchema, tenantCreateRequestSchema, tenantListAnswerSchema } from "@cookiehub/schemas";
import { authenticate, checkTarget } from "../accounts/api-keys.ts";
import { PAGE_PARAMETERS, readPageRequest, toPage } from "../http/page.ts";
import { parseRequest } from "../http/parse.ts";
import type { Route } from "../http/route.ts";
import type { ApiKeyRow, RelationalStore } from "../storage/ports.ts";
import { KEY_REFUSALS, refusal } from "./parameters.ts";
import { toPublishedAnswer } from "./published-answer.ts";
import type { TenantBound, TenantService } from "./service.ts";
import { toSummary } from "./tenant.ts";

const PATH = "/api/v1/tenants";

/** Makes the endpoints that create and list tenants. */
export function createTenantListRoutes(service: TenantService, store: RelationalStore): Route[] {
  return [createRoute(service, store), listRoute(service, store)];
}

function createRoute(service: TenantService, store: RelationalStore): Route {
  return {
    method: "POST",
    path: PATH,
    group: "tenants",
    summary: "Create a tenant and publish its first configuration",
    description:
      "Id and code are made where they are left out. A key of an organization makes tenants of that organization.",
    body: {
      schema: tenantCreateRequestSchema,
      example: { tenant_id: "blog", config: { domain: "blog.example", banner: { theme: "dark" } } },
    },
    answers: {
      201: { description: "Created, and live", schema: tenantConfigAnswerSchema },
      400: refusal("Every fault, by its path; nothing was created"),
      ...KEY_REFUSALS,
      404: refusal("There is no such organization"),
      409: refusal("The id or the code names another tenant"),
    },
    scope: "config:write",
    handle: async (request) => {
      const key = await authenticate(store, request, "config:write");
      const body = parseRequest(tenantCreateRequestSchema, await request.readJson());
      const organizationId = body.organization_id ?? key.organizationId;
      checkTarget(key, organizationId === null ? "server" : { organizationId });
      const command = { tenantId: body.tenant_id, code: body.code, organizationId, layer: body.config };
      return toPublishedAnswer(await service.create(command, { keyId: key.keyId }), 201);
    },
  };
}

function listRoute(service: TenantService, store: RelationalStore): Route {
  return {
    method: "GET",
    path: PATH,
    group: "tenants",
    summary: "List the tenants that a key is good for, by id",
    parameters: PAGE_PARAMETERS,
    answers: {
      200: { description: "A page of tenants", schema: tenantListAnswerSchema },
      400: refusal("The cursor or the limit is not valid"),
      ...KEY_REFUSALS,
    },
    scope: "config:write",
    handle: async (request) => {
      const key = await authenticate(store, request, "config:write");
      const page = readPageRequest(request);
      const rows = await service.list(toBound(key), page);
      const { items, nextCursor } = toPage(rows, page.limit, (row) => row.tenantId);
      const body = { tenants: items.map(toSummary), next_cursor: nextCursor };
      return { status: 200, headers: { "Cache-Control": "no-store" }, body };
    },
  };
}

/** What a key is good for, as a list takes it. */
function toBound({ tenantId, organizationId }: ApiKeyRow): TenantBound {
  if (tenantId !== null) return { tenantId };
  return organizationId === null ? "server" : { organizationId };
}
