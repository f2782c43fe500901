import { z } from "zod";
import { VENDOR_SIGNALS } from "../constants.ts";
import type { PrivacySignalsConfig, SharingConfig } from "../types/tenant-config.ts";
import { hostSchema } from "./shapes.ts";

/** Receivers besides Google that are told what was agreed to. */
export const vendorSignalsSchema = z.array(z.enum(VENDOR_SIGNALS)).max(VENDOR_SIGNALS.length);

/** What the browser's own signals mean where the law leaves it open. */
export const privacySignalsSchema = z.strictObject({
  gpc_refuses: z
    .boolean()
    .default(false)
    .describe("Where the law is opt-in: Global Privacy Control refuses everything, and nothing is asked."),
  dnt: z.boolean().default(false).describe("`Do Not Track` is taken for Global Privacy Control."),
}) satisfies z.ZodType<PrivacySignalsConfig>;

/** Where else a choice holds. */
export const sharingSchema = z.strictObject({
  subdomains: z.boolean().default(false).describe("One cookie for `domain` and every host below it."),
  cross_domain: z
    .boolean()
    .default(false)
    .describe("Links between the tenant's hosts carry the choice, signed and short-lived."),
  server_host: hostSchema
    .optional()
    .describe(
      "Host below `domain` that leads to the CookieHub server: the cookie is then set by the server, and outlives the seven days that some browsers give to what a script sets.",
    ),
}) satisfies z.ZodType<SharingConfig>;
