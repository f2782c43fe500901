import {
  apiKeyCreatedAnswerSchema,
  apiKeyListAnswerSchema,
  apiKeyRequestSchema,
  apiKeySummarySchema,
} from "@cookiehub/schemas";
import { PAGE_PARAMETERS, readPageRequest, toPage } from "../http/page.ts";
import { parseRequest } from "../http/parse.ts";
import type { Route } from "../http/route.ts";
import type { RelationalStore } from "../storage/ports.ts";
import { KEY_REFUSALS, refusal } from "../tenants/parameters.ts";
import { authenticate } from "./api-keys.ts";
import { type KeyService, toKeySummary } from "./key-service.ts";

const PATH = "/api/v1/keys";
const NO_STORE = { "Cache-Control": "no-store" };

/** Makes the endpoints of API keys. All of them need the scope `admin`. */
export function createKeyRoutes(service: KeyService, store: RelationalStore): Route[] {
  return [createRoute(service, store), listRoute(service, store), revokeRoute(service, store)];
}

function createRoute(service: KeyService, store: RelationalStore): Route {
  return {
    method: "POST",
    path: PATH,
    group: "accounts",
    summary: "Make an API key: it is shown this once",
    description:
      "Bound to one organization or one tenant, or else as the key that makes it; never good for more than that one.",
    body: {
      schema: apiKeyRequestSchema,
      example: { name: "Shop backend", scopes: ["consent:read", "consent:write"], tenant_id: "demo" },
    },
    answers: {
      201: { description: "The key", schema: apiKeyCreatedAnswerSchema },
      400: refusal("The request is not valid"),
      ...KEY_REFUSALS,
      404: refusal("There is no such tenant or organization"),
    },
    scope: "admin",
    handle: async (request) => {
      const caller = await authenticate(store, request, "admin");
      const body = await service.create(caller, parseRequest(apiKeyRequestSchema, await request.readJson()));
      return { status: 201, headers: NO_STORE, body };
    },
  };
}

function listRoute(service: KeyService, store: RelationalStore): Route {
  return {
    method: "GET",
    path: PATH,
    group: "accounts",
    summary: "List the keys that are good for no more than this one, revoked ones too",
    parameters: PAGE_PARAMETERS,
    answers: {
      200: { description: "A page of keys, without the keys themselves", schema: apiKeyListAnswerSchema },
      400: refusal("The cursor or the limit is not valid"),
      ...KEY_REFUSALS,
    },
    scope: "admin",
    handle: async (request) => {
      const caller = await authenticate(store, request, "admin");
      const page = readPageRequest(request);
      const { items, nextCursor } = toPage(await service.list(caller, page), page.limit, (row) => row.keyId);
      return { status: 200, headers: NO_STORE, body: { keys: items.map(toKeySummary), next_cursor: nextCursor } };
    },
  };
}

function revokeRoute(service: KeyService, store: RelationalStore): Route {
  return {
    method: "DELETE",
    path: `${PATH}/:key`,
    group: "accounts",
    summary: "Revoke a key, at once and for good",
    parameters: [
      {
        name: "key",
        in: "path",
        isRequired: true,
        description: "Id of the key (`key_...`), not the key itself.",
        example: "key_3q2-7wAAQhK1Zb0v",
      },
    ],
    answers: {
      200: { description: "Revoked; again the same answer", schema: apiKeySummarySchema },
      ...KEY_REFUSALS,
      404: refusal("There is no such key among those that this one may revoke"),
    },
    scope: "admin",
    handle: async (request) => {
      const caller = await authenticate(store, request, "admin");
      const row = await service.revoke(caller, request.param("key"));
      return { status: 200, headers: NO_STORE, body: toKeySummary(row) };
    },
  };
}
