import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { createTcfInstallation, type TcfInstallation, type TcfProcess } from "../../test/tcf-kit.ts";
import { StorageUnavailableError } from "../storage/errors.ts";
import { createGivenLists, ListsBusyError } from "./given-lists.ts";
import { fromFileName, fromListPath, toListPath } from "./list-path.ts";
import { createSelections } from "./selections.ts";

// A bound for hangs, not for speed.
const WAIT = { timeout: 20_000 };
const WEEK_MS = 604_800_000;

async function createRunning(): Promise<TcfInstallation & TcfProcess> {
  const installation = await createTcfInstallation();
  const one = await installation.start();
  await one.keeper.task.run();
  return { ...installation, ...one };
}

describe("cutting the list to a tenant's vendors", () => {
  test("the same vendors are the same address, however they are written; others are another", async () => {
    const { selections, keeper } = await createRunning();
    const staying = (keeper.current()?.list.vendors ?? [])
      .filter(({ deletedDate }) => !deletedDate)
      .map(({ id }) => id);
    const all = selections.resolve("all");
    expect(all).toEqual({
      version: 178,
      policyVersion: 5,
      hash: expect.stringMatching(/^[A-Za-z0-9_-]{22}$/),
      vendorCount: staying.length,
      url: `/tcf/178-${all?.hash}/list.json`,
    });
    expect(selections.resolve([...staying].reverse().concat(staying, 60_000))).toEqual(all);
    expect(selections.resolve(staying.slice(1))?.hash).not.toBe(all?.hash);
    expect(selections.resolve(staying.slice(1))?.vendorCount).toBe(staying.length - 1);
  });

  test("a selection that comes again is not cut again", async () => {
    const { selections, keeper } = await createRunning();
    const ids = [1, 2, 3];
    expect(selections.resolve(ids)).toBe(selections.resolve(ids));
    expect(selections.resolve([3, 2, 1])).toBe(selections.resolve(ids));
    const list = keeper.current()?.list;
    const read = vi.spyOn(list?.vendors ?? [], "filter");
    for (let round = 0; round < 100; round++) selections.resolve(ids);
    expect(read).not.toHaveBeenCalled();
  });

  test("T55 who has left the list does not count, and where nobody stays there is no list", async () => {
    const { selections, keeper } = await createRunning();
    const gone = (keeper.current()?.list.vendors ?? []).filter(({ deletedDate }) => deletedDate).map(({ id }) => id);
    expect(gone.length).toBeGreaterThan(0);
    expect(selections.resolve(gone)).toBeNull();
    expect(selections.resolve([])).toBeNull();
    expect(selections.resolve([65_000])).toBeNull();
    const staying = selections.resolve("all")?.vendorCount ?? 0;
    expect(selections.resolve((keeper.current()?.list.vendors ?? []).map(({ id }) => id))?.vendorCount).toBe(staying);
  });

  test("a newer list is another address, and the older one is answered for ever, by every process", async () => {
    const { selections, keeper, publisher, clock, start, given } = await createRunning();
    const before = selections.resolve([1, 2, 5]);
    publisher.publish(179);
    clock.nowMs += WEEK_MS;
    await keeper.task.run();
    const after = selections.resolve([1, 2, 5]);
    expect(after?.version).toBe(179);
    if (!before || !after) throw new TypeError("no list");
    const asked = publisher.seen.length;
    await given.flush();
    const other = await start();
    for (const one of [selections, other.selections]) {
      const found = await one.find(before);
      expect([(await found?.read())?.list.vendorListVersion, found?.vendorIds]).toEqual([178, [1, 2, 5]]);
      expect((await (await one.find(after))?.read())?.list.vendorListVersion).toBe(179);
    }
    expect(publisher.seen).toHaveLength(asked);
  });
});

