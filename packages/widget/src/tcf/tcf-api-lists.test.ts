import { describe, expect, test, vi } from "vitest";
import { ask, createState, createTestApi } from "../../test/tcf-kit.ts";
import { createTcfApi } from "./tcf-api.ts";

describe("getVendorList", () => {
  test.each([
    ["no version: that of the string", {}, undefined, 146],
    ["no version and no string: the newest", { model: null }, undefined, "LATEST"],
    ["the newest", {}, "LATEST", "LATEST"],
    ["one by its number", {}, 12, 12],
    ["the first", {}, 1, 1],
  ])("T29: %s", async (_, changes, parameter, version) => {
    const api = createTestApi(changes);
    const heard = ask(api, "getVendorList", 2, parameter);
    await vi.waitFor(() => expect(heard).toEqual([[{ vendorListVersion: version }, true]]));
    expect(api.lists).toEqual([version]);
  });

  test.each([0, -1, 1.5, "12", "latest", Number.NaN, {}, [12], true])(
    "T29: no version at all (%s): null and false, nothing is loaded",
    (parameter) => {
      const api = createTestApi();
      expect(ask(api, "getVendorList", 2, parameter)).toEqual([[null, false]]);
      expect(api.lists).toEqual([]);
    },
  );

  test("T29: a list that cannot be loaded, or a loader that throws: null and false once, and that is reported", async () => {
    const fail = () => {
      throw new Error("gone");
    };
    const api = createTestApi({}, fail);
    const heard = ask(api, "getVendorList", 2, 12);
    await vi.waitFor(() => expect(heard).toEqual([[null, false]]));
    expect(api.errors).toEqual([new Error("gone")]);
    const onError = vi.fn();
    const thrower = createTcfApi({ readState: () => createState(), loadVendorList: fail, onError });
    const other = ask(thrower, "getVendorList", 2, 12);
    await vi.waitFor(() => expect(other).toEqual([[null, false]]));
    expect(onError).toHaveBeenCalledOnce();
  });

  test("T29 T15: a callback that throws on its list is not called again", async () => {
    const api = createTestApi();
    const hear = vi.fn(() => {
      throw new Error("broken");
    });
    api.call("getVendorList", 2, hear, "LATEST");
    await vi.waitFor(() => expect(api.errors).toEqual([new Error("broken")]));
    expect(hear).toHaveBeenCalledOnce();
  });
});
