import { StorageUnavailableError } from "../errors.ts";

/** The services that adapters speak to; the name stands before every message. */
export type AwsService = "S3" | "SQS";

/** The service answers and cannot be used like this: the message says what the operator has to change. */
export class AwsSetupError extends Error {
  readonly code = "aws_setup";
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "AwsSetupError";
  }
}

// What trying again does not mend: no such thing, not let in, or the wrong place. The same fault has other names in other protocols.
const SETUP_FAULTS = new Set([
  ...["NoSuchBucket", "QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue", "InvalidAddress"],
  ...["AccessDenied", "AccessDeniedException", "AllAccessDisabled", "InvalidAccessKeyId", "InvalidClientTokenId"],
  ...["SignatureDoesNotMatch", "InvalidSignatureException", "UnrecognizedClientException", "CredentialsProviderError"],
  ...["PermanentRedirect", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException", "InvalidBucketName"],
]);
const REGION_MISSING = "Region is missing";

/** Says that a service cannot be used now, and why. Never quotes what the call carried. */
export function toUnavailable(service: AwsService, cause: unknown): StorageUnavailableError {
  if (cause instanceof StorageUnavailableError) return cause;
  return new StorageUnavailableError(`${service}: ${toText(cause)}`, { cause });
}

/** Reads the HTTP status of an answer; undefined where none came. */
export function readStatus(error: unknown): number | undefined {
  return readMetadata(error)?.httpStatusCode;
}

/** Reads how often a call was tried; more than once, an earlier try may have succeeded without an answer. */
export function readAttempts(error: unknown): number {
  return readMetadata(error)?.attempts ?? 1;
}

interface Metadata {
  readonly httpStatusCode?: number;
  readonly attempts?: number;
}

function readMetadata(error: unknown): Metadata | undefined {
  return error instanceof Error && "$metadata" in error ? (error.$metadata as Metadata) : undefined;
}

function toText(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  // Several addresses of one name failed, each in its own way.
  if (cause instanceof AggregateError && cause.errors.length > 0) return cause.errors.map(toText).join("; ");
  if (cause.name === "Error") return cause.message;
  return cause.message === "" || cause.message === cause.name ? cause.name : `${cause.name}: ${cause.message}`;
}

/**
 * Finds out at the start what every later call builds on. What the operator has to mend rejects with `AwsSetupError`; a
 * service that is away does not keep the server from starting: it is asked again by whoever needs the finding.
 */
export async function createStartCheck<Found>(
  service: AwsService,
  find: () => Promise<Found>,
): Promise<() => Promise<Found>> {
  let asked: Promise<Found> | undefined;

  function ask(): Promise<Found> {
    if (asked) return asked;
    const asking = find();
    asked = asking;
    asking.catch(() => {
      asked = undefined;
    });
    return asking;
  }

  await ask().catch((error: unknown) => {
    if (isSetupFault(error)) throw toSetupError(service, error);
  });
  return () =>
    ask().catch((error: unknown) => {
      throw toUnavailable(service, error);
    });
}

function isSetupFault(error: unknown): boolean {
  if (error instanceof AwsSetupError) return true;
  return error instanceof Error && (SETUP_FAULTS.has(error.name) || error.message.includes(REGION_MISSING));
}

function toSetupError(service: AwsService, cause: unknown): AwsSetupError {
  return cause instanceof AwsSetupError ? cause : new AwsSetupError(`${service}: ${toText(cause)}`, { cause });
}
