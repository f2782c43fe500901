import { errorAnswerSchema, tenantConfigAnswerSchema, tenantConfigSchema } from "@cookiehub/schemas";
import { authorize } from "../accounts/api-keys.ts";
import type { Route, RouteParameter } from "../http/route.ts";
import type { RelationalStore } from "../storage/ports.ts";
import type { TenantDirectory } from "./directory.ts";
import type { TenantService } from "./service.ts";

const PATH = "/api/v1/tenants/:tenant/config";
const TENANT: RouteParameter = {
  name: "tenant",
  in: "path",
  isRequired: true,
  description: "Id or code of the tenant.",
  example: "demo",
};

/** Makes the configuration endpoints. Reading is public: every visitor's browser holds the same text. */
export function createTenantRoutes(service: TenantService, store: RelationalStore, tenants: TenantDirectory): Route[] {
  return [
    {
      method: "GET",
      path: PATH,
      group: "tenants",
      summary: "Read a tenant's published configuration",
      parameters: [TENANT],
      answers: {
        200: { description: "The configuration, its version and its content hash", schema: tenantConfigAnswerSchema },
        304: { description: "Unchanged since the `ETag` in `If-None-Match`" },
        404: { description: "The tenant is not configured here", schema: errorAnswerSchema },
      },
      isCrossOrigin: true,
      handle: async (request) => {
        const answer = await service.readConfig(request.param("tenant"));
        const headers = { ETag: `"${answer.config_hash}"`, "Cache-Control": "public, max-age=60" };
        if (request.header("if-none-match") === headers.ETag) return { status: 304, headers };
        return { status: 200, headers, body: answer };
      },
    },
    {
      method: "PUT",
      path: PATH,
      group: "tenants",
      summary: "Publish a tenant's configuration",
      description: "Checked as a whole: one fault, and nothing goes live. What is left out takes its default.",
      parameters: [TENANT],
      body: {
        schema: tenantConfigSchema,
        example: { domain: "shop.example", policy_version: "2", banner: { layout: "box" } },
      },
      answers: {
        200: { description: "Published; the same content again keeps its version", schema: tenantConfigAnswerSchema },
        400: { description: "Every fault, by its path", schema: errorAnswerSchema },
        401: { description: "No key, or an unknown one", schema: errorAnswerSchema },
        403: { description: "The key lacks the scope `config:write`", schema: errorAnswerSchema },
        404: { description: "The tenant is not configured here", schema: errorAnswerSchema },
      },
      scope: "config:write",
      handle: async (request) => {
        await authorize(store, request, "config:write", { tenant: await tenants.get(request.param("tenant")) });
        const answer = await service.publishConfig(request.param("tenant"), await request.readJson());
        return { status: 200, headers: { "Cache-Control": "no-store" }, body: answer };
      },
    },
  ];
}
