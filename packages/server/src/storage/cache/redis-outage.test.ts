import { createClient } from "@redis/client";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import type { TestServer } from "../../../test/servers/kept-process.ts";
import { startRedis } from "../../../test/servers/redis.ts";
import { createTcpProxy, type TcpProxy } from "../../../test/servers/tcp-proxy.ts";
import { StorageUnavailableError } from "../errors.ts";
import type { Cache } from "../ports.ts";
import { createRedisCache, type RedisStateChange } from "./redis.ts";

const HOUR_MS = 3_600_000;
const TIMEOUT_MS = 300;
// For what a ping or a reconnection has to bring about.
const SOON = { timeout: 15_000, interval: 20 };

// Its own: these tests kill its connections and change its role.
let redis: TestServer;
let control: ReturnType<typeof createClient>;

beforeAll(async () => {
  redis = await startRedis();
  control = createClient({ url: redis.url });
  await control.connect();
});
afterAll(async () => {
  control.destroy();
  await redis.stop();
});

async function open(url = redis.url, onStateChange?: (change: RedisStateChange) => void): Promise<Cache> {
  const cache = await createRedisCache({
    url,
    prefix: `${expect.getState().currentTestName}:`,
    timeoutMs: TIMEOUT_MS,
    onStateChange,
  });
  onTestFinished(() => cache.close());
  return cache;
}

async function openThroughProxy(): Promise<{ proxy: TcpProxy; cache: Cache; peer: Cache }> {
  const proxy = await createTcpProxy(redis.url);
  onTestFinished(() => proxy.close());
  return { proxy, cache: await open(proxy.url), peer: await open() };
}

async function listen(cache: Cache, channel = "news") {
  const heard: string[] = [];
  const gaps = { onLost: () => heard.push("lost"), onRestored: () => heard.push("restored") };
  await cache.subscribe(channel, (message) => heard.push(message), gaps);
  return heard;
}

/** One call of every operation. */
const callAll = (cache: Cache): Promise<unknown>[] => [
  cache.get("key"),
  cache.set("key", "1", HOUR_MS),
  cache.lease("key"),
  cache.fill("key", "token", "1", HOUR_MS),
  cache.remove("key"),
  cache.publish("news", "1"),
  cache.ping(),
];

async function expectAllRefused(cache: Cache): Promise<void> {
  for (const outcome of await Promise.allSettled(callAll(cache))) {
    expect(outcome).toMatchObject({ status: "rejected", reason: expect.any(StorageUnavailableError) });
  }
}

const expectWorking = (cache: Cache) => vi.waitFor(() => cache.ping(), SOON);

