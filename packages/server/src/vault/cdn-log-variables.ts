import { z } from "zod";

const secret = z
  .string()
  .max(4096)
  // Anything else could not be sent in a header.
  .regex(/^[\x21-\x7e]*$/, "must be ASCII without spaces")
  .optional();

/** The variables of CDN logs and networks; a part of those in `config.ts`, which reads them. */
export const CDN_LOG_VARIABLES = {
  BUNNY_API_KEY: { schema: secret, meaning: "API key of the Bunny account whose logs are pulled." },
  BUNNY_PULL_ZONES: {
    schema: z
      .string()
      .regex(/^\d{1,12}(\s*,\s*\d{1,12})*$/, "must be ids of pull zones, separated by commas")
      .transform((text) => [...new Set(text.split(",").map((zone) => zone.trim()))])
      .optional(),
    meaning: "Ids of the pull zones whose logs are pulled, separated by commas. Without them none is.",
  },
  BUNNY_LOG_API: {
    schema: z.enum(["v1", "v2"], "must be v1 or v2").default("v2"),
    meaning: "Version of Bunny's logging API: `v2` (JSON), or `v1` (lines with pipes).",
  },
  BUNNY_LOG_URL: {
    schema: z
      .url({ protocol: /^https?$/, error: "must be an address such as https://logging.bunnycdn.com" })
      .transform((url) => url.replace(/\/+$/, ""))
      .default("https://logging.bunnycdn.com"),
    meaning: "Where that API is.",
  },
  CLOUDFRONT_LOG_BUCKET: {
    schema: z
      .string()
      .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, "must be the name of a bucket: 3 to 63 of a-z, 0-9, . and -")
      .optional(),
    meaning: "Bucket that CloudFront writes its standard logs to. It is read, and nothing is changed in it.",
  },
  CLOUDFRONT_LOG_REGION: {
    schema: z
      .string()
      .regex(/^[a-z0-9-]{2,32}$/, "must be a region such as eu-west-1")
      .optional(),
    meaning: "Region of that bucket; by default what the AWS SDK finds.",
  },
  CLOUDFRONT_LOG_PREFIX: {
    schema: z
      .string()
      .max(300)
      .regex(/^[A-Za-z0-9._=/{}-]*$/, "must be of A-Z a-z 0-9 . _ = - / and {YYYY}, {MM}, {DD}")
      .refine(
        (text) => ["{YYYY}", "{MM}", "{DD}"].every((part) => text.includes(part)),
        "must hold {YYYY}, {MM} and {DD}",
      )
      .default("{YYYY}/{MM}/{DD}/"),
    meaning:
      "How the names of a day's log files start: `{YYYY}/{MM}/{DD}/`, or `logs/E2EXAMPLE.{YYYY}-{MM}-{DD}-` where they stand in no folders.",
  },
  MAXMIND_LICENSE_KEY: {
    schema: secret,
    meaning:
      "Licence key of a MaxMind account: GeoLite2-ASN is downloaded once a week, and tells networks of bots apart.",
  },
  ASN_LIST: {
    schema: z.string().max(2048).optional(),
    meaning:
      "Path, or https address, of a list of networks in the form of GeoLite2-ASN (CSV, gzipped or zipped or neither), in place of MaxMind's. A file is read again when it changes.",
  },
  ASN_CLASSES_FILE: {
    schema: z.string().optional(),
    meaning:
      "File of lines `asn,class`: your own word on networks. A class is hosting, proxy, vpn, isp, business, education or unknown.",
  },
} as const;
