import {
  hostConfigAnswerSchema,
  hostSchema,
  tenantConfigAnswerSchema,
  tenantLayerPatchSchema,
  tenantLayerSchema,
} from "@cookiehub/schemas";
import { z } from "zod";
import { authorize } from "../accounts/api-keys.ts";
import { isNoneMatch } from "../http/etag.ts";
import { parseRequest } from "../http/parse.ts";
import type { ApiAnswer, ApiRequest, Route } from "../http/route.ts";
import type { RelationalStore } from "../storage/ports.ts";
import { IF_MATCH, KEY_REFUSALS, NO_TENANT, refusal, TENANT } from "./parameters.ts";
import { toConfigEtag } from "./precondition.ts";
import type { LayerChange } from "./publish.ts";
import { toPublishedAnswer } from "./published-answer.ts";
import type { TenantService } from "./service.ts";
import { toConfigAnswer, toHostAnswer } from "./tenant.ts";
import { createTenantListRoutes } from "./tenant-routes.ts";
import { createVersionRoutes } from "./version-routes.ts";

const PATH = "/api/v1/tenants/:tenant/config";
const domainSchema = z.object({ domain: hostSchema.optional() });

const PUBLISHING_ANSWERS = {
  200: { description: "Published; the same content again keeps its version", schema: tenantConfigAnswerSchema },
  400: refusal("Every fault, by its path; nothing went live"),
  ...KEY_REFUSALS,
  ...NO_TENANT,
  412: refusal("Another version was published since the one in `If-Match`"),
} as const;

/** Makes the endpoints of tenants and their configurations. */
export function createTenantRoutes(service: TenantService, store: RelationalStore): Route[] {
  return [
    ...createTenantListRoutes(service, store),
    readRoute(service),
    putRoute(service, store),
    patchRoute(service, store),
    hostRoute(service),
    ...createVersionRoutes(service, store),
  ];
}

// Reading is public: every visitor's browser holds the same text.
function readRoute(service: TenantService): Route {
  return {
    method: "GET",
    path: PATH,
    group: "tenants",
    summary: "Read a tenant's published configuration, and the layer it was made from",
    parameters: [TENANT],
    answers: {
      200: { description: "The configuration, its version and its content hash", schema: tenantConfigAnswerSchema },
      304: { description: "Unchanged since the `ETag` in `If-None-Match`" },
      ...NO_TENANT,
    },
    isCrossOrigin: true,
    handle: async (request) => {
      const row = await service.read(request.param("tenant"));
      return toCacheable(request, toConfigEtag(row), toConfigAnswer(row));
    },
  };
}

function putRoute(service: TenantService, store: RelationalStore): Route {
  return {
    method: "PUT",
    path: PATH,
    group: "tenants",
    summary: "Replace what a tenant says of its configuration, and publish it",
    description:
      "The body is the tenant's whole layer: what is left out takes the organization's layer, then the default. Checked as a whole, also as each domain and variant sees it: one fault, and nothing goes live.",
    parameters: [TENANT, IF_MATCH],
    body: {
      schema: tenantLayerSchema,
      example: { domain: "shop.example", policy_version: "2", banner: { layout: "box" } },
    },
    answers: PUBLISHING_ANSWERS,
    scope: "config:write",
    handle: (request) =>
      publish(service, store, request, async () => ({ kind: "put", layer: await request.readJson() })),
  };
}

function patchRoute(service: TenantService, store: RelationalStore): Route {
  return {
    method: "PATCH",
    path: PATH,
    group: "tenants",
    summary: "Change a part of what a tenant says, and publish it",
    description:
      "A JSON Merge Patch (RFC 7396) of the tenant's layer: objects are merged, arrays replace, `null` removes a member, so that the layer below shows again.",
    parameters: [TENANT, IF_MATCH],
    body: { schema: tenantLayerPatchSchema, example: { banner: { theme: "dark" }, privacy_policy_url: null } },
    answers: PUBLISHING_ANSWERS,
    scope: "config:write",
    handle: (request) =>
      publish(service, store, request, async () => ({ kind: "patch", patch: await request.readJson() })),
  };
}

function hostRoute(service: TenantService): Route {
  return {
    method: "GET",
    path: `${PATH}/resolved`,
    group: "tenants",
    summary: "Read the configuration as the pages of one host get it",
    parameters: [
      TENANT,
      {
        name: "domain",
        in: "query",
        description: "One of the tenant's hosts, or a host below one; the tenant's domain when left out.",
        example: "shop.example",
      },
    ],
    answers: {
      200: { description: "The override of that host merged in", schema: hostConfigAnswerSchema },
      304: { description: "Unchanged since the `ETag` in `If-None-Match`" },
      400: refusal("The domain is not one of the tenant's"),
      ...NO_TENANT,
    },
    isCrossOrigin: true,
    handle: async (request) => {
      const { domain } = parseRequest(domainSchema, { domain: request.query("domain") });
      const row = await service.read(request.param("tenant"));
      return toCacheable(request, toConfigEtag(row), toHostAnswer(row, domain));
    },
  };
}

async function publish(
  service: TenantService,
  store: RelationalStore,
  request: ApiRequest,
  readChange: () => Promise<LayerChange>,
): Promise<ApiAnswer> {
  const reference = request.param("tenant");
  const key = await authorize(store, request, "config:write", { tenant: await service.read(reference) });
  const origin = { keyId: key.keyId, ifMatch: request.header("if-match") };
  return toPublishedAnswer(await service.publish(reference, await readChange(), origin));
}

function toCacheable(request: ApiRequest, etag: string, body: object): ApiAnswer {
  const headers = { ETag: etag, "Cache-Control": "public, max-age=60" };
  return isNoneMatch(request.header("if-none-match"), etag) ? { status: 304, headers } : { status: 200, headers, body };
}
