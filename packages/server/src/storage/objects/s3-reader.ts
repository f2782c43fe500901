import { GetObjectCommand, HeadObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { readStatus, toUnavailable } from "../aws/errors.ts";
import { StorageUnavailableError } from "../errors.ts";

export interface S3Name {
  readonly Bucket: string;
  readonly Key: string;
}

export interface S3ReadBounds {
  /** How long the service may be silent within a body. */
  readonly silenceMs: number;
  /** How long a call may take up to its first byte. */
  readonly callMs: number;
}

/** Tries in a row that bring nothing. */
const READS_MAX = 3;

/**
 * Finds an object, and answers its body as it is asked for: a body that breaks off is gone on with where it broke off. How long it
 * is and which one was found out before, so that neither half a body nor another's passes for it.
 */
export async function openObject(
  client: S3Client,
  name: S3Name,
  bounds: S3ReadBounds,
): Promise<AsyncIterable<Uint8Array> | undefined> {
  const found = await client
    .send(new HeadObjectCommand(name), { abortSignal: AbortSignal.timeout(bounds.callMs) })
    .catch((error: unknown) => {
      if (readStatus(error) === 404) return undefined;
      throw error;
    });
  if (!found) return undefined;
  const { ContentLength: length, ETag: tag } = found;
  if (length === undefined) throw new StorageUnavailableError("S3: no length came with an object");
  return readBody(client, { ...name, IfMatch: tag }, length, bounds);
}

async function* readBody(
  client: S3Client,
  object: S3Name & { readonly IfMatch: string | undefined },
  length: number,
  bounds: S3ReadBounds,
): AsyncGenerator<Uint8Array> {
  let at = 0;
  for (let failures = 0; at < length; ) {
    const startedAt = at;
    try {
      for await (const chunk of readFrom(client, { ...object, Range: `bytes=${at}-` }, bounds)) {
        at += chunk.byteLength;
        if (at > length) throw new StorageUnavailableError("S3: more of an object came than it has");
        yield chunk;
      }
      if (at < length) throw new StorageUnavailableError(`S3: ${at} of ${length} bytes came`);
    } catch (error) {
      failures = at > startedAt ? 1 : failures + 1;
      if (failures === READS_MAX || at >= length) throw toUnavailable("S3", error);
    }
  }
}

/** Reads what one answer brings. */
async function* readFrom(
  client: S3Client,
  range: S3Name & { readonly Range: string },
  { silenceMs, callMs }: S3ReadBounds,
): AsyncGenerator<Uint8Array> {
  const aborting = new AbortController();
  const within = async <Answer>(answer: Promise<Answer>, durationMs: number): Promise<Answer> => {
    let onLate = (): void => {};
    const late = new Promise<never>((_resolve, reject) => {
      onLate = () => reject(new StorageUnavailableError("S3: the service is silent"));
    });
    const timer = setTimeout(onLate, durationMs);
    try {
      return await Promise.race([answer, late]);
    } finally {
      clearTimeout(timer);
    }
  };
  try {
    const found = await within(client.send(new GetObjectCommand(range), { abortSignal: aborting.signal }), callMs);
    if (!found.Body) return;
    const chunks = (found.Body as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
    // Who reads slowly is waited for; the service is not.
    for (let next = await within(chunks.next(), silenceMs); !next.done; next = await within(chunks.next(), silenceMs)) {
      yield next.value;
    }
  } finally {
    aborting.abort();
  }
}
