import { type BunnySettings, createBunnyPurger } from "./bunny.ts";
import { type CloudflareSettings, createCloudflarePurger } from "./cloudflare.ts";
import { type CloudFrontSettings, createCloudFrontPurger } from "./cloudfront.ts";
import type { CdnPurger } from "./purge.ts";

/** The CDN in front of the server, and what it takes to be let in there. Holds secrets: never log it. */
export type CdnSettings =
  | ({ readonly provider: "cloudfront" } & CloudFrontSettings)
  | ({ readonly provider: "bunny" } & BunnySettings)
  | ({ readonly provider: "cloudflare" } & CloudflareSettings);

/** What the environment says of it. */
export interface CdnVariables {
  readonly provider: "none" | CdnSettings["provider"];
  readonly id: string | undefined;
  readonly apiKey: string | undefined;
  readonly publicUrl: string | undefined;
  readonly accessKeyId: string | undefined;
  readonly secretAccessKey: string | undefined;
  readonly sessionToken: string | undefined;
}

/** Puts the variables together; throws an `Error` that names the one that is missing. */
export function toCdnSettings(variables: CdnVariables): CdnSettings | undefined {
  const { provider, publicUrl, sessionToken } = variables;
  const need = (value: string | undefined, name: string): string => {
    if (value === undefined) throw new Error(`${name} is needed beside COOKIEHUB_CDN=${provider}`);
    return value;
  };
  switch (provider) {
    case "none":
      return undefined;
    case "cloudfront":
      return {
        provider,
        distributionId: need(variables.id, "COOKIEHUB_CDN_ID"),
        accessKeyId: need(variables.accessKeyId, "AWS_ACCESS_KEY_ID"),
        secretAccessKey: need(variables.secretAccessKey, "AWS_SECRET_ACCESS_KEY"),
        sessionToken,
      };
    case "bunny":
      return {
        provider,
        accessKey: need(variables.apiKey, "COOKIEHUB_CDN_API_KEY"),
        target: publicUrl === undefined ? { pullZoneId: need(variables.id, "COOKIEHUB_CDN_ID") } : { publicUrl },
      };
    case "cloudflare":
      return {
        provider,
        zoneId: need(variables.id, "COOKIEHUB_CDN_ID"),
        token: need(variables.apiKey, "COOKIEHUB_CDN_API_KEY"),
        publicUrl,
      };
  }
}

/** Creates the adapter of a provider. */
export function createPurger(settings: CdnSettings, now: () => number): CdnPurger {
  switch (settings.provider) {
    case "cloudfront":
      return createCloudFrontPurger(settings, now);
    case "bunny":
      return createBunnyPurger(settings);
    case "cloudflare":
      return createCloudflarePurger(settings);
  }
}
