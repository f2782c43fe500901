import { CdnPurgeError, type CdnPurger } from "./purge.ts";
import { sendPurge } from "./send.ts";

export interface CloudflareSettings {
  readonly zoneId: string;
  readonly token: string;
  /** Given: purge by address instead of by tag. An address with a query (`?domain=`) then stays until it is stale. */
  readonly publicUrl: string | undefined;
  /** For tests. @default the service's own address */
  readonly endpoint?: string | undefined;
}

const ENDPOINT = "https://api.cloudflare.com/client/v4";

/** Most tags or files in one request, on every plan. */
const ITEMS_MAX = 30;

/** Creates the adapter of Cloudflare: `purge_cache` by tag (`Cache-Tag`), or by address. */
export function createCloudflarePurger(settings: CloudflareSettings): CdnPurger {
  const { zoneId, token, publicUrl, endpoint = ENDPOINT } = settings;
  const url = `${endpoint}/zones/${encodeURIComponent(zoneId)}/purge_cache`;
  const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };
  return {
    provider: "cloudflare",
    tenantsMax: 100,
    purge: async ({ tags, paths }) => {
      const items = publicUrl === undefined ? tags : paths.map((path) => publicUrl + path);
      for (let first = 0; first < items.length; first += ITEMS_MAX) {
        const some = items.slice(first, first + ITEMS_MAX);
        const body = JSON.stringify(publicUrl === undefined ? { tags: some } : { files: some });
        const answer = await sendPurge("cloudflare", new Request(url, { method: "POST", headers, body }));
        if (!isSuccess(answer)) throw new CdnPurgeError("cloudflare answered 200 without success");
      }
    },
  };
}

function isSuccess(text: string): boolean {
  try {
    const answer: unknown = JSON.parse(text);
    return typeof answer === "object" && answer !== null && Reflect.get(answer, "success") === true;
  } catch {
    return false;
  }
}
