import { describe, expect, onTestFinished, test } from "vitest";
import { StorageUnavailableError } from "../errors.ts";
import type { EventQueue, QueueMessage } from "../ports.ts";

/** An empty queue, and how its time passes: an engine with its own clock really waits. */
export interface QueueUnderTest {
  readonly queue: EventQueue;
  elapse(durationMs: number): Promise<void>;
  /** Of several servers: one look may miss messages, and counts come late. @default false */
  readonly isSpread?: boolean | undefined;
}

const VISIBILITY_MS = 3_000;
const LOOKS_MAX = 30;
const SPREAD_MS = 90_000;

/** Describes what every event queue guarantees. */
export function describeEventQueue(name: string, createQueue: () => Promise<QueueUnderTest>): void {
  async function open() {
    const { queue, elapse, isSpread = false } = await createQueue();
    onTestFinished(() => queue.close());
    return {
      queue,
      elapse,
      /** Receives until so many have come. */
      receive: async (count: number): Promise<QueueMessage[]> => {
        const messages = [...(await queue.receive(count, VISIBILITY_MS))];
        for (let looks = 1; isSpread && messages.length < count && looks < LOOKS_MAX; looks++) {
          messages.push(...(await queue.receive(count - messages.length, VISIBILITY_MS, { waitMs: 1000 })));
        }
        return messages;
      },
      expectDepth: async (depth: number): Promise<void> => {
        if (isSpread) await expect.poll(() => queue.depth(), { timeout: SPREAD_MS }).toBe(depth);
        else expect(await queue.depth()).toBe(depth);
      },
    };
  }
  const bodiesOf = (messages: readonly { readonly body: string }[]) => messages.map((message) => message.body).sort();

  describe(`${name} as an event queue`, () => {
    test("gives each message sent, whatever its text, and counts it until it is removed", async () => {
      const { queue, receive, expectDepth } = await open();
      const bodies = ["{}", `'; DROP TABLE messages; --`, "ü🍪\n\t\\", "\u0001\uffff", "x".repeat(100_000)];
      await queue.send(bodies);
      const messages = await receive(bodies.length);
      expect(bodiesOf(messages)).toEqual([...bodies].sort());
      await expectDepth(bodies.length);
      await queue.remove(messages.map((message) => message.receipt));
      await expectDepth(0);
    });

    test("takes, gives and removes more at a time than any engine does in one step", async () => {
      const { queue, receive, expectDepth } = await open();
      const bodies = Array.from({ length: 137 }, (_, index) => `body ${index}`);
      await queue.send(bodies);
      const messages = await receive(bodies.length);
      expect(bodiesOf(messages)).toEqual([...bodies].sort());
      await queue.remove(messages.map((message) => message.receipt));
      await expectDepth(0);
    });

    test("never gives more than it is asked for", async () => {
      const { queue, receive } = await open();
      await queue.send(Array.from({ length: 25 }, (_, index) => String(index)));
      expect(await queue.receive(0, VISIBILITY_MS)).toEqual([]);
      for (const count of [1, 12, 12]) expect(await receive(count)).toHaveLength(count);
    });

    test("does not give a message to a second receiver while it is invisible", async () => {
      const { queue, receive } = await open();
      await queue.send(["a", "b", "c"]);
      const [first, second] = await Promise.all([
        queue.receive(2, VISIBILITY_MS),
        queue.receive(2, VISIBILITY_MS, { waitMs: 1000 }),
      ]);
      const rest = await receive(3 - first.length - second.length);
      expect(bodiesOf([...first, ...second, ...rest])).toEqual(["a", "b", "c"]);
      expect(await queue.receive(2, VISIBILITY_MS)).toEqual([]);
    });

    test("gives a message again when it was not removed in time", async () => {
      const { queue, elapse, receive } = await open();
      await queue.send(["a", "b"]);
      const first = await receive(2);
      const removed = first.find((message) => message.body === "a");
      await queue.remove([removed?.receipt ?? ""]);
      await elapse(VISIBILITY_MS);
      const again = await receive(1);
      expect(bodiesOf(again)).toEqual(["b"]);
      expect(again[0]?.receivedAtMs).toBe(first.find((message) => message.body === "b")?.receivedAtMs);
      expect(await queue.receive(2, VISIBILITY_MS)).toEqual([]);
    });

    test("a receipt that was overtaken does no harm, and the new one removes", async () => {
      const { queue, elapse, receive, expectDepth } = await open();
      await queue.send(["a"]);
      const [slow] = await receive(1);
      await elapse(VISIBILITY_MS);
      const [fast] = await receive(1);
      await queue.remove([slow?.receipt ?? ""]);
      // Where one server holds the message it stays; of several, some take it away.
      if ((await queue.depth()) > 0) await queue.remove([fast?.receipt ?? ""]);
      await expectDepth(0);
    });

    test("removing twice, or sending and removing nothing, is harmless", async () => {
      const { queue, receive, expectDepth } = await open();
      await queue.send([]);
      await queue.remove([]);
      await queue.send(["a", "b"]);
      const [one] = await receive(1);
      await queue.remove([one?.receipt ?? "", one?.receipt ?? ""]);
      await queue.remove([one?.receipt ?? "", ""]);
      await expectDepth(1);
    });

    // Less than the longest wait that an engine knows.
    test("waiting for a message ends when it is told to, and when the queue closes", { timeout: 15_000 }, async () => {
      const { queue } = await open();
      const told = new AbortController();
      const first = queue.receive(1, VISIBILITY_MS, { waitMs: 20_000, signal: told.signal });
      told.abort();
      expect(await first).toEqual([]);
      const second = queue.receive(1, VISIBILITY_MS, { waitMs: 20_000 });
      await queue.close();
      expect(await second).toEqual([]);
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
