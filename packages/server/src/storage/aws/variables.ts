import { z } from "zod";

const bucket = z
  .string()
  .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, "must be the name of a bucket: 3 to 63 of a-z, 0-9, . and -")
  // They list in no order, which the store has to.
  .refine((name) => !name.endsWith("--x-s3"), "must be a general purpose bucket, not a directory bucket");

const prefix = z
  .string()
  .max(100)
  .regex(/^[A-Za-z0-9._=-]+(\/[A-Za-z0-9._=-]+)*\/?$/, "must be of A-Z a-z 0-9 . _ = - and /, such as bronze/");

// An address may hold what nobody should read: no message repeats it.
const endpoint = z
  .string()
  .refine(
    (text) => isPlainUrl(text) && URL.parse(text)?.pathname === "/",
    "must be an address such as https://s3.example",
  );

const queueUrl = z
  .string()
  .refine(
    (text) => isPlainUrl(text) && /^\/[^/]+\/[^/]+$/.test(URL.parse(text)?.pathname ?? ""),
    "must be the URL of a queue, such as https://sqs.eu-west-1.amazonaws.com/123456789012/consent-events",
  )
  .refine((text) => !text.endsWith(".fifo"), "must be a standard queue, not a FIFO one");

function isPlainUrl(text: string): boolean {
  const url = URL.parse(text);
  return (
    url !== null &&
    (url.protocol === "https:" || url.protocol === "http:") &&
    url.username + url.password + url.search + url.hash === ""
  );
}

/** The variables of S3 and SQS; a part of those in `config.ts`, which reads them. */
export const AWS_VARIABLES = {
  S3_BUCKET: {
    schema: bucket.optional(),
    meaning:
      "Bucket of S3 for the objects: events as they came, and the audit log. Without it they stand in COOKIEHUB_OBJECTS_DIR.",
  },
  S3_REGION: {
    schema: z
      .string()
      .regex(/^[a-z0-9-]{2,32}$/, "must be a region such as eu-west-1")
      .optional(),
    meaning: "Region of the bucket; by default what the AWS SDK finds: AWS_REGION, or the profile.",
  },
  S3_ENDPOINT: {
    schema: endpoint.optional(),
    meaning:
      "Address of another server that speaks S3. It has to honour `If-None-Match: *` on PutObject: the start checks it.",
  },
  S3_PREFIX: {
    schema: prefix.optional(),
    meaning: "Stands before every key in the bucket, so that it can hold other things as well.",
  },
  SQS_QUEUE_URL: {
    schema: queueUrl.optional(),
    meaning:
      "Standard queue of SQS for consent events on their way in. Without it they stand in a file of the data directory.",
  },
} as const;
