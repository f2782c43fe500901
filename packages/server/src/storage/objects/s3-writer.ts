import { randomUUID } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import { HeadObjectCommand, PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { toPauseMs } from "../aws/bounds.ts";
import { AwsSetupError, readAttempts, readStatus } from "../aws/errors.ts";
import { uploadParts } from "./s3-multipart.ts";

export interface S3WriterParts {
  readonly client: S3Client;
  readonly bucket: string;
  /** Bounds a call with all its tries. */
  readonly bound: () => { abortSignal: AbortSignal };
}

export interface S3Writer {
  put(name: string, body: Uint8Array): Promise<"created" | "exists">;
  /** The same of a body that comes in parts; one at a time is held. */
  putParts(name: string, parts: AsyncIterable<Uint8Array>): Promise<"created" | "exists">;
  /** Rejects with `AwsSetupError` when the server lets a second write of one name through. */
  checkWriteOnce(name: string): Promise<void>;
}

/** Names the call that wrote an object, so that a repeated try can tell its own from another's. */
const WRITER = "cookiehub-write";
const TAKEN = 412;
const CONFLICT = 409;
const CONFLICTS_MAX = 5;

/** Creates what writes objects once: `If-None-Match: *` makes the service refuse a second write. */
export function createS3Writer({ client, bucket, bound }: S3WriterParts): S3Writer {
  /** Answers whether an object was written by this call. */
  async function isWrittenBy(writer: string, name: string): Promise<boolean> {
    const found = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: name }), bound());
    return found.Metadata?.[WRITER] === writer;
  }

  async function put(name: string, body: Uint8Array): Promise<"created" | "exists"> {
    const writer = randomUUID();
    const written = { Bucket: bucket, Key: name, Body: body, IfNoneMatch: "*", Metadata: { [WRITER]: writer } };
    for (let conflicts = 0; ; ) {
      try {
        await client.send(new PutObjectCommand(written), bound());
        return "created";
      } catch (error) {
        const status = readStatus(error);
        if (status === TAKEN) {
          // A try that was not answered may have been the one that took the name. `exists` is right in any case.
          const isUnsure = conflicts > 0 || readAttempts(error) > 1;
          return isUnsure && (await isWrittenBy(writer, name).catch(() => false)) ? "created" : "exists";
        }
        // Two writes of one name at a time: the service asks to try again, and may let neither through until then.
        if (status !== CONFLICT || conflicts === CONFLICTS_MAX) throw error;
        await setTimeout(toPauseMs(conflicts));
        conflicts++;
      }
    }
  }

  async function putParts(name: string, parts: AsyncIterable<Uint8Array>): Promise<"created" | "exists"> {
    const left = parts[Symbol.asyncIterator]();
    try {
      const first = await left.next();
      if (first.done) return await put(name, new Uint8Array());
      const second = await left.next();
      if (second.done) return await put(name, first.value);
      const writer = randomUUID();
      const isDone = () => isWrittenBy(writer, name);
      const target = { Bucket: bucket, Key: name };
      return await uploadParts(
        { client, bound, isDone, target, writer: { [WRITER]: writer } },
        [first.value, second.value],
        left,
      );
    } finally {
      await left.return?.();
    }
  }

  return {
    put,
    putParts,
    async checkWriteOnce(name) {
      for (let writes = 0; writes < 2; writes++) {
        if ((await put(name, new Uint8Array())) === "exists") return;
      }
      throw new AwsSetupError(
        `S3: the server of bucket "${bucket}" lets an object be written twice. Take one that honours If-None-Match: * on PutObject.`,
      );
    },
  };
}
