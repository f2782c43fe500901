import { describe, expect, test } from "vitest";
import { createSyntheticList } from "../../../../examples/demo/tcf/synthetic-list.ts";
import { createTcfInstallation, listPaths } from "../../test/tcf-kit.ts";

const HOUR_MS = 3_600_000;
const WEEK_MS = 604_800_000;

describe("finding an earlier list", () => {
  test("T76 a version that was seen is never asked for again; one that was not, once", async () => {
    const { publisher, clock, start } = await createTcfInstallation();
    const { keeper } = await start();
    await keeper.task.run();
    publisher.publish(179);
    clock.nowMs += WEEK_MS;
    await keeper.task.run();
    expect((await keeper.readVersion(178))?.list.vendorListVersion).toBe(178);
    expect((await keeper.readVersion(179))?.list.vendorListVersion).toBe(179);
    expect((await keeper.readVersion(170))?.list.vendorListVersion).toBe(170);
    const other = await start();
    expect((await other.keeper.readVersion(170))?.list.vendorListVersion).toBe(170);
    expect(listPaths(publisher)).toEqual(["vendor-list.json", "vendor-list.json", "archives/vendor-list-v170.json"]);
  });

  test("T76 a version that never was is nobody's, and not asked for", async () => {
    const { publisher, start } = await createTcfInstallation();
    const { keeper } = await start();
    expect(await keeper.readVersion(170)).toBeNull();
    await keeper.task.run();
    for (const version of [0, -1, 179, 4095, Number.NaN]) expect(await keeper.readVersion(version)).toBeNull();
    expect(publisher.seen).toHaveLength(1);
  });

  test("T74 an archive that holds another version is refused, and asked for again later only", async () => {
    const { publisher, clock, start } = await createTcfInstallation();
    const { keeper } = await start();
    await keeper.task.run();
    publisher.breakWith({ body: JSON.stringify(createSyntheticList({ version: 169, vendors: 30 })) });
    expect(await keeper.readVersion(170)).toBeNull();
    expect(await keeper.readVersion(170)).toBeNull();
    expect(publisher.seen).toHaveLength(2);
    publisher.breakWith(undefined);
    clock.nowMs += HOUR_MS;
    expect((await keeper.readVersion(170))?.list.vendorListVersion).toBe(170);
  });
});
