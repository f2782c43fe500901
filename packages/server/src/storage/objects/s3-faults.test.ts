import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { AwsFault } from "../../../test/aws/aws-front.ts";
import { createTestAws, type TestAws } from "../../../test/aws/test-aws.ts";
import { StorageUnavailableError } from "../errors.ts";
import type { ObjectStore } from "../ports.ts";
import { createS3Objects } from "./s3.ts";

const QUICK = { silenceMs: 200, callMs: 5_000 };
const BODY = Uint8Array.from({ length: 50_000 }, (_, index) => (index * index) % 251);
const FAULTS = ["refuse", "lose", "half", "shorten", "hang", "conflict"] as const;

async function open(): Promise<TestAws & { store: ObjectStore }> {
  const aws = await createTestAws();
  return { ...aws, store: await createS3Objects({ ...aws.bucket, ...QUICK, pageKeys: 4 }) };
}

/** Gives the next calls of an operation these faults, one after the other. */
function fail({ front }: TestAws, operation: string, faults: readonly AwsFault[]): void {
  const left = [...faults];
  front.setFaults((call) => (call.operation === operation ? left.shift() : undefined));
}

async function listAll(store: ObjectStore): Promise<string[]> {
  const keys: string[] = [];
  for await (const key of store.list("")) keys.push(key);
  return keys;
}

describe("S3 object store, when calls fail", () => {
  test.each(FAULTS)("writes an object once and knows that it did, after: %s", async (fault) => {
    const { store, ...aws } = await open();
    fail(aws, "PUT", [fault]);
    expect(await store.put("key", BODY)).toBe("created");
    expect(await store.put("key", new Uint8Array(1))).toBe("exists");
    expect(await store.get("key")).toEqual(BODY);
  });

  test("does not take another's object for its own when it has to write again", async () => {
    const { store, ...aws } = await open();
    const other = await createS3Objects(aws.bucket);
    let isFirst = true;
    let othersWrite: Promise<unknown> | undefined;
    aws.front.setFaults((call) => {
      if (call.operation !== "PUT" || !isFirst) return undefined;
      isFirst = false;
      othersWrite = other.put("key", BODY);
      return "refuse";
    });
    // Both hold the same, so that only who wrote it tells them apart.
    const own = await store.put("key", BODY);
    expect([own, await othersWrite].sort()).toEqual(["created", "exists"]);
  });

  test.each(["half", "shorten", "refuse", "hang", "lose"] as const)("reads all of a body, after: %s", async (fault) => {
    const { store, ...aws } = await open();
    await store.put("key", BODY);
    fail(aws, "GET", [fault, fault]);
    expect(await store.get("key")).toEqual(BODY);
    fail(aws, "GET", Array(20).fill(fault));
    await expect(store.get("key")).rejects.toBeInstanceOf(StorageUnavailableError);
  });

  test.each(["half", "shorten", "refuse", "hang", "lose"] as const)(
    "lists every key or rejects, after: %s",
    async (fault) => {
      const { store, ...aws } = await open();
      const keys = Array.from({ length: 11 }, (_, index) => `key-${10 + index}`);
      for (const key of keys) await store.put(key, BODY);
      for (const faults of [[fault], Array(20).fill(fault)]) {
        fail(aws, "LIST", faults);
        const listed = await listAll(store).catch((error: unknown) => error);
        if (listed instanceof Error) expect(listed).toBeInstanceOf(StorageUnavailableError);
        else expect(listed).toEqual(keys);
      }
      fail(aws, "LIST", []);
      expect(await listAll(store)).toEqual(keys);
    },
  );

  test("gives up a write that the service keeps asking to repeat, and takes it later", async () => {
    const { store, ...aws } = await open();
    fail(aws, "PUT", Array(100).fill("conflict"));
    await expect(store.put("key", BODY)).rejects.toBeInstanceOf(StorageUnavailableError);
    fail(aws, "PUT", []);
    expect(await store.put("key", BODY)).toBe("created");
  });

  test("opens while the service is away, and works by itself once it is back", async () => {
    const aws = await createTestAws();
    aws.front.setFaults(() => "refuse");
    const store = await createS3Objects({ ...aws.bucket, ...QUICK });
    await expect(store.ping()).rejects.toBeInstanceOf(StorageUnavailableError);
    await expect(store.put("key", BODY)).rejects.toBeInstanceOf(StorageUnavailableError);
    aws.front.setFaults(() => undefined);
    await store.ping();
    expect(await store.put("key", BODY)).toBe("created");
  });

  test("asks a server that was away at the start whether it refuses second writes before the first one", async () => {
    const aws = await createTestAws();
    aws.front.setFaults(() => "refuse");
    const store = await createS3Objects({ ...aws.bucket, ...QUICK });
    aws.front.setFaults(() => undefined);
    aws.front.setWriteOnce(false);
    await expect(store.put("key", BODY)).rejects.toThrow("If-None-Match");
    expect(await store.get("key")).toBeUndefined();
  });

  test("whatever fails, what it answers is right, and nothing is lost or changed", async () => {
    const { store, front } = await open();
    let round = 0;
    const steps = fc.array(fc.tuple(fc.constantFrom("put", "get"), fc.integer({ min: 0, max: 2 })), { maxLength: 8 });
    // Hanging takes its time: it has tests of its own.
    const faults = fc.array(fc.constantFrom("refuse", "lose", "half", "shorten", "conflict", undefined), {
      maxLength: 12,
    });
    await fc.assert(
      fc.asyncProperty(steps, faults, async (given, left) => {
        round++;
        const tried = new Map<string, string[]>();
        const held = new Map<string, string>();
        front.setFaults(() => left.shift());
        for (const [index, [step, number]] of given.entries()) {
          const key = `${round}/${number}`;
          const text = String(index);
          try {
            if (step === "get") {
              const text = toText(await store.get(key));
              if (held.has(key)) expect(text).toBe(held.get(key));
              else if (text !== undefined) held.set(key, text);
            } else {
              tried.set(key, [...(tried.get(key) ?? []), text]);
              const outcome = await store.put(key, Buffer.from(text));
              if (outcome === "created") expect(held.has(key)).toBe(false);
              held.set(key, outcome === "created" ? text : (toText(await store.get(key)) ?? "nothing"));
            }
          } catch (error) {
            if (!(error instanceof StorageUnavailableError)) throw error;
          }
        }
        front.setFaults(() => undefined);
        for (const [key, texts] of tried) {
          const text = toText(await store.get(key));
          // A write that failed may have been done, and a later one then found the name taken.
          if (held.has(key)) expect(text).toBe(held.get(key));
          else expect([undefined, ...texts]).toContain(text);
        }
      }),
      { numRuns: 20 },
    );
  });
});

function toText(body: Uint8Array | undefined): string | undefined {
  return body && Buffer.from(body).toString();
}
