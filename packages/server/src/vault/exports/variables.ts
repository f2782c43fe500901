import { z } from "zod";

/** The variable of exports; a part of those in `config.ts`, which reads them. */
export const EXPORT_VARIABLES = {
  EXPORTS_WORKER_ENABLED: {
    schema: z
      .enum(["true", "false"], "must be true or false")
      .default("true")
      .transform((text) => text === "true"),
    meaning:
      "Whether this process makes the archives of exports, where it keeps the statistics. They can be asked for all the same, and wait for a process that does.",
  },
} as const;
