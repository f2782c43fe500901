import {
  identitySecretCreatedAnswerSchema,
  identitySecretListAnswerSchema,
  identitySecretRemovedAnswerSchema,
} from "@cookiehub/schemas";
import { authorize } from "../accounts/api-keys.ts";
import type { ApiRequest, Route } from "../http/route.ts";
import type { ApiKeyRow, RelationalStore, TenantRow } from "../storage/ports.ts";
import type { TenantDirectory } from "./directory.ts";
import type { IdentitySecretService } from "./identity-secrets.ts";
import { KEY_REFUSALS, NO_TENANT, refusal, TENANT } from "./parameters.ts";

const PATH = "/api/v1/tenants/:tenant/identity-secrets";
const NO_STORE = { "Cache-Control": "no-store" };

interface IdentitySecretRouteParts {
  readonly service: IdentitySecretService;
  readonly store: RelationalStore;
  readonly tenants: TenantDirectory;
}

/** Makes the endpoints of identity secrets. Who has one can speak for every user of the tenant: scope `admin`. */
export function createIdentitySecretRoutes(parts: IdentitySecretRouteParts): Route[] {
  return [createRoute(parts), listRoute(parts), removeRoute(parts)];
}

function createRoute(parts: IdentitySecretRouteParts): Route {
  return {
    method: "POST",
    path: PATH,
    group: "tenants",
    summary: "Make a secret that identity tokens are signed with: it is shown this once",
    description:
      "A tenant has two at most, and tokens signed with either are good: make the new one, use it, remove the old.",
    parameters: [TENANT],
    answers: {
      201: { description: "The secret", schema: identitySecretCreatedAnswerSchema },
      ...KEY_REFUSALS,
      ...NO_TENANT,
      409: refusal("The tenant has two secrets"),
    },
    scope: "admin",
    handle: async (request) => {
      const { tenant, key } = await authorizeTenant(parts, request);
      const row = await parts.service.create(tenant.tenantId, key.keyId);
      const body = { secret_id: row.secretId, secret: row.secret, created_at: toInstant(row.createdAtMs) };
      return { status: 201, headers: NO_STORE, body };
    },
  };
}

function listRoute(parts: IdentitySecretRouteParts): Route {
  return {
    method: "GET",
    path: PATH,
    group: "tenants",
    summary: "List a tenant's identity secrets, without the secrets themselves",
    parameters: [TENANT],
    answers: {
      200: { description: "Newest first", schema: identitySecretListAnswerSchema },
      ...KEY_REFUSALS,
      ...NO_TENANT,
    },
    scope: "admin",
    handle: async (request) => {
      const { tenant } = await authorizeTenant(parts, request);
      const rows = await parts.service.list(tenant.tenantId);
      const secrets = rows.map((row) => ({ secret_id: row.secretId, created_at: toInstant(row.createdAtMs) }));
      return { status: 200, headers: NO_STORE, body: { identity_secrets: secrets } };
    },
  };
}

function removeRoute(parts: IdentitySecretRouteParts): Route {
  return {
    method: "DELETE",
    path: `${PATH}/:secret`,
    group: "tenants",
    summary: "Remove an identity secret: tokens signed with it are good no more",
    parameters: [
      TENANT,
      {
        name: "secret",
        in: "path",
        isRequired: true,
        description: "Id of the secret (`ids_...`), not the secret itself.",
        example: "ids_3q2-7wAAQhK1Zb0v",
      },
    ],
    answers: {
      200: { description: "Removed", schema: identitySecretRemovedAnswerSchema },
      ...KEY_REFUSALS,
      404: refusal("The tenant is not configured here, or has no such secret"),
    },
    scope: "admin",
    handle: async (request) => {
      const { tenant, key } = await authorizeTenant(parts, request);
      const secretId = request.param("secret");
      const removedAtMs = await parts.service.remove(tenant.tenantId, secretId, key.keyId);
      return { status: 200, headers: NO_STORE, body: { secret_id: secretId, removed_at: toInstant(removedAtMs) } };
    },
  };
}

async function authorizeTenant(
  { store, tenants }: IdentitySecretRouteParts,
  request: ApiRequest,
): Promise<{ tenant: TenantRow; key: ApiKeyRow }> {
  const tenant = await tenants.get(request.param("tenant"));
  return { tenant, key: await authorize(store, request, "admin", { tenant }) };
}

function toInstant(ms: number): string {
  return new Date(ms).toISOString();
}
