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

describe("S3 object store, when calls of a body in pieces fail", () => {
  test.each(["refuse", "lose", "half", "shorten", "conflict"] as const)(
    "writes an object once or leaves nothing, and no parts in either case, where one call meets: %s",
    async (fault) => {
      let isReached = true;
      for (let at = 0; isReached; at++) {
        const { store, front } = await openPatient();
        let writes = 0;
        // Creating, two parts, putting together; and whatever is asked again.
        front.setFaults((call) => (isWrite(call.operation) && writes++ === at ? fault : undefined));
        const outcome = await store.putStream("key", toPieces()).catch((error: unknown) => error);
        front.setFaults(() => undefined);
        const body = await store.get("key");
        if (outcome === "created") expect(body && LARGE.equals(body), `${at}`).toBe(true);
        else expect(outcome).toBeInstanceOf(StorageUnavailableError);
        if (body) expect(await store.putStream("key", toPieces())).toBe("exists");
        await store.remove("key");
        // An upload whose number did not come cannot be named: the bucket's lifecycle ends it.
        const isNameless = at === 0 && ["lose", "half", "shorten"].includes(fault);
        if (!isNameless) expect([at, await isBucketEmpty(front.url)]).toEqual([at, true]);
        isReached = writes > at;
        expect(at).toBeLessThan(12);
      }
    },
    30_000,
  );

  test.each(["half", "shorten", "refuse", "hang", "lose"] as const)(
    "reads all of a body in pieces, after: %s, or rejects",
    async (fault) => {
      const { store, ...aws } = await openPatient();
      await store.putStream("key", toPieces());
      const read = async (faults: readonly AwsFault[]): Promise<Buffer> => {
        fail(aws, "GET", faults);
        const chunks: Uint8Array[] = [];
        for await (const chunk of (await store.getStream("key")) ?? []) chunks.push(chunk);
        return Buffer.concat(chunks);
      };
      expect((await read([fault, fault])).equals(LARGE)).toBe(true);
      if (fault === "hang") return;
      // Half of what is left comes each time: that is no fault without an end.
      if (fault === "half" || fault === "shorten") expect((await read(Array(5).fill(fault))).equals(LARGE)).toBe(true);
      else await expect(read(Array(40).fill(fault))).rejects.toBeInstanceOf(StorageUnavailableError);
    },
    30_000,
  );

  test("leaves no parts of a body that fails", async () => {
    const { store, front } = await openPatient();
    const fault = new TypeError("the writer's own");
    async function* toFailing(): AsyncGenerator<Uint8Array> {
      yield* toPieces();
      throw fault;
    }
    await expect(store.putStream("key", toFailing())).rejects.toBe(fault);
    expect(await isBucketEmpty(front.url)).toBe(true);
  });

  test("rejects where the object is another one in the midst of reading it", async () => {
    const { store, ...aws } = await openPatient();
    await store.putStream("key", toPieces());
    const stream = await store.getStream("key");
    await store.remove("key");
    await store.put("key", BODY);
    fail(aws, "GET", []);
    const readAll = async (): Promise<void> => {
      for await (const _chunk of stream ?? []);
    };
    await expect(readAll()).rejects.toBeInstanceOf(StorageUnavailableError);
  });
});

test("an address of S3 gives the object to whoever has it, as a file to be saved, and holds no more than its key", async () => {
  const { store } = await open();
  await store.put("exports/exp_1/1.zip", BODY);
  const url = new URL(
    (await store.createDownloadUrl?.("exports/exp_1/1.zip", { expiresInS: 900, fileName: "exp_1.zip" })) ?? "",
  );
  expect(Object.fromEntries(url.searchParams)).toMatchObject({
    "X-Amz-Expires": "900",
    "X-Amz-SignedHeaders": "host",
    "X-Amz-Credential": expect.stringMatching(/^test\/\d{8}\/us-east-1\/s3\/aws4_request$/),
    "response-content-disposition": 'attachment; filename="exp_1.zip"',
  });
  const response = await fetch(url);
  expect(response.status).toBe(200);
  expect(new Uint8Array(await response.arrayBuffer())).toEqual(BODY);
});

/** Two parts. */
const LARGE = Buffer.alloc(5_400_001, "not all of one part\n");

async function* toPieces(): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < LARGE.length; at += 900_000) yield LARGE.subarray(at, at + 900_000);
}

function isWrite(operation: string): boolean {
  return operation === "PUT" || operation === "POST";
}

/** For bodies in parts, which take their time. */
async function openPatient(): Promise<TestAws & { store: ObjectStore }> {
  const aws = await createTestAws();
  return { ...aws, store: await createS3Objects({ ...aws.bucket, silenceMs: 1_500, partBytes: 5_242_880 }) };
}

/** Whether the bucket holds nothing, parts of an upload included: only then it can be ended. Ends it. */
async function isBucketEmpty(url: string): Promise<boolean> {
  await fetch(`${url}/bronze/${encodeURIComponent("+write-once")}`, { method: "DELETE" });
  const { status } = await fetch(`${url}/bronze`, { method: "DELETE" });
  return status === 204;
}

function toText(body: Uint8Array | undefined): string | undefined {
  return body && Buffer.from(body).toString();
}
