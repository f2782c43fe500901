import type { TenantRow } from "../storage/ports.ts";

/** What a CDN has to forget: files by their tag, or by their path with whatever query follows it. */
export interface CdnPurge {
  readonly tags: readonly string[];
  readonly paths: readonly string[];
}

/**
 * Makes a CDN forget files before their time. Resolves when the provider has taken the request; rejects with
 * `CdnPurgeError` when it has not, and then asking again is safe.
 */
export interface CdnPurger {
  readonly provider: "cloudfront" | "bunny" | "cloudflare";
  /** Most tenants whose files go in one call. */
  readonly tenantsMax: number;
  purge(purge: CdnPurge): Promise<void>;
}

/** A provider refused, or did not answer. The message names provider and status, never a secret. */
export class CdnPurgeError extends Error {
  readonly code = "cdn_purge_failed";
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "CdnPurgeError";
  }
}

/** The tag on every file of a tenant (`Cache-Tag`, `CDN-Tag`). */
export function toCacheTag(code: string): string {
  return `tenant-${code}`;
}

/** The files that a tenant's configuration shows in: by code and by id, since either may stand in a page. */
export function toTenantPurge(tenant: Pick<TenantRow, "tenantId" | "code">): CdnPurge {
  const names = [...new Set([tenant.code, tenant.tenantId])];
  return { tags: [toCacheTag(tenant.code)], paths: names.flatMap((name) => [`/c/${name}.js`, `/c/${name}.json`]) };
}
