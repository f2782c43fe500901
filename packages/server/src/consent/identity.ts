import { type ApiKeyScope, authorize, readApiKey } from "../accounts/api-keys.ts";
import type { ApiRequest, RouteParameter } from "../http/route.ts";
import type { RelationalStore, TenantRow } from "../storage/ports.ts";
import { checkOrigin } from "../tenants/origin.ts";
import { checkIdentityToken } from "./identity-token.ts";

export const IDENTITY_TOKEN: RouteParameter = {
  name: "X-Identity-Token",
  in: "header",
  description:
    "Instead of a secret key: `{expiry}.{signature}`, expiry in seconds since 1970, signature the hexadecimal HMAC-SHA-256 of `{tenant}:{user}:{expiry}` with the tenant's identity secret.",
};

/**
 * Lets a request about a user pass: it shows a secret key with the scope, or an identity token for exactly that user
 * (D4). A key wins where both are shown. A token comes from a page, so the page has to be the tenant's.
 */
export async function authorizeUser(
  store: RelationalStore,
  request: ApiRequest,
  scope: ApiKeyScope,
  tenant: TenantRow,
  user: { readonly id: string; readonly token: string | undefined; readonly nowMs: number },
): Promise<void> {
  const token = user.token ?? request.header("x-identity-token");
  if (token === undefined || readApiKey(request) !== undefined) {
    await authorize(store, request, scope, { tenant });
    return;
  }
  checkOrigin(request.header("origin"), tenant.config);
  const secrets = await store.read(() => store.repositories.identitySecrets.of(tenant.tenantId));
  checkIdentityToken(token, tenant, user.id, secrets, user.nowMs);
}