describe("finding a list by its address", () => {
  test("what was never given out is nobody's: no hash, and no version beside a known hash", async () => {
    const { selections } = await createRunning();
    const given = selections.resolve("all");
    if (!given) throw new TypeError("no list");
    expect(await selections.find({ version: 178, hash: "A".repeat(22) })).toBeNull();
    expect(await selections.find({ ...given, version: 177 })).toBeNull();
  });

  test("an object that says something else than its hash is as good as none", async () => {
    const { selections, objects, keeper, given, start } = await createRunning();
    const hash = "B".repeat(22);
    const list = keeper.current()?.objectKey;
    await objects.put(`tcf/selections/178-${hash}.json`, Buffer.from(JSON.stringify({ list, vendors: [1, 2] })));
    expect(await selections.find({ version: 178, hash })).toBeNull();
    const real = selections.resolve([1, 2]);
    await given.flush();
    const kept = Buffer.from((await objects.get(`tcf/selections/178-${real?.hash}.json`)) ?? []);
    await objects.put(`tcf/selections/9-${real?.hash}.json`, kept);
    const other = await start();
    expect(await other.selections.find({ version: 9, hash: real?.hash ?? "" })).toBeNull();
  });

  test("an object that is damaged is as good as none, and said", async () => {
    const { start, objects, log } = await createTcfInstallation();
    const { given } = await start();
    for (const [name, text] of [
      ["178-a", "{"],
      ["178-b", '{"list":7}'],
    ] as const) {
      await objects.put(`tcf/selections/${name}.json`, Buffer.from(text));
      expect(await given.read(name)).toBeNull();
    }
    expect(log.error).toHaveBeenCalledTimes(2);
  });

  test("while the objects do not answer pages go on, and what was given out is stored when they do", async () => {
    const { keeper, objects, log, logger } = await createRunning();
    let isAway = true;
    const put = vi.fn(async (key: string, body: Uint8Array) => {
      if (isAway) throw new StorageUnavailableError("away");
      return await objects.put(key, body);
    });
    const given = createGivenLists({ get: objects.get, put }, logger);
    const selections = createSelections({ keeper, given });
    const one = selections.resolve([1, 2]);
    await vi.waitFor(() => expect(log.error).toHaveBeenCalled(), WAIT);
    expect(await selections.find({ version: 178, hash: one?.hash ?? "" })).not.toBeNull();
    isAway = false;
    await given.flush();
    const other = createSelections({ keeper, given: createGivenLists(objects, logger) });
    expect((await other.find({ version: 178, hash: one?.hash ?? "" }))?.vendorIds).toEqual([1, 2]);
  });

  test("strangers' made-up addresses are looked up a few at a time, and no more", async () => {
    const { keeper, logger } = await createRunning();
    const waiting: (() => void)[] = [];
    const get = vi.fn(() => new Promise<undefined>((resolve) => waiting.push(() => resolve(undefined))));
    const given = createGivenLists({ get, put: async () => "created" }, logger);
    const selections = createSelections({ keeper, given });
    const found = Array.from({ length: 20 }, (_none, index) =>
      selections.find({ version: 178, hash: String(index).padStart(22, "C") }).catch((error: unknown) => error),
    );
    await vi.waitFor(() => expect(waiting).toHaveLength(8), WAIT);
    for (const end of waiting) end();
    const answers = await Promise.all(found);
    expect(answers.filter((one) => one === null)).toHaveLength(8);
    expect(answers.filter((one) => one instanceof ListsBusyError)).toHaveLength(12);
  });
});

describe("addresses of lists", () => {
  test("any text is an address that was written here, or none", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9]{1,6}-[\w-]{20,24}$/)), (text) => {
        const path = fromListPath(text);
        if (path) expect(toListPath(path)).toBe(text);
      }),
    );
  });

  test.each([
    ["list.json", { kind: "list" }],
    ["vendors-1.json", { kind: "vendors", page: 1 }],
    ["texts-fr.json", { kind: "texts", language: "fr" }],
    ["texts-pt-BR.json", { kind: "texts", language: "pt-BR" }],
    ["first-de.json", { kind: "first", language: "de" }],
    ["first-.json", null],
    ["vendors-0.json", null],
    ["vendors-1e3.json", null],
    ["vendors-9999999.json", null],
    ["texts-.json", null],
    ["texts-../../etc.json", null],
    [`texts-${"a".repeat(999)}.json`, null],
    ["list.json.br", null],
    ["", null],
  ])("%j is %j", (name, file) => {
    expect(fromFileName(name)).toEqual(file);
  });
});
