import { describe, expect, onTestFinished, test } from "vitest";
import { StorageUnavailableError } from "../errors.ts";
import type { EventQueue } from "../ports.ts";

/** An empty queue, and how its time passes: an engine with its own clock really waits. */
export interface QueueUnderTest {
  readonly queue: EventQueue;
  elapse(durationMs: number): Promise<void>;
}

const VISIBILITY_MS = 1_000;

/** Describes what every event queue guarantees. */
export function describeEventQueue(name: string, createQueue: () => Promise<QueueUnderTest>): void {
  async function open() {
    const opened = await createQueue();
    onTestFinished(() => opened.queue.close());
    return opened;
  }
  const bodiesOf = (messages: readonly { readonly body: string }[]) => messages.map((message) => message.body).sort();

  describe(`${name} as an event queue`, () => {
    test("gives each message sent, whatever its text, and counts it until it is removed", async () => {
      const { queue } = await open();
      const bodies = ["{}", `'; DROP TABLE messages; --`, "ü🍪\n\t\\", "x".repeat(100_000)];
      await queue.send(bodies);
      const messages = await queue.receive(10, VISIBILITY_MS);
      expect(bodiesOf(messages)).toEqual([...bodies].sort());
      expect(await queue.depth()).toBe(4);
      await queue.remove(messages.map((message) => message.receipt));
      expect(await queue.depth()).toBe(0);
    });

    test("does not give a message to a second receiver while it is invisible", async () => {
      const { queue } = await open();
      await queue.send(["a", "b", "c"]);
      const [first, second] = await Promise.all([queue.receive(2, VISIBILITY_MS), queue.receive(2, VISIBILITY_MS)]);
      expect(bodiesOf([...first, ...second])).toEqual(["a", "b", "c"]);
      expect(await queue.receive(2, VISIBILITY_MS)).toEqual([]);
    });

    test("gives a message again when it was not removed in time", async () => {
      const { queue, elapse } = await open();
      await queue.send(["a", "b"]);
      const first = await queue.receive(10, VISIBILITY_MS);
      const removed = first.find((message) => message.body === "a");
      await queue.remove([removed?.receipt ?? ""]);
      await elapse(VISIBILITY_MS);
      const again = await queue.receive(10, VISIBILITY_MS);
      expect(bodiesOf(again)).toEqual(["b"]);
      expect(again[0]?.receivedAtMs).toBe(first.find((message) => message.body === "b")?.receivedAtMs);
    });

    test("a receipt that was overtaken does not remove the message from its new receiver", async () => {
      const { queue, elapse } = await open();
      await queue.send(["a"]);
      const [slow] = await queue.receive(1, VISIBILITY_MS);
      await elapse(VISIBILITY_MS);
      const [fast] = await queue.receive(1, VISIBILITY_MS);
      await queue.remove([slow?.receipt ?? ""]);
      expect(await queue.depth()).toBe(1);
      await queue.remove([fast?.receipt ?? ""]);
      expect(await queue.depth()).toBe(0);
    });

    test("removing twice, or sending and removing nothing, is harmless", async () => {
      const { queue } = await open();
      await queue.send([]);
      await queue.remove([]);
      await queue.send(["a", "b"]);
      const [one] = await queue.receive(1, VISIBILITY_MS);
      await queue.remove([one?.receipt ?? "", one?.receipt ?? ""]);
      await queue.remove([one?.receipt ?? ""]);
      expect(await queue.depth()).toBe(1);
    });

    test("after closing, everything rejects as unavailable", async () => {
      const { queue } = await open();
      await queue.ping();
      const last = queue.send(["last"]);
      await queue.close();
      await expect(last).resolves.toBeUndefined();
      await expect(queue.send(["late"])).rejects.toBeInstanceOf(StorageUnavailableError);
      await expect(queue.receive(1, VISIBILITY_MS)).rejects.toBeInstanceOf(StorageUnavailableError);
      await expect(queue.ping()).rejects.toBeInstanceOf(StorageUnavailableError);
      await queue.close();
    });
  });
}
