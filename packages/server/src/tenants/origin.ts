import type { TenantConfig } from "@cookiehub/schemas/types";
import { ApiError } from "../http/api-error.ts";

/**
 * Refuses a browser's write from a page that is not the tenant's: a simple request has no preflight to stop it (D3).
 * Browsers always send `Origin` on a cross-origin POST; a caller without one is not a browser and shows the device id.
 */
export function checkOrigin(origin: string | undefined, config: Pick<TenantConfig, "domain" | "subdomains">): void {
  if (origin === undefined || isTenantOrigin(origin, config)) return;
  throw new ApiError(
    "origin_not_allowed",
    "This page is not one of the tenant's hosts. Add its host to domain or subdomains.",
  );
}

/** Whether an origin is the tenant's domain, one of its listed hosts, or lies below one of them. */
export function isTenantOrigin(origin: string, config: Pick<TenantConfig, "domain" | "subdomains">): boolean {
  if (!URL.canParse(origin)) return false;
  const url = new URL(origin);
  // A URL leaves the default port of its scheme out; a host may write it.
  const originPort = url.port || (url.protocol === "https:" ? "443" : "80");
  if (url.protocol !== "https:" && url.protocol !== "http:") return false;
  return [config.domain, ...config.subdomains].some((host) => {
    const [name = "", port] = host.split(":");
    const isHost = url.hostname === name || url.hostname.endsWith(`.${name}`);
    return isHost && (port === undefined || port === originPort);
  });
}
