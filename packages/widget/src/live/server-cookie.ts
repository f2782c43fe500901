import { CONSENT_COOKIE } from "@cookiehub/schemas/constants";
import type { TenantConfig } from "@cookiehub/schemas/types";

/**
 * Deletes the cookie that the server has set for the whole site (0038). It is another one than this host's own, and as
 * the later choice it would hold on every page after the logout.
 */
export function dropServerCookie({ domain, sharing }: Pick<TenantConfig, "domain" | "sharing">): void {
  if (!sharing?.server_host) return;
  const text = `${CONSENT_COOKIE}=; Path=/; Max-Age=0; Domain=${domain.split(":")[0]}; Secure`;
  // By the prototype: an element named `cookie` takes the place of the document's own property.
  Reflect.set(Document.prototype, "cookie", text, document);
}
