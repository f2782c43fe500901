import {
  configRollbackRequestSchema,
  configVersionAnswerSchema,
  configVersionListAnswerSchema,
  tenantConfigAnswerSchema,
} from "@cookiehub/schemas";
import { authorize } from "../accounts/api-keys.ts";
import { PAGE_PARAMETERS, readPageRequest, toPage } from "../http/page.ts";
import { parseRequest } from "../http/parse.ts";
import type { Route } from "../http/route.ts";
import type { RelationalStore } from "../storage/ports.ts";
import { IF_MATCH, KEY_REFUSALS, NO_TENANT, refusal, TENANT } from "./parameters.ts";
import { toPublishedAnswer } from "./published-answer.ts";
import { type TenantService, toVersionNumber } from "./service.ts";
import { toVersionAnswer, toVersionSummary } from "./tenant.ts";

const PATH = "/api/v1/tenants/:tenant/config";

/** Makes the endpoints of published versions. */
export function createVersionRoutes(service: TenantService, store: RelationalStore): Route[] {
  return [listRoute(service, store), readRoute(service, store), rollbackRoute(service, store)];
}

function listRoute(service: TenantService, store: RelationalStore): Route {
  return {
    method: "GET",
    path: `${PATH}/versions`,
    group: "tenants",
    summary: "List the published versions, newest first",
    parameters: [TENANT, ...PAGE_PARAMETERS],
    answers: {
      200: { description: "A page of versions", schema: configVersionListAnswerSchema },
      400: refusal("The cursor or the limit is not valid"),
      ...KEY_REFUSALS,
      ...NO_TENANT,
    },
    scope: "config:write",
    handle: async (request) => {
      const tenant = await service.read(request.param("tenant"));
      await authorize(store, request, "config:write", { tenant });
      const page = readPageRequest(request);
      const rows = await service.versions(tenant.tenantId, page);
      const { items, nextCursor } = toPage(rows, page.limit, (row) => String(row.configVersion));
      const body = { versions: items.map(toVersionSummary), next_cursor: nextCursor };
      return { status: 200, headers: { "Cache-Control": "no-store" }, body };
    },
  };
}

function readRoute(service: TenantService, store: RelationalStore): Route {
  return {
    method: "GET",
    path: `${PATH}/versions/:version`,
    group: "tenants",
    summary: "Read one published version: what was live, and the layer it was made from",
    parameters: [
      TENANT,
      { name: "version", in: "path", isRequired: true, description: "Number of the version.", example: "1" },
    ],
    answers: {
      200: { description: "The version", schema: configVersionAnswerSchema },
      400: refusal("The version is not a number"),
      ...KEY_REFUSALS,
      404: refusal("The tenant is not configured here, or the version was never published"),
    },
    scope: "config:write",
    handle: async (request) => {
      const tenant = await service.read(request.param("tenant"));
      await authorize(store, request, "config:write", { tenant });
      const row = await service.version(tenant.tenantId, toVersionNumber(request.param("version")));
      return { status: 200, headers: { "Cache-Control": "no-store" }, body: toVersionAnswer(tenant, row) };
    },
  };
}

function rollbackRoute(service: TenantService, store: RelationalStore): Route {
  return {
    method: "POST",
    path: `${PATH}/rollback`,
    group: "tenants",
    summary: "Publish the layer of an earlier version again, as a new version",
    description: "Checked as any other: what is not valid any more, under today's layers and rules, is refused.",
    parameters: [TENANT, IF_MATCH],
    body: { schema: configRollbackRequestSchema, example: { version: 1 } },
    answers: {
      200: { description: "Published, or published already", schema: tenantConfigAnswerSchema },
      400: refusal("The version is not valid any more: every fault, by its path"),
      ...KEY_REFUSALS,
      404: refusal("The tenant is not configured here, or the version was never published"),
      412: refusal("Another version was published since the one in `If-Match`"),
    },
    scope: "config:write",
    handle: async (request) => {
      const tenant = await service.read(request.param("tenant"));
      const key = await authorize(store, request, "config:write", { tenant });
      const { version } = parseRequest(configRollbackRequestSchema, await request.readJson());
      const origin = { keyId: key.keyId, ifMatch: request.header("if-match") };
      return toPublishedAnswer(await service.publish(tenant.tenantId, { kind: "rollback", version }, origin));
    },
  };
}
