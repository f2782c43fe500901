import { expect, test } from "vitest";
import { createTcfInstallation } from "../../test/tcf-kit.ts";
import { download } from "./download.ts";
import { createListFiles } from "./list-files.ts";
import { createListKeeper } from "./list-keeper.ts";
import { STANDARD_LIST_URL } from "./variables.ts";

const WEEK_MS = 7 * 86_400_000;

test("T69 a list that was tried out neither stands in for that of another address, nor is newer than it", async () => {
  const { publisher, objects, logger, clock, start } = await createTcfInstallation({ version: 300, vendors: 3 });
  const tried = await start();
  await tried.keeper.task.run();
  expect(tried.keeper.current()?.list.vendorListVersion).toBe(300);
  const parts = { store: tried.store, objects, log: logger, now: () => clock.nowMs };
  const open = (listUrl: string) => {
    const files = createListFiles({
      ...parts,
      listUrl,
      // Every address is answered by the same publisher here.
      download: (_url, options) => download(publisher.listUrl, options),
      closing: new AbortController().signal,
    });
    return { files, keeper: createListKeeper({ ...parts, files }) };
  };
  publisher.publish(178);
  for (const listUrl of [STANDARD_LIST_URL, "https://mirror.example/v3/vendor-list.json"]) {
    const { files, keeper } = open(listUrl);
    await keeper.load();
    expect([keeper.current(), await files.all()]).toEqual([null, []]);
    expect(await keeper.readVersion(300)).toBeNull();
    await keeper.task.run();
    expect(keeper.current()?.list.vendorListVersion).toBe(178);
    expect((await files.all()).map(({ name }) => name)).toEqual(["list"]);
  }
  const again = open(STANDARD_LIST_URL);
  await again.keeper.load();
  expect(again.keeper.current()?.objectKey).toMatch(/^tcf\/v3\/178-/);
  expect((await tried.files.all())[0]?.version).toBe(300);
});

test("on this machine a list comes from whatever port is free, and is the same list", async () => {
  const { objects, logger, clock, start, store } = await createTcfInstallation({ vendors: 3 });
  await (await start()).keeper.task.run();
  const files = createListFiles({
    ...{ store, objects, log: logger, now: () => clock.nowMs + WEEK_MS, download },
    ...{ listUrl: "http://127.0.0.1:1/v3/vendor-list.json", closing: new AbortController().signal },
  });
  expect((await files.all())[0]).toMatchObject({ name: "list", version: 178 });
});
