import { setTimeout } from "node:timers/promises";
import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  type S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { toPauseMs } from "../aws/bounds.ts";
import { readStatus } from "../aws/errors.ts";
import { StorageUnavailableError } from "../errors.ts";

/** S3 takes no smaller parts, but for the last one, and no more than 10,000 of them: 80 GiB in all. */
const PART_BYTES = 8_388_608;

const TAKEN = 412;
const CONFLICT = 409;
const CONFLICTS_MAX = 5;

export interface Upload {
  readonly client: S3Client;
  /** Bounds a call with all its tries. */
  readonly bound: () => { abortSignal: AbortSignal };
  readonly target: { readonly Bucket: string; readonly Key: string };
  /** Marks the object as this call's own. */
  readonly writer: Record<string, string>;
  /** Whether the object stands, and is this call's own. */
  readonly isDone: () => Promise<boolean>;
}

/**
 * Uploads a body in parts, one after the other, and puts it together under its name unless that is taken. What fails is
 * aborted, so that no parts stay; those of a process that died are for the bucket's lifecycle to end.
 */
export async function uploadParts(
  upload: Upload,
  first: readonly Uint8Array[],
  left: AsyncIterator<Uint8Array>,
): Promise<"created" | "exists"> {
  const { client, bound, target, writer, isDone } = upload;
  const started = new CreateMultipartUploadCommand({ ...target, Metadata: writer, ChecksumAlgorithm: "CRC32" });
  const { UploadId } = await client.send(started, bound());
  if (UploadId === undefined) throw new StorageUnavailableError("S3: half an answer came to the start of an upload");
  let isUploaded = false;
  try {
    const parts: CompletedPart[] = [];
    for (const body of first) parts.push(await uploadPart(upload, UploadId, parts.length + 1, body));
    for (let next = await left.next(); !next.done; next = await left.next()) {
      parts.push(await uploadPart(upload, UploadId, parts.length + 1, next.value));
    }
    isUploaded = true;
    await complete(upload, UploadId, parts);
    return "created";
  } catch (error) {
    // Whatever was answered, or not: the object itself says who wrote it.
    if (isUploaded && (await isDone().catch(() => false))) return "created";
    await client.send(new AbortMultipartUploadCommand({ ...target, UploadId }), bound()).catch(() => {});
    if (isUploaded && readStatus(error) === TAKEN) return "exists";
    throw error;
  }
}

async function uploadPart(
  { client, bound, target }: Upload,
  UploadId: string,
  PartNumber: number,
  Body: Uint8Array,
): Promise<CompletedPart> {
  const part = { ...target, UploadId, PartNumber, Body, ChecksumAlgorithm: "CRC32" as const };
  const { ETag, ChecksumCRC32 } = await client.send(new UploadPartCommand(part), bound());
  return { PartNumber, ETag, ChecksumCRC32 };
}

async function complete({ client, bound, target }: Upload, UploadId: string, Parts: CompletedPart[]): Promise<void> {
  const whole = { ...target, UploadId, MultipartUpload: { Parts }, IfNoneMatch: "*" };
  for (let conflicts = 0; ; conflicts++) {
    try {
      const { ETag } = await client.send(new CompleteMultipartUploadCommand(whole), bound());
      if (ETag !== undefined) return;
      throw new StorageUnavailableError("S3: half an answer came to the end of an upload");
    } catch (error) {
      if (readStatus(error) !== CONFLICT || conflicts === CONFLICTS_MAX) throw error;
      await setTimeout(toPauseMs(conflicts));
    }
  }
}

/** Cuts a body into parts of one length, but for the last. */
export async function* toParts(
  body: AsyncIterable<Uint8Array>,
  partBytes: number = PART_BYTES,
): AsyncGenerator<Uint8Array> {
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  for await (let chunk of body) {
    while (heldBytes + chunk.byteLength >= partBytes) {
      const cut = partBytes - heldBytes;
      yield Buffer.concat([...held, chunk.subarray(0, cut)], partBytes);
      chunk = chunk.subarray(cut);
      [held, heldBytes] = [[], 0];
    }
    if (chunk.byteLength === 0) continue;
    held.push(chunk);
    heldBytes += chunk.byteLength;
  }
  if (heldBytes > 0) yield Buffer.concat(held, heldBytes);
}
