import type { TenantConfig } from "@cookiehub/schemas/types";

/**
 * Says to which host of the tenant a link leads that does not share this page's cookie; `null` for every other link.
 * `subdomains`: one cookie holds for the domain and all below it.
 */
export function toOtherHost(
  config: Pick<TenantConfig, "domain" | "subdomains" | "sharing">,
  page: Pick<Location, "host" | "protocol">,
  link: Pick<URL, "host" | "protocol">,
): string | null {
  if (!/^https?:$/.test(link.protocol) || link.host === page.host) return null;
  const isWithin = (host: string, other: string) => host === other || host.endsWith(`.${other}`);
  if (![config.domain, ...config.subdomains].some((host) => isWithin(link.host, host))) return null;
  const isShared = config.sharing?.subdomains && [page, link].every(({ host }) => isWithin(host, config.domain));
  return isShared ? null : link.host;
}
