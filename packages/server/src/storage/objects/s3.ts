import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  ListObjectsV2Command,
  S3Client,
} from "@aws-sdk/client-s3";
import { type AwsBounds, toBounds } from "../aws/bounds.ts";
import { createStartCheck, readStatus, toUnavailable } from "../aws/errors.ts";
import { ObjectKeyError, StorageUnavailableError } from "../errors.ts";
import type { ObjectStore } from "../ports.ts";
import { guardBody, isBodyFault } from "./body-fault.ts";
import { isKey, KEY_CHARACTERS_MAX, readKey, readPrefix } from "./key.ts";
import { toDownloadUrl } from "./s3-download-url.ts";
import { toParts } from "./s3-multipart.ts";
import { openObject, type S3Name } from "./s3-reader.ts";
import { createS3Writer } from "./s3-writer.ts";

export interface S3ObjectsOptions extends AwsBounds {
  readonly bucket: string;
  /** The start does not try a write, and none must follow. @default false */
  readonly isReadOnly?: boolean | undefined;
  /** Stands before every key. @default "" */
  readonly prefix?: string | undefined;
  /** @default what the SDK finds: `AWS_REGION`, or the profile */
  readonly region?: string | undefined;
  /** Another server that speaks S3, addressed by path. */
  readonly endpoint?: string | undefined;
  /**
   * Keys in one answer of a listing.
   * @default 1000
   */
  readonly pageKeys?: number | undefined;
  /**
   * Bytes of one part of a body that comes in pieces; S3 takes no less than 5 MiB.
   * @default 8 MiB
   */
  readonly partBytes?: number | undefined;
}

const CONNECT_MS = 3_000;
/** How long whoever watches waits for an answer. */
const LOOK_MS = 3_000;
const KEYS_PER_PAGE = 1000;
// A body that breaks off is asked for again; the SDK's own tries end where the body begins.
const READS_MAX = 3;
/** `+` is no letter of a key, so no object can be taken for it. */
const PROBE = "+write-once";

/**
 * Opens an object store in a bucket of S3, or of a server that speaks S3 and honours `If-None-Match` on writes. Several
 * processes may share it. Credentials are those that the SDK finds. Rejects with `AwsSetupError` when bucket, credentials or
 * server cannot be used as they are; a service that is away is tried again by each call.
 */
export async function createS3Objects(options: S3ObjectsOptions): Promise<ObjectStore> {
  const { bucket, prefix = "" } = options;
  const bounds = toBounds(options);
  const client = createClient(options, bounds);
  const bound = () => ({ abortSignal: AbortSignal.timeout(bounds.callMs) });
  const writer = createS3Writer({ client, bucket, bound });
  const checkWriteOnce = options.isReadOnly
    ? () => Promise.reject(new Error(`The bucket "${bucket}" is opened for reading.`))
    : await createStartCheck("S3", () => writer.checkWriteOnce(prefix + PROBE));

  function toName(key: string): string {
    readKey(key);
    if (prefix.length + key.length <= KEY_CHARACTERS_MAX) return prefix + key;
    throw new ObjectKeyError(`longer than ${KEY_CHARACTERS_MAX} characters with the prefix: ${key.slice(0, 100)}`);
  }

  return {
    async put(key, body) {
      const name = toName(key);
      await checkWriteOnce();
      return await translated(() => writer.put(name, body));
    },
    async putStream(key, body) {
      const name = toName(key);
      await checkWriteOnce();
      return await translated(() => writer.putParts(name, toParts(guardBody(body), options.partBytes)));
    },
    async getStream(key) {
      const name = toName(key);
      return await translated(() => openObject(client, { Bucket: bucket, Key: name }, bounds));
    },
    async createDownloadUrl(key, given) {
      const name = toName(key);
      return await translated(() => toDownloadUrl(client, { Bucket: bucket, Key: name }, given));
    },
    async remove(key) {
      const name = toName(key);
      if (options.isReadOnly) throw new Error(`The bucket "${bucket}" is opened for reading.`);
      await translated(() => client.send(new DeleteObjectCommand({ Bucket: bucket, Key: name }), bound()));
    },
    async get(key) {
      const name = toName(key);
      return await translated(() => readObject(client, { Bucket: bucket, Key: name }, bounds.callMs));
    },
    async *list(start) {
      readPrefix(start);
      const names = readNames(client, { Bucket: bucket, Prefix: prefix + start, MaxKeys: options.pageKeys }, bound);
      let last = "";
      for await (const name of names) {
        if (name <= last) throw new StorageUnavailableError(`S3: bucket "${bucket}" does not list in order`);
        last = name;
        const key = name.slice(prefix.length);
        // What others laid into the bucket is no object of this store.
        if (isKey(key)) yield key;
      }
    },
    ping: () =>
      translated(async () => {
        const abortSignal = AbortSignal.timeout(Math.min(bounds.callMs, LOOK_MS));
        await client.send(new HeadBucketCommand({ Bucket: bucket }), { abortSignal });
      }),
  };
}

