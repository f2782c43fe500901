import { z } from "zod";
import { isKeyName } from "./note.ts";

const DAYS_MAX = 36_500;

function days(standard: string) {
  return z
    .string()
    .regex(/^[1-9]\d{0,4}$/, "must be a number of days")
    .default(standard)
    .transform(Number)
    .pipe(z.number().max(DAYS_MAX, `must be at most ${DAYS_MAX}`));
}

/** The variables of the audit log; a part of those in `config.ts`, which reads them. */
export const AUDIT_VARIABLES = {
  COOKIEHUB_AUDIT_KEY_FILE: {
    schema: z.string().min(1, "must not be empty").optional(),
    meaning:
      "PEM file of the Ed25519 key that signs the audit log; made on the first start. Processes that share a database have to share it. By default `audit-key.pem` in the data directory.",
  },
  COOKIEHUB_LOG_ORIGIN: {
    schema: z.string().refine(isKeyName, "must hold no space and no +").optional(),
    meaning:
      "Name of the audit log in its checkpoints, such as `consent.shop.example/log`. A log keeps its name: set it before the first start, or never. By default made from the first key.",
  },
  COOKIEHUB_AUDIT_ARCHIVE_AFTER_DAYS: {
    schema: days("365"),
    meaning: "Months of audit entries older than this are copied into archives.",
  },
  COOKIEHUB_AUDIT_RETAIN_DAYS: {
    schema: days("2557"),
    meaning:
      "How long archives say that they are kept, and after which the personal fields behind audit entries are erased.",
  },
} as const;
