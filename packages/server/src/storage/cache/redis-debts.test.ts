import { describe, expect, test } from "vitest";
import { createRedisDebts } from "./redis-debts.ts";

function createFakeClient() {
  const done: string[] = [];
  const client = {
    isAway: false,
    onDel: (): void => {},
    async del(keys: string[]) {
      client.onDel();
      if (client.isAway) throw new Error("away");
      done.push(...keys.map((key) => `del ${key}`));
    },
    async publish(channel: string, message: string) {
      if (client.isAway) throw new Error("away");
      done.push(`publish ${channel} ${message}`);
    },
  };
  return { client, done };
}

describe("debts to Redis", () => {
  test("are paid once, removals before the messages that tell of them", async () => {
    const debts = createRedisDebts();
    const { client, done } = createFakeClient();
    debts.oweMessage("news", "a");
    debts.oweMessage("news", "a");
    debts.oweRemoval(["one", "two"]);
    await debts.pay(client);
    await debts.pay(client);
    expect(done).toEqual(["del one", "del two", "publish news a"]);
  });

  test("stay owed when paying fails", async () => {
    const debts = createRedisDebts();
    const { client, done } = createFakeClient();
    debts.oweRemoval(Array.from({ length: 1_200 }, (_, index) => `key ${index}`));
    client.isAway = true;
    await expect(debts.pay(client)).rejects.toThrow("away");
    client.isAway = false;
    await debts.pay(client);
    expect(new Set(done).size).toBe(1_200);
    debts.oweMessage("news", "a");
    client.isAway = true;
    await expect(debts.pay(client)).rejects.toThrow("away");
    client.isAway = false;
    await debts.pay(client);
    expect(done.at(-1)).toBe("publish news a");
  });

  test("a removal owed again while the same is being paid is paid again", async () => {
    const debts = createRedisDebts();
    const { client, done } = createFakeClient();
    debts.oweRemoval(["key"]);
    client.onDel = () => {
      client.onDel = () => {};
      debts.oweRemoval(["key"]);
    };
    await debts.pay(client);
    expect(done).toEqual(["del key", "del key"]);
  });

  test("are bounded: the oldest are let go, as their entries end by themselves", async () => {
    const debts = createRedisDebts();
    const { client, done } = createFakeClient();
    debts.oweRemoval(Array.from({ length: 50_001 }, (_, index) => `${index}`));
    for (let index = 0; index <= 10_000; index++) debts.oweMessage("news", `${index}`);
    await debts.pay(client);
    expect([done[0], done[49_999], done[50_000], done.length]).toEqual([
      "del 1",
      "del 50000",
      "publish news 1",
      60_000,
    ]);
  });
});
