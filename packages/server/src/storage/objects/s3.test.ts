import { describe, expect, test } from "vitest";
import { createTestAws, createTestBucket } from "../../../test/aws/test-aws.ts";
import { AwsSetupError } from "../aws/errors.ts";
import { describeObjectStore } from "../contract/object-store.ts";
import { ObjectKeyError } from "../errors.ts";
import type { ObjectStore } from "../ports.ts";
import { createS3Objects } from "./s3.ts";

const toBytes = (text: string) => new TextEncoder().encode(text);

async function listAll(store: ObjectStore, prefix = ""): Promise<string[]> {
  const keys: string[] = [];
  for await (const key of store.list(prefix)) keys.push(key);
  return keys;
}

describeObjectStore("S3", async () => createS3Objects({ ...(await createTestBucket()), pageKeys: 3 }));

describeObjectStore("S3 under a prefix", async () =>
  createS3Objects({ ...(await createTestBucket()), prefix: "of/one-" }),
);

describe("S3 object store", () => {
  test("keeps to its prefix: neither sees nor disturbs what others keep in the bucket", async () => {
    const { bucket } = await createTestAws();
    const [one, other] = [
      await createS3Objects({ ...bucket, prefix: "one/" }),
      await createS3Objects({ ...bucket, prefix: "other/" }),
    ];
    await one.put("a", toBytes("one"));
    expect(await other.put("a", toBytes("other"))).toBe("created");
    expect(await listAll(one)).toEqual(["a"]);
    expect(Buffer.from((await one.get("a")) ?? "").toString()).toBe("one");
  });

  test("lists many pages in order, and leaves out what is no object of a store", async () => {
    const { bucket, front } = await createTestAws();
    const store = await createS3Objects({ ...bucket, pageKeys: 10 });
    const keys = Array.from({ length: 45 }, (_, index) => `k/${String(index).padStart(3, "0")}`);
    await Promise.all(keys.map((key) => store.put(key, toBytes(key))));
    await fetch(`${front.url}/bronze/k/`, { method: "PUT", body: "a folder of a console" });
    expect(await listAll(store, "k/")).toEqual(keys);
    expect(front.calls.filter((call) => call.operation === "LIST")).toHaveLength(5);
  });

  test("refuses a key that with the prefix is longer than S3 takes", async () => {
    const store = await createS3Objects({ ...(await createTestBucket()), prefix: "p".repeat(100) });
    const key = Array.from({ length: 10 }, () => "k".repeat(99)).join("/");
    await expect(store.put(key, toBytes("x"))).rejects.toBeInstanceOf(ObjectKeyError);
  });

  test("does not open on a server that lets an object be written twice", async () => {
    const { bucket, front } = await createTestAws();
    front.setWriteOnce(false);
    const opened = createS3Objects(bucket);
    await expect(opened).rejects.toBeInstanceOf(AwsSetupError);
    await expect(opened).rejects.toThrow("If-None-Match");
  });

  test("does not open on a bucket that does not exist, and says so", async () => {
    const { bucket } = await createTestAws();
    const opened = createS3Objects({ ...bucket, bucket: "nobodys" });
    await expect(opened).rejects.toMatchObject({
      code: "aws_setup",
      message: expect.stringContaining("S3: NoSuchBucket"),
    });
  });
});
