import pino from "pino";
import { beforeEach, describe, expect, test } from "vitest";
import { type CdnPurge, CdnPurgeError, type CdnPurger } from "./purge.ts";
import { createPurgeQueue, type PurgeQueue } from "./purge-queue.ts";

let purges: CdnPurge[];
let failures: number;
let gauges: Map<string, () => Promise<number>>;
let lines: string[];
let queue: PurgeQueue;

const purger: CdnPurger = {
  provider: "bunny",
  tenantsMax: 2,
  purge: async (purge) => {
    if (failures-- > 0) throw new CdnPurgeError("bunny answered 503");
    purges.push(purge);
  },
};
const tenant = (tenantId: string) => ({ tenantId, code: `${tenantId}000`.slice(0, 8) });
const read = async (name: string): Promise<number | undefined> => gauges.get(`cookiehub_cdn_purges_${name}`)?.();
const readTags = (): string[] => purges.flatMap(({ tags }) => tags);

beforeEach(() => {
  purges = [];
  failures = 0;
  gauges = new Map();
  lines = [];
  queue = createPurgeQueue({
    purger,
    log: pino({}, { write: (line: string) => void lines.push(line) }),
    metrics: { addGauge: (name, _help, value) => void gauges.set(name, value) },
    waitingMax: 3,
  });
});

describe("the queue of purges", () => {
  test("sends what waits, by code and by id, as many tenants as a call takes", async () => {
    for (const id of ["aaaaa", "bbbbb", "ccccc"]) queue.add(tenant(id));
    expect(await queue.task.run()).toBe("done");
    expect(purges[0]).toEqual({
      tags: ["tenant-aaaaa000", "tenant-bbbbb000"],
      paths: ["aaaaa000", "aaaaa", "bbbbb000", "bbbbb"].flatMap((name) => [`/c/${name}.js`, `/c/${name}.json`]),
    });
    expect(await queue.task.run()).toBe("idle");
    expect(await queue.task.run()).toBe("idle");
    expect(readTags()).toHaveLength(3);
  });

  test("sends a tenant that changed several times once", async () => {
    queue.add(tenant("aaaaa"));
    queue.add(tenant("aaaaa"));
    await queue.task.run();
    expect(readTags()).toEqual(["tenant-aaaaa000"]);
  });

  test("keeps what a provider did not take, and sends it when it does", async () => {
    failures = 2;
    queue.add(tenant("aaaaa"));
    await expect(queue.task.run()).rejects.toThrow("503");
    expect(await read("waiting")).toBe(1);
    await expect(queue.task.run()).rejects.toThrow("503");
    await queue.task.run();
    expect([readTags(), await read("waiting"), await read("dropped")]).toEqual([["tenant-aaaaa000"], 0, 0]);
  });

  test("gives up after ten failures in a row, says so once and counts it", async () => {
    failures = 10;
    queue.add(tenant("aaaaa"));
    for (let attempt = 1; attempt < 10; attempt++) await expect(queue.task.run()).rejects.toThrow("503");
    expect(await queue.task.run()).toBe("idle");
    expect([await read("waiting"), await read("dropped")]).toEqual([0, 1]);
    expect(lines).toHaveLength(1);
    queue.add(tenant("bbbbb"));
    await queue.task.run();
    expect(readTags()).toEqual(["tenant-bbbbb000"]);
  });

  test("is bounded: the oldest that waits gives way, and is counted", async () => {
    for (const id of ["aaaaa", "bbbbb", "ccccc", "ddddd"]) queue.add(tenant(id));
    expect([await read("waiting"), await read("dropped")]).toEqual([3, 1]);
    await queue.task.run();
    expect(readTags()).toEqual(["tenant-bbbbb000", "tenant-ccccc000"]);
  });
});