describe("Redis, when the network fails", () => {
  test("a killed connection is told as a gap, and messages flow again after it", async () => {
    const cache = await open();
    const heard = await listen(cache);
    await control.sendCommand(["CLIENT", "KILL", "TYPE", "pubsub"]);
    await vi.waitFor(() => expect(heard).toEqual(["lost", "restored"]), SOON);
    await cache.publish("news", "after");
    await vi.waitFor(() => expect(heard).toEqual(["lost", "restored", "after"]), SOON);
    await control.sendCommand(["CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"]);
    await expectWorking(cache);
    await cache.set("key", "1", HOUR_MS);
    expect(await cache.get("key")).toBe("1");
    expect(heard).toHaveLength(3);
  });

  test("while the server is gone everything is refused at once and typed, and works when it is back", async () => {
    const { proxy, cache } = await openThroughProxy();
    const heard = await listen(cache);
    await proxy.refuse();
    await vi.waitFor(() => expect(heard).toEqual(["lost"]), SOON);
    await expectAllRefused(cache);
    await proxy.restore();
    await expectWorking(cache);
    await vi.waitFor(() => expect(heard).toContain("restored"), SOON);
    expect(await Promise.allSettled(callAll(cache))).not.toContainEqual(
      expect.objectContaining({ status: "rejected" }),
    );
  });

  test("a removal that was refused has happened before anything is read again", async () => {
    const { proxy, cache, peer } = await openThroughProxy();
    const heard = await listen(peer);
    await peer.set("key", "old", HOUR_MS);
    await proxy.refuse();
    await vi.waitFor(() => expect(cache.remove("key")).rejects.toThrow(StorageUnavailableError), SOON);
    await expect(cache.publish("news", "key changed")).rejects.toThrow(StorageUnavailableError);
    await proxy.restore();
    const first = await vi.waitFor(() => cache.get("key"), SOON);
    expect([first, await peer.get("key")]).toEqual([undefined, undefined]);
    await vi.waitFor(() => expect(heard).toEqual(["key changed"]), SOON);
  });

  test("when the server hangs, callers wait once and for a bounded time", async () => {
    const { proxy, cache } = await openThroughProxy();
    await cache.set("key", "1", HOUR_MS);
    proxy.hang();
    await expectAllRefused(cache);
    const startedAtMs = performance.now();
    for (let round = 0; round < 100; round++) await expectAllRefused(cache);
    expect(performance.now() - startedAtMs).toBeLessThan(TIMEOUT_MS);
    await proxy.restore();
    await expectWorking(cache);
  });

  test("a subscription through which nothing comes any more is told as lost", async () => {
    const { proxy, cache, peer } = await openThroughProxy();
    const heard = await listen(cache);
    proxy.hang();
    await vi.waitFor(() => expect(heard).toEqual(["lost"]), SOON);
    await proxy.restore();
    await vi.waitFor(() => expect(heard.at(-1)).toBe("restored"), SOON);
    await peer.publish("news", "after");
    await vi.waitFor(() => expect(heard.at(-1)).toBe("after"), SOON);
  });

  test("a cache that is made while the server is away works when it comes", async () => {
    const proxy = await createTcpProxy(redis.url);
    onTestFinished(() => proxy.close());
    await proxy.refuse();
    const changes: string[] = [];
    const cache = await open(proxy.url, ({ connection, state }) => changes.push(`${connection} ${state}`));
    const heard = await listen(cache);
    expect(heard).toEqual(["lost"]);
    await expectAllRefused(cache);
    await proxy.restore();
    await vi.waitFor(() => expect(heard).toContain("restored"), SOON);
    await expectWorking(cache);
    expect([...changes].sort()).toEqual(["commands down", "commands up", "messages down", "messages up"]);
  });

  test("a server that takes no writes is not read either, and its name is looked up again", async () => {
    const cache = await open();
    await cache.set("key", "old", HOUR_MS);
    onTestFinished(() => control.sendCommand(["REPLICAOF", "NO", "ONE"]).then(() => {}));
    await control.sendCommand(["REPLICAOF", "127.0.0.1", "1"]);
    await expect(cache.remove("key")).rejects.toThrow(StorageUnavailableError);
    await expect(cache.get("key")).rejects.toThrow(StorageUnavailableError);
    await control.sendCommand(["REPLICAOF", "NO", "ONE"]);
    expect(await vi.waitFor(() => cache.get("key"), SOON)).toBeUndefined();
  });

  test("a server that takes no writes is not used from the start either", async () => {
    await control.set("read only:value:key", "old");
    onTestFinished(() => control.sendCommand(["REPLICAOF", "NO", "ONE"]).then(() => {}));
    await control.sendCommand(["REPLICAOF", "127.0.0.1", "1"]);
    const cache = await createRedisCache({ url: redis.url, prefix: "read only:" });
    onTestFinished(() => cache.close());
    await expect(cache.get("key")).rejects.toThrow(StorageUnavailableError);
    await control.sendCommand(["REPLICAOF", "NO", "ONE"]);
    expect(await vi.waitFor(() => cache.get("key"), SOON)).toBe("old");
  });

  test("a wrong password is reported without repeating it", async () => {
    const url = new URL(redis.url);
    url.password = "hunter2hunter2";
    const changes: RedisStateChange[] = [];
    const cache = await open(url.href, (change) => changes.push(change));
    await expect(cache.ping()).rejects.toThrow(/WRONGPASS/);
    expect(JSON.stringify(changes)).toContain("WRONGPASS");
    expect(JSON.stringify(changes)).not.toContain("hunter2");
  });

  test("two prefixes on one server share nothing", async () => {
    const caches = await Promise.all(["one:", "two:"].map((prefix) => createRedisCache({ url: redis.url, prefix })));
    const [one, two] = caches;
    if (!one || !two) throw new Error("There are two.");
    onTestFinished(() => one.close());
    onTestFinished(() => two.close());
    const heard = await listen(two);
    await one.set("key", "1", HOUR_MS);
    await one.publish("news", "one");
    await two.publish("news", "two");
    await vi.waitFor(() => expect(heard).toEqual(["two"]));
    expect(await two.get("key")).toBeUndefined();
  });

  test("after closing everything is refused, and nobody is called", async () => {
    const cache = await open();
    const heard = await listen(cache);
    await cache.close();
    await expectAllRefused(cache);
    expect(heard).toEqual([]);
  });
});
