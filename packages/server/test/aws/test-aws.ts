import { randomBytes } from "node:crypto";
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectsCommand,
  ListObjectsV2Command,
  S3Client,
} from "@aws-sdk/client-s3";
import { CreateQueueCommand, DeleteQueueCommand, SQSClient } from "@aws-sdk/client-sqs";
import { type FauxqsServer, startFauxqs } from "fauxqs";
import { onTestFinished, vi } from "vitest";
import { type AwsFront, createAwsFront } from "./aws-front.ts";

const REGION = "us-east-1";

/** S3 and SQS of one test, in this process, behind a front that can make every call fail. */
export interface TestAws {
  readonly front: AwsFront;
  readonly bucket: { readonly endpoint: string; readonly region: string; readonly bucket: string };
  readonly queue: { readonly queueUrl: string; readonly region: string };
  readonly emulator: FauxqsServer;
}

/** Starts an emulator with an empty bucket and an empty queue; it ends with the running test. */
export async function createTestAws(queueAttributes: Record<string, string> = {}): Promise<TestAws> {
  useTestCredentials();
  const emulator = await startFauxqs({ port: 0, logger: false });
  onTestFinished(() => emulator.stop());
  const front = await createAwsFront(emulator.port);
  onTestFinished(() => front.close());
  emulator.createBucket("bronze");
  emulator.createQueue("events", { attributes: queueAttributes });
  return {
    front,
    bucket: { endpoint: front.url, region: REGION, bucket: "bronze" },
    queue: { queueUrl: `${front.url}/000000000000/events`, region: REGION },
    emulator,
  };
}

/** Answers an empty bucket on the server that `TEST_S3_ENDPOINT` names, where it may create some; else on the emulator. */
export async function createTestBucket(): Promise<TestAws["bucket"]> {
  const endpoint = process.env.TEST_S3_ENDPOINT;
  if (!endpoint) return (await createTestAws()).bucket;
  const region = process.env.AWS_REGION ?? REGION;
  const client = new S3Client({ endpoint, region, forcePathStyle: true });
  const bucket = toTestName();
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  onTestFinished(async () => {
    const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: bucket }));
    const Objects = Contents.map(({ Key }) => ({ Key }));
    await client.send(new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects } }));
    await client.send(new DeleteBucketCommand({ Bucket: bucket }));
    client.destroy();
  });
  return { endpoint, region, bucket };
}

/** Answers an empty queue on the server that `TEST_SQS_ENDPOINT` names, where it may create some; else on the emulator. */
export async function createTestQueue(): Promise<TestAws["queue"]> {
  const endpoint = process.env.TEST_SQS_ENDPOINT;
  if (!endpoint) return (await createTestAws()).queue;
  const region = process.env.AWS_REGION ?? REGION;
  const client = new SQSClient({ endpoint, region });
  const { QueueUrl: queueUrl = "" } = await client.send(new CreateQueueCommand({ QueueName: toTestName() }));
  onTestFinished(async () => {
    await client.send(new DeleteQueueCommand({ QueueUrl: queueUrl }));
    client.destroy();
  });
  return { queueUrl, region };
}

/** Credentials where the SDK looks for them first; the emulator takes any. */
function useTestCredentials(): void {
  vi.stubEnv("AWS_ACCESS_KEY_ID", "test");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "test");
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
}

function toTestName(): string {
  return `cookiehub-test-${randomBytes(8).toString("hex")}`;
}
