import { z } from "zod";

const secret = z
  .string()
  .max(4096)
  // Anything else could not be sent in a header.
  .regex(/^[\x21-\x7e]*$/, "must be ASCII without spaces")
  .optional();

/** The variables of the CDN; a part of those in `config.ts`, which reads them. */
export const CDN_VARIABLES = {
  COOKIEHUB_CDN: {
    schema: z
      .enum(["none", "cloudfront", "bunny", "cloudflare"], "must be none, cloudfront, bunny or cloudflare")
      .default("none"),
    meaning: "The CDN that is told when a configuration changes: `none`, `cloudfront`, `bunny` or `cloudflare`.",
  },
  COOKIEHUB_CDN_ID: {
    schema: z
      .string()
      .regex(/^[A-Za-z0-9]{1,64}$/, "must be letters and digits")
      .optional(),
    meaning: "CloudFront: id of the distribution. Bunny: id of the pull zone. Cloudflare: id of the zone.",
  },
  COOKIEHUB_CDN_API_KEY: {
    schema: secret,
    meaning: "Bunny: the account's API key. Cloudflare: a token with the permission to purge the cache of the zone.",
  },
  COOKIEHUB_CDN_URL: {
    schema: z
      .url({ protocol: /^https?$/, error: "must be an address such as https://consent.shop.example" })
      .transform((url) => url.replace(/\/+$/, ""))
      .optional(),
    meaning:
      "Address that visitors load from. Given, Bunny and Cloudflare are asked to forget addresses; without it, tags.",
  },
  AWS_ACCESS_KEY_ID: {
    schema: secret,
    meaning:
      "CloudFront: the key that may call `cloudfront:CreateInvalidation`. S3 and SQS take it too, and whatever else the AWS SDK finds.",
  },
  AWS_SECRET_ACCESS_KEY: { schema: secret, meaning: "Its secret." },
  AWS_SESSION_TOKEN: { schema: secret, meaning: "Its session, where the key is a temporary one." },
} as const;
