import { z } from "zod";

/** The variables of reading statistics; a part of those in `config.ts`, which reads them. */
export const VAULT_VARIABLES = {
  VAULT_API_KEY: {
    schema: z
      .string()
      .min(24, "must have at least 24 characters")
      .max(200)
      // Anything else could not be sent in a header, and the key would never work.
      .regex(/^[\x21-\x7e]*$/, "must be ASCII without spaces")
      .optional(),
    meaning:
      "A key that reads the statistics and raw events of every tenant, and nothing else. Without it API keys with the scopes `analytics:read` (figures) and `analytics:raw` (events) do, of their own tenants.",
  },
  BOT_FILTER_CUTOVER: {
    schema: z.iso.date({ error: "must be a UTC day such as 2026-05-01" }).default("2026-05-01"),
    meaning: "First UTC day whose sessions are told without those of bots; days before it count every session.",
  },
} as const;
