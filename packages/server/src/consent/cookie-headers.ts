import type { ApiRequest, CredentialRule } from "../http/route.ts";
import type { TenantRow } from "../storage/ports.ts";
import type { TenantDirectory } from "../tenants/directory.ts";
import { readTenant } from "./request.ts";
import { findCookieOrigin, isAtServerHost, toSetCookie } from "./server-cookie.ts";
import type { ConsentService } from "./service.ts";

/** Makes the rule of which pages may send cookies with their calls: those that the server sets the cookie for. */
export function createCredentialRule(tenants: TenantDirectory): CredentialRule {
  return async (request) => {
    const { config } = await readTenant(request, tenants);
    if (!isAtServerHost(request, config)) return undefined;
    return { origin: findCookieOrigin(request, config) ?? null };
  };
}

/**
 * Makes the header that sets the cookie of the decision that stands; none for everybody but the tenant's own pages at its
 * own host. `isDecision`: the visitor decided here just now. What merely is read is the device's own: the choice of a
 * user made elsewhere stays out of a browser that others may use after the logout (0032).
 */
export async function readCookieHeaders(
  request: ApiRequest,
  service: Pick<ConsentService, "readCookie">,
  {
    tenant,
    deviceId,
    isDecision,
  }: { readonly tenant: TenantRow; readonly deviceId: string; readonly isDecision: boolean },
): Promise<Record<string, string>> {
  if (findCookieOrigin(request, tenant.config) === undefined) return {};
  const cookie = await service.readCookie({ tenant, deviceId, isDecision });
  return cookie === null ? {} : { "Set-Cookie": toSetCookie(cookie, tenant.config) };
}
