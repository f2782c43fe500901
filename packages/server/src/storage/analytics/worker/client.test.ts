import { Worker } from "node:worker_threads";
import { describe, expect, onTestFinished, test } from "vitest";
import { StorageUnavailableError } from "../../errors.ts";
import { createWorkerClient } from "./client.ts";

// A thread that answers its own number, ends when told to load "exit", and throws outside any call on "throw".
const SCRIPT = `
  const { parentPort, threadId } = require("node:worker_threads");
  parentPort.on("message", (request) => {
    if (request.arguments[0] === "exit") process.exit(1);
    if (request.arguments[0] === "throw") throw new Error("crashed");
    if (request.arguments[0] === "full") {
      parentPort.postMessage({ id: request.id, fault: { kind: "unavailable", message: "disk full" } });
    } else if (request.arguments[0] === "wrong") {
      parentPort.postMessage({ id: request.id, fault: { kind: "other", message: "wrong" } });
    } else parentPort.postMessage({ id: request.id, answer: threadId });
  });
`;

function openClient() {
  const client = createWorkerClient(() => new Worker(SCRIPT, { eval: true }));
  onTestFinished(() => client.close());
  return client;
}

describe("worker client", () => {
  test.each(["exit", "throw"])(
    "when its thread ends (%s), every call rejects as unavailable and the next starts another",
    async (how) => {
      const client = openClient();
      const before = await client.call("open");
      const outcomes = await Promise.allSettled([
        client.call("load", how, ""),
        client.call("open"),
        client.call("open"),
      ]);
      for (const outcome of outcomes) {
        expect(outcome.status === "rejected" && outcome.reason).toBeInstanceOf(StorageUnavailableError);
      }
      expect(client.pendingCount).toBe(0);
      expect(await client.call("open")).not.toBe(before);
    },
  );

  test("an error keeps its kind on the way between threads", async () => {
    const client = openClient();
    await expect(client.call("load", "full", "")).rejects.toBeInstanceOf(StorageUnavailableError);
    await expect(client.call("load", "wrong", "")).rejects.not.toBeInstanceOf(StorageUnavailableError);
  });

  test("a value that cannot cross threads fails its own call alone", async () => {
    const client = openClient();
    const uncloneable = (() => {}) as unknown as string;
    const [failing, fine] = await Promise.allSettled([client.call("load", uncloneable, ""), client.call("open")]);
    expect([failing.status, fine.status]).toEqual(["rejected", "fulfilled"]);
  });
});
