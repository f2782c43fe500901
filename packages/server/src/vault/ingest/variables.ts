import { z } from "zod";

/** Whence consent events of other senders come. */
export const CONSENT_SOURCE_VARIABLES = {
  CONSENT_SQS_NAME: {
    schema: z
      .string()
      .regex(/^[a-z][a-z0-9-]{0,30}$/, "must be up to 31 of a-z, 0-9 and -, and start with a letter")
      .optional(),
    meaning:
      "Label of the queue that this process empties, such as `eu`: it stands in the keys of bronze objects and in the rows of its events.",
  },
  CONSENT_DOMAINS_FILE: {
    schema: z.string().optional(),
    meaning:
      "File of lines `domain_id,code` in which the domain ids of V1 and V2 messages are looked up; a changed file is taken up while running.",
  },
} as const;
