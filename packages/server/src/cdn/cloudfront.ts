import { AwsClient } from "aws4fetch";
import type { CdnPurger } from "./purge.ts";
import { sendPurge } from "./send.ts";

export interface CloudFrontSettings {
  readonly distributionId: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string | undefined;
  /** For tests. @default the service's own address */
  readonly endpoint?: string | undefined;
}

const ENDPOINT = "https://cloudfront.amazonaws.com";
const API_VERSION = "2020-05-31";

/**
 * Most paths that end in `*` and may be in progress at one time (CloudFront's quota). The star takes the queries of a
 * path in: without it `?domain=` would stay.
 */
const STARS_MAX = 15;
const EVERY_TENANT = "/c/*";

/** Creates the adapter of Amazon CloudFront: an invalidation by path (`CreateInvalidation`), signed with SigV4. */
export function createCloudFrontPurger(settings: CloudFrontSettings, now: () => number): CdnPurger {
  const { distributionId, endpoint = ENDPOINT, accessKeyId, secretAccessKey, sessionToken } = settings;
  const url = `${endpoint}/${API_VERSION}/distribution/${encodeURIComponent(distributionId)}/invalidation`;
  const client = new AwsClient({
    accessKeyId,
    secretAccessKey,
    ...(sessionToken === undefined ? {} : { sessionToken }),
    // A global service: its requests are signed for this region, wherever the server is.
    service: "cloudfront",
    region: "us-east-1",
  });
  let calls = 0;
  return {
    provider: "cloudfront",
    tenantsMax: 100,
    purge: async ({ paths }) => {
      const stars = paths.length > STARS_MAX ? [EVERY_TENANT] : paths.map((path) => `${path}*`);
      const nowMs = now();
      // The reference makes each call one of its own: a repeated one would be taken for the first.
      const body = toBatch(stars, `cookiehub-${nowMs}-${calls++}-${crypto.randomUUID()}`);
      const request = await client.sign(url, {
        method: "POST",
        headers: { "Content-Type": "application/xml" },
        body,
        aws: { datetime: toAmzDate(nowMs) },
      });
      await sendPurge("cloudfront", request);
    },
  };
}

// The paths are ours: letters, digits, `_`, `-`, `.`, `/` and `*` need no escape in XML.
function toBatch(paths: readonly string[], reference: string): string {
  const items = paths.map((path) => `<Path>${path}</Path>`).join("");
  return (
    `<?xml version="1.0" encoding="UTF-8"?><InvalidationBatch xmlns="http://cloudfront.amazonaws.com/doc/${API_VERSION}/">` +
    `<Paths><Quantity>${paths.length}</Quantity><Items>${items}</Items></Paths>` +
    `<CallerReference>${reference}</CallerReference></InvalidationBatch>`
  );
}

function toAmzDate(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19).replaceAll(/[-:]/g, "")}Z`;
}
