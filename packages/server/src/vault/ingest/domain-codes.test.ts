import { expect, test } from "vitest";
import { StorageUnavailableError } from "../../storage/errors.ts";
import { createDomainCodes, type FindDomainCode } from "./domain-codes.ts";

const MINUTE_MS = 60_000;

function createWorld(find: FindDomainCode, entriesMax?: number) {
  const world = { nowMs: 0, asked: [] as number[], findCode: find };
  const counted: FindDomainCode = (id) => {
    world.asked.push(id);
    return find(id);
  };
  world.findCode = createDomainCodes({ find: counted, now: () => world.nowMs, ...(entriesMax && { entriesMax }) });
  return world;
}

test("a domain is asked about once an hour, and one that nobody has once a minute", async () => {
  const world = createWorld(async (id) => (id === 1 ? "demo0001" : undefined));
  for (world.nowMs = 0; world.nowMs < 61 * MINUTE_MS; world.nowMs += MINUTE_MS / 2) {
    expect([await world.findCode(1), await world.findCode(2)]).toEqual(["demo0001", undefined]);
  }
  expect(world.asked.filter((id) => id === 1)).toHaveLength(2);
  expect(world.asked.filter((id) => id === 2)).toHaveLength(61);
});

test("no more than so many domains are remembered, the oldest goes first", async () => {
  const world = createWorld(async () => "demo0001", 3);
  for (const id of [1, 2, 3, 4, 4, 3, 2, 1]) await world.findCode(id);
  expect(world.asked).toEqual([1, 2, 3, 4, 1]);
});

test("a lookup that fails, or answers what is no code, is no answer: it is unavailable, and asked again", async () => {
  const answers: FindDomainCode[] = [
    () => Promise.reject(new Error("timed out")),
    async () => "no code",
    async () => "demo0001",
  ];
  const world = createWorld((id) => (answers.shift() ?? (async () => undefined))(id));
  await expect(world.findCode(1)).rejects.toBeInstanceOf(StorageUnavailableError);
  await expect(world.findCode(1)).rejects.toBeInstanceOf(StorageUnavailableError);
  expect(await world.findCode(1)).toBe("demo0001");
});
