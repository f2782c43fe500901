import type { CdnPurger } from "./purge.ts";
import { sendPurge } from "./send.ts";

export interface BunnySettings {
  readonly accessKey: string;
  /** A pull zone is purged by tag; without its id, by the address that visitors load from. */
  readonly target: { readonly pullZoneId: string } | { readonly publicUrl: string };
  /** For tests. @default the service's own address */
  readonly endpoint?: string | undefined;
}

const ENDPOINT = "https://api.bunny.net";

/** Creates the adapter of bunny.net: one request per tag (`CDN-Tag`) or per address. */
export function createBunnyPurger({ accessKey, target, endpoint = ENDPOINT }: BunnySettings): CdnPurger {
  const send = (path: string, body?: object): Promise<string> => {
    const headers = { AccessKey: accessKey, ...(body ? { "Content-Type": "application/json" } : {}) };
    const init = { method: "POST", headers, ...(body ? { body: JSON.stringify(body) } : {}) };
    return sendPurge("bunny", new Request(`${endpoint}${path}`, init));
  };
  return {
    provider: "bunny",
    tenantsMax: 20,
    purge: async ({ tags, paths }) => {
      if ("pullZoneId" in target) {
        for (const tag of tags)
          await send(`/pullzone/${encodeURIComponent(target.pullZoneId)}/purgeCache`, { CacheTag: tag });
        return;
      }
      for (const path of paths) {
        // The star takes the queries in: `?domain=`.
        const query = new URLSearchParams({ url: `${target.publicUrl}${path}*`, async: "true" });
        await send(`/purge?${query}`);
      }
    },
  };
}
