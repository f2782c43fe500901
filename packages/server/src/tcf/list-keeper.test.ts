import { describe, expect, test, vi } from "vitest";
import { createSyntheticList } from "../../../../examples/demo/tcf/synthetic-list.ts";
import { createTcfInstallation } from "../../test/tcf-kit.ts";
import { type Download, DownloadError, download } from "./download.ts";
import { createListFiles } from "./list-files.ts";
import { createPublisherRows, toPublisherFolder } from "./publisher.ts";

// A bound for hangs, not for speed.
const WAIT = { timeout: 20_000 };
const HOUR_MS = 3_600_000;
const WEEK_MS = 604_800_000;
const versionOf = (keeper: { current(): { list: { vendorListVersion: number } } | null }): number | undefined =>
  keeper.current()?.list.vendorListVersion;

describe("keeping the newest list", () => {
  test("T71 it is asked for once and then not before its time is over, to the millisecond", async () => {
    const { publisher, clock, start } = await createTcfInstallation();
    const { keeper } = await start();
    expect(keeper.current()).toBeNull();
    await keeper.task.run();
    expect(versionOf(keeper)).toBe(178);
    clock.nowMs += WEEK_MS - 1;
    await keeper.task.run();
    expect(publisher.seen).toHaveLength(1);
    clock.nowMs += 1;
    await keeper.task.run();
    expect(publisher.seen).toHaveLength(2);
    expect(publisher.seen[1]?.ifNoneMatch).toMatch(/^"/);
    expect(publisher.seen[1]?.acceptEncoding).toBe("gzip, deflate, br");
  });

  test("T71 several processes of an installation ask once together, and all have the list", async () => {
    const { publisher, clock, start } = await createTcfInstallation();
    const processes = [await start(), await start(), await start(), await start()];
    const runAll = () => Promise.all(processes.map(({ keeper }) => keeper.task.run()));
    await runAll();
    expect(publisher.seen).toHaveLength(1);
    publisher.publish(179);
    clock.nowMs += WEEK_MS;
    await runAll();
    expect(publisher.seen).toHaveLength(2);
    // Whoever looked while another one asked finds it at its next look.
    await runAll();
    expect(processes.map(({ keeper }) => versionOf(keeper))).toEqual([179, 179, 179, 179]);
    expect(publisher.seen).toHaveLength(2);
  });

  test("T73 a start without a publisher has the list that was kept; a first one has none, and makes none up", async () => {
    const { publisher, clock, start, log } = await createTcfInstallation();
    publisher.breakWith({ status: 503 });
    const first = await start();
    await first.keeper.task.run();
    expect(first.keeper.current()).toBeNull();
    expect(first.selections.resolve("all")).toBeNull();
    expect(first.keeper.health()).toEqual({ ageMs: null, failures: 1 });
    expect(log.error).toHaveBeenCalledTimes(1);
    publisher.breakWith(undefined);
    clock.nowMs += HOUR_MS;
    await first.keeper.task.run();
    expect(first.keeper.health()).toEqual({ ageMs: 0, failures: 0 });
    await publisher.close();
    const second = await start();
    expect(versionOf(second.keeper)).toBe(178);
    clock.nowMs += WEEK_MS;
    await second.keeper.task.run();
    expect(versionOf(second.keeper)).toBe(178);
    expect(second.keeper.health()).toEqual({ ageMs: WEEK_MS, failures: 1 });
  });

  test.each([
    ["no answer that is one", { status: 500 }, "bad_status"],
    ["a page of somebody's proxy", { body: "<html>sign in</html>" }, "not_json"],
    [
      "half a list",
      { body: JSON.stringify(createSyntheticList({ version: 179, vendors: 30 })).slice(0, 5000) },
      "not_json",
    ],
    ["an older list", { body: JSON.stringify(createSyntheticList({ version: 177, vendors: 30 })) }, "older"],
    [
      "a list of another format",
      { body: JSON.stringify({ ...createSyntheticList({ version: 179 }), gvlSpecificationVersion: 4 }) },
      "unknown_format",
    ],
    ["a list without end", { body: Buffer.alloc(9_000_000, 32) }, "too_large"],
    ["a redirect", { status: 302, headers: { Location: "https://other.example/" } }, "bad_redirect"],
  ])("T74 after %s the last good copy is used, and an alarm is raised", async (_what, fault, code) => {
    const { publisher, clock, start, log } = await createTcfInstallation();
    const { keeper, files } = await start();
    await keeper.task.run();
    const good = keeper.current();
    publisher.breakWith(fault);
    clock.nowMs += WEEK_MS;
    await keeper.task.run();
    expect(keeper.current()).toBe(good);
    expect(log.error).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({ code, file: "list", kept: 178 }),
      expect.stringContaining("last good copy"),
    );
    expect(keeper.health()).toEqual({ ageMs: WEEK_MS, failures: 1 });
    expect(files.failures()).toBe(1);
    const again = await start();
    expect(versionOf(again.keeper)).toBe(178);
    publisher.breakWith(undefined);
    publisher.publish(179);
    clock.nowMs += HOUR_MS;
    await keeper.task.run();
    expect(versionOf(keeper)).toBe(179);
    expect(keeper.health().failures).toBe(0);
  });

  test("T74 a publisher that fails is asked a minute later, then less and less often, by all processes together", async () => {
    const { publisher, clock, start } = await createTcfInstallation();
    publisher.breakWith({ status: 500 });
    const processes = [await start(), await start()];
    const asked: number[] = [];
    for (let minute = 0; minute < 180; minute++) {
      const before = publisher.seen.length;
      for (const { keeper } of processes) await keeper.task.run();
      if (publisher.seen.length > before) asked.push(minute);
      expect(publisher.seen.length - before).toBeLessThan(2);
      clock.nowMs += 60_000;
    }
    expect(asked).toEqual([0, 1, 3, 7, 15, 31, 63, 123]);
  });

  test("T74 a list that cannot be stored is not downloaded again and again: it is asked for less and less often, and said", async () => {
    const { publisher, clock, start, objects, log } = await createTcfInstallation();
    const { keeper } = await start();
    vi.spyOn(objects, "put").mockRejectedValue(new Error("no space left"));
    for (let minute = 0; minute < 60; minute++) {
      await keeper.task.run();
      clock.nowMs += 60_000;
    }
    expect(keeper.current()).toBeNull();
    // After 1, 2, 4, 8, 16 and 32 minutes.
    expect(publisher.seen.length).toBeLessThanOrEqual(6);
    expect(log.error.mock.calls[0]?.[0]).toMatchObject({ code: "not_kept", reason: "no space left" });
    vi.mocked(objects.put).mockRestore();
    clock.nowMs += HOUR_MS;
    await keeper.task.run();
    expect(versionOf(keeper)).toBe(178);
  });

  test("T71 a process that dies while it asks keeps the others from asking for a minute, and no longer", async () => {
    const { publisher, clock, start, store, objects, logger } = await createTcfInstallation();
    const dying = createListFiles({
      ...{ store, objects, listUrl: publisher.listUrl, log: logger, now: () => clock.nowMs },
      ...{ download: () => new Promise(() => {}), closing: new AbortController().signal },
    });
    void dying.refresh({ kind: "list" });
    const { keeper } = await start();
    await vi.waitFor(async () => expect(await dying.all()).toHaveLength(1), WAIT);
    clock.nowMs += 59_999;
    await keeper.task.run();
    expect([publisher.seen.length, keeper.current()]).toEqual([0, null]);
    clock.nowMs += 1;
    await keeper.task.run();
    expect(versionOf(keeper)).toBe(178);
  });

  test.each([
    ["the list that was there", 179],
    ["an older list", 178],
    ["nothing", undefined],
  ])(
    "T74 a process that comes with %s after its minute changes nothing that was written since",
    async (_what, late) => {
      const { publisher, clock, start, store, objects, logger } = await createTcfInstallation({ version: 179 });
      const { keeper, files } = await start();
      await keeper.task.run();
      clock.nowMs += WEEK_MS;
      const asked = vi.fn<(end: { resolve(got: Download): void; reject(error: Error): void }) => void>();
      const slow = createListFiles({
        ...{ store, objects, listUrl: publisher.listUrl, log: logger, now: () => clock.nowMs },
        ...{ download: () => new Promise((resolve, reject) => asked({ resolve, reject })) },
        closing: new AbortController().signal,
      });
      const refreshing = slow.refresh({ kind: "list" });
      await vi.waitFor(() => expect(asked).toHaveBeenCalled(), WAIT);
      clock.nowMs += 60_000;
      await keeper.task.run();
      expect(publisher.seen).toHaveLength(2);
      const rows = await files.all();
      const bytes = Buffer.from(JSON.stringify(createSyntheticList({ version: late ?? 1, vendors: 3 })));
      const end = asked.mock.calls[0]?.[0];
      if (late === undefined) end?.reject(new DownloadError("unreachable", "late"));
      else end?.resolve({ bytes, etag: null, validUntilMs: clock.nowMs + WEEK_MS, isStated: true });
      await refreshing;
      expect(await files.all()).toEqual(rows);
      expect(rows[0]).toMatchObject({ version: 179, failures: 0 });
    },
  );

  test("a process that ends waits for no answer, and blames nobody for it", async () => {
    const { publisher, clock, start, store, objects, log, logger } = await createTcfInstallation();
    publisher.breakWith({ isSilent: true });
    const closing = new AbortController();
    const parts = { store, objects, listUrl: publisher.listUrl, log: logger, now: () => clock.nowMs };
    const files = createListFiles({ ...parts, download, closing: closing.signal });
    const refreshing = files.refresh({ kind: "list" });
    await vi.waitFor(() => expect(publisher.seen).toHaveLength(1), WAIT);
    closing.abort();
    expect(await refreshing).toMatchObject({ failures: 0 });
    expect([log.error.mock.calls.length, files.failures()]).toEqual([0, 0]);
    publisher.breakWith(undefined);
    clock.nowMs += 60_000;
    const { keeper } = await start();
    await keeper.task.run();
    expect(versionOf(keeper)).toBe(178);
  });

  test("T74 an older list that another process wrote back is not taken over", async () => {
    const { publisher, clock, store, start } = await createTcfInstallation();
    const { keeper } = await start();
    await keeper.task.run();
    const tcfFiles = createPublisherRows(store.repositories.tcfFiles, publisher.listUrl);
    const old = await store.read(() => tcfFiles.find("list"));
    publisher.publish(179);
    clock.nowMs += WEEK_MS;
    await keeper.task.run();
    if (!old) throw new TypeError("no row");
    await store.transaction(() => tcfFiles.put({ ...old, askAtMs: clock.nowMs + WEEK_MS }));
    await keeper.task.run();
    expect(versionOf(keeper)).toBe(179);
  });

  test("a copy that was lost or damaged is downloaded again, at most once an hour, and said", async () => {
    const { publisher, clock, store, objects, start, log } = await createTcfInstallation();
    const { keeper } = await start();
    await keeper.task.run();
    const tcfFiles = createPublisherRows(store.repositories.tcfFiles, publisher.listUrl);
    const row = await store.read(() => tcfFiles.find("list"));
    if (!row) throw new TypeError("no row");
    await objects.put(`${toPublisherFolder(publisher.listUrl)}/178-damaged.json`, Buffer.from("{"));
    for (const objectKey of [
      `${toPublisherFolder(publisher.listUrl)}/178-gone.json`,
      `${toPublisherFolder(publisher.listUrl)}/178-damaged.json`,
    ]) {
      await store.transaction(() => tcfFiles.put({ ...row, objectKey }));
      const { keeper: other } = await start();
      expect(other.current()).toBeNull();
      expect(log.error).toHaveBeenCalled();
      await other.task.run();
      expect(other.current()).toBeNull();
    }
    expect(publisher.seen).toHaveLength(1);
    clock.nowMs += HOUR_MS;
    const { keeper: last } = await start();
    await last.task.run();
    expect(versionOf(last)).toBe(178);
    expect(publisher.seen[1]?.ifNoneMatch).toBe("");
  });
});
