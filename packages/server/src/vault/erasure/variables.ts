import { z } from "zod";

const days = (min: number, max: number, standard: string) =>
  z
    .string()
    .regex(/^\d{1,5}$/, "must be a number of days")
    .default(standard)
    .transform(Number)
    .pipe(z.number().min(min, `must be at least ${min}`).max(max, `must be at most ${max}`));

// The tasks that make figures exact look back a few days.
const BRONZE_DAYS_MIN = 7;
const DAYS_MAX = 36_500;

const bronzeDays = (standard: string) =>
  days(0, DAYS_MAX, standard).refine(
    (number) => number === 0 || number >= BRONZE_DAYS_MIN,
    `must be 0 (for good) or at least ${BRONZE_DAYS_MIN}`,
  );

/** The variables of how long the statistics keep what they are made of; a part of those in `config.ts`, which reads them. */
export const RETENTION_VARIABLES = {
  SESSION_RETENTION_DAYS: {
    schema: days(7, 90, "90"),
    meaning:
      "Days that single sessions of CDN logs are kept, where the tenant says nothing else; their sums by day stay.",
  },
  CONSENT_EVENT_RETENTION_DAYS: {
    schema: days(90, 3650, "395"),
    meaning:
      "Days that single consent events are kept in the statistics, where the tenant says nothing else; their sums by day stay.",
  },
  BRONZE_CDN_RETENTION_DAYS: {
    schema: bronzeDays("14"),
    meaning:
      "Days after which a loaded file of a CDN's log, which holds whole addresses of visitors, is removed from bronze; 0: it stays for good, or a rule of the bucket removes it.",
  },
  BRONZE_CONSENT_RETENTION_DAYS: {
    schema: bronzeDays("395"),
    meaning:
      "Days after which a loaded object of consent events is removed from bronze; 0: it stays for good, or a rule of the bucket removes it.",
  },
} as const;

/** How long the statistics keep what they are made of, in days; 0: for good. */
export interface RetentionSettings {
  readonly sessionDays: number;
  readonly consentEventDays: number;
  readonly bronzeCdnDays: number;
  readonly bronzeConsentDays: number;
}