function createClient({ region, endpoint }: S3ObjectsOptions, bounds: ReturnType<typeof toBounds>): S3Client {
  return new S3Client({
    ...(region !== undefined && { region }),
    // The names of other servers' buckets are seldom names of hosts.
    ...(endpoint !== undefined && { endpoint, forcePathStyle: true }),
    maxAttempts: bounds.attemptsMax,
    retryMode: "standard",
    requestHandler: { connectionTimeout: CONNECT_MS, socketTimeout: bounds.silenceMs },
  });
}

async function readObject(client: S3Client, name: S3Name, callMs: number): Promise<Uint8Array | undefined> {
  const abortSignal = AbortSignal.timeout(callMs);
  for (let reads = 1; ; reads++) {
    const found = await client.send(new GetObjectCommand(name), { abortSignal }).catch((error: unknown) => {
      if (readStatus(error) === 404 && !(error instanceof Error && error.name === "NoSuchBucket")) return undefined;
      throw error;
    });
    if (!found) return undefined;
    if (!found.Body) return new Uint8Array();
    try {
      const body = await unlessAborted(found.Body.transformToByteArray(), abortSignal);
      if (found.ContentLength === undefined || found.ContentLength === body.byteLength) return body;
      throw new StorageUnavailableError(`S3: ${body.byteLength} of ${found.ContentLength} bytes came`);
    } catch (error) {
      if (reads === READS_MAX || abortSignal.aborted) throw error;
    }
  }
}

/** Gives a body up with its call, also where the stream never says that it has ended. */
async function unlessAborted<Answer>(answer: Promise<Answer>, signal: AbortSignal): Promise<Answer> {
  let onAbort = (): void => {};
  const aborted = new Promise<never>((_resolve, reject) => {
    onAbort = () => reject(signal.reason);
    signal.addEventListener("abort", onAbort);
    if (signal.aborted) onAbort();
  });
  try {
    return await Promise.race([answer, aborted]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

interface Listing {
  readonly Bucket: string;
  readonly Prefix: string;
  readonly MaxKeys: number | undefined;
}

async function* readNames(
  client: S3Client,
  listing: Listing,
  bound: () => { abortSignal: AbortSignal },
): AsyncGenerator<string> {
  let token: string | undefined;
  do {
    const question = new ListObjectsV2Command({
      ...listing,
      MaxKeys: listing.MaxKeys ?? KEYS_PER_PAGE,
      ContinuationToken: token,
    });
    const page = await translated(() => client.send(question, bound()));
    yield* (page.Contents ?? []).flatMap((object) => object.Key ?? []);
    token = page.NextContinuationToken;
    if (page.IsTruncated && token === undefined) throw new StorageUnavailableError("S3: half a listing came");
    if (!page.IsTruncated) return;
  } while (token !== undefined);
}

async function translated<Answer>(work: () => Promise<Answer>): Promise<Answer> {
  try {
    return await work();
  } catch (error) {
    throw isBodyFault(error) ? error.cause : toUnavailable("S3", error);
  }
}
