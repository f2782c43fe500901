import { describe, expect, test } from "vitest";
import { ask, createTestApi, MODEL } from "../../test/tcf-kit.ts";
import type { TcData } from "./tc-data.ts";

const toIds = (heard: readonly (readonly [unknown, boolean])[]) => heard.map(([data]) => (data as TcData).listenerId);

describe("arguments and states", () => {
  test("T10: version 2, 0, null or none is answered with what holds", () => {
    const api = createTestApi();
    for (const version of [2, 0, null, undefined])
      expect(ask(api, "getTCData", version)).toMatchObject([[{ cmpId: 31 }, true]]);
  });

  test.each([1, 3, -2, 2.5, "2", "x", Number.NaN, Number.POSITIVE_INFINITY, {}, [2], true])(
    "T11 T20: a version that does not exist (%s): null and false, and no exception",
    (version) => {
      const api = createTestApi();
      for (const command of ["ping", "getTCData", "addEventListener", "removeEventListener", "getVendorList"])
        expect(ask(api, command, version)).toEqual([[null, false]]);
      api.onChange();
      expect([api.lists, api.errors]).toEqual([[], []]);
    },
  );

  test.each(["", "getInAppTCData", "setGdprApplies", "__proto__", "constructor", null, undefined, 7, {}, []])(
    "T15 T28: an unknown command (%s): null and false",
    (command) => {
      expect(ask(createTestApi(), command, 2)).toEqual([[null, false]]);
    },
  );

  test("T15: no callback, or something else in its place, is no exception, and registers nothing", () => {
    const api = createTestApi();
    for (const callback of [undefined, null, "alert(1)", {}, 7])
      for (const command of ["ping", "getTCData", "addEventListener", "removeEventListener", "getVendorList", "x"])
        api.call(command, 2, callback, "LATEST");
    api.call();
    api.onChange();
    expect(api.errors).toEqual([]);
    expect(toIds(ask(api, "addEventListener", 2))).toEqual([1]);
  });

  test("T13 T14: in the state error ping is answered, and all else is silence, for those who listen already as well", () => {
    const api = createTestApi();
    const early = ask(api, "addEventListener", 2);
    api.set({ cmpStatus: "error" });
    expect(ask(api, "ping", 2)).toMatchObject([[{ cmpStatus: "error" }, true]]);
    for (const command of ["getTCData", "addEventListener", "removeEventListener", "getVendorList", "x"])
      expect(ask(api, command, 2, 1)).toEqual([]);
    api.onChange();
    expect(early).toHaveLength(1);
  });

  test("T9 T12 T16 T34: ping answers once, at once, in full, whether or not anything is shown", () => {
    const ping = {
      ...{ gdprApplies: true, cmpLoaded: true, cmpStatus: "loaded", displayStatus: "hidden", apiVersion: "2.0" },
      ...{ cmpVersion: 7, cmpId: 31, gvlVersion: 150, tcfPolicyVersion: 5 },
    };
    expect(ask(createTestApi(), "ping", 2)).toEqual([[ping, true]]);
    for (const displayStatus of ["visible", "disabled"] as const)
      expect(ask(createTestApi({ displayStatus }), "ping", 2)).toEqual([[{ ...ping, displayStatus }, true]]);
    const unknown = { gdprApplies: undefined, gvlVersion: undefined };
    expect(ask(createTestApi({ ...unknown, model: null }), "ping", 2)).toEqual([[{ ...ping, ...unknown }, true]]);
  });
});

describe("listeners", () => {
  test("T17 T18: are called at once with an id of their own, also while there is nothing to tell (D1)", () => {
    const api = createTestApi({ gdprApplies: undefined, model: null, eventStatus: undefined });
    const head = { gdprApplies: undefined, tcfPolicyVersion: 5, cmpId: 31, cmpVersion: 7, cmpStatus: "loaded" };
    expect(ask(api, "addEventListener", 2)).toEqual([[{ ...head, listenerId: 1 }, true]]);
    expect(ask(api, "addEventListener", 2)).toEqual([[{ ...head, listenerId: 2 }, true]]);
    api.set();
    expect(ask(api, "getTCData", 2)[0]?.[0]).not.toHaveProperty("listenerId");
  });

  test("T30: where the GDPR does not apply a listener is told that, and its id to leave by (D2)", () => {
    const api = createTestApi({ gdprApplies: false });
    const head = { gdprApplies: false, tcfPolicyVersion: 5, cmpId: 31, cmpVersion: 7 };
    expect(ask(api, "addEventListener", 2)).toEqual([[{ ...head, listenerId: 1 }, true]]);
    expect(ask(api, "getTCData", 2)).toEqual([[head, true]]);
    expect(ask(api, "removeEventListener", 2, 1)).toEqual([[true, true]]);
  });

  test("T19 T25 T27: are told every change, and who comes late what holds at that time", () => {
    const api = createTestApi({ eventStatus: "cmpuishown", model: { ...MODEL, vendorConsents: [] } });
    const early = ask(api, "addEventListener", 2);
    api.set({ eventStatus: "useractioncomplete" });
    api.onChange();
    const late = ask(api, "addEventListener", 2);
    api.set({ eventStatus: "useractioncomplete", model: { ...MODEL, vendorConsents: [] } });
    api.onChange();
    const read = (heard: typeof early) =>
      heard.map(([data]) => [(data as TcData).eventStatus, (data as TcData).vendor.consents[3]]);
    expect(read(early)).toEqual([
      ["cmpuishown", false],
      ["useractioncomplete", true],
      ["useractioncomplete", false],
    ]);
    expect(read(late)).toEqual([
      ["useractioncomplete", true],
      ["useractioncomplete", false],
    ]);
  });

  test("T21: leave once, by their id alone, and are not called again", () => {
    const api = createTestApi();
    const heard = ask(api, "addEventListener", 2);
    const other = ask(api, "addEventListener", 2);
    for (const id of [undefined, null, "1", 0, 3, -1, {}])
      expect(ask(api, "removeEventListener", 2, id)).toEqual([[false, true]]);
    expect(ask(api, "removeEventListener", 2, 1)).toEqual([[true, true]]);
    expect(ask(api, "removeEventListener", 2, 1)).toEqual([[false, true]]);
    api.onChange();
    expect([heard.length, other.length]).toEqual([1, 2]);
    expect(toIds(ask(api, "addEventListener", 2))).toEqual([3]);
  });

  test("T20: nobody registers without end: more than 10,000 are answered with null and false, until one leaves", () => {
    const api = createTestApi({ gdprApplies: false });
    for (let count = 0; count < 10_000; count++) api.call("addEventListener", 2, () => {});
    expect(ask(api, "addEventListener", 2)).toEqual([[null, false]]);
    api.call("removeEventListener", 2, undefined, 17);
    expect(toIds(ask(api, "addEventListener", 2))).toEqual([10_001]);
  });

  test("T22: who leaves inside its own callback, or sends a neighbour away, skips nobody else", () => {
    const api = createTestApi();
    const told: string[] = [];
    const add = (name: string, act: (id: number) => void = () => {}) => {
      api.call("addEventListener", 2, ({ listenerId = 0 }: TcData) => {
        told.push(name);
        act(listenerId);
      });
    };
    let isChanging = false;
    const leave = (id: number) => isChanging && api.call("removeEventListener", 2, () => {}, id);
    add("one", leave);
    add("two", () => leave(3));
    add("three");
    add("four", () => isChanging && add("new"));
    told.length = 0;
    isChanging = true;
    api.onChange();
    expect(told).toEqual(["one", "two", "four", "new"]);
  });

  test("T15: one that throws stops neither its neighbours nor us, and that is reported", () => {
    const api = createTestApi();
    api.call("addEventListener", 2, () => {
      throw new Error("broken");
    });
    const heard = ask(api, "addEventListener", 2);
    api.onChange();
    expect(heard).toHaveLength(2);
    expect(api.errors).toEqual([new Error("broken"), new Error("broken")]);
  });

  test("T19: where a listener changes the choice, the last that each is told is what holds", () => {
    const api = createTestApi({ eventStatus: "cmpuishown" });
    let isDecided = false;
    api.call("addEventListener", 2, ({ eventStatus }: TcData) => {
      if (eventStatus !== "useractioncomplete" || isDecided) return;
      isDecided = true;
      api.set({ eventStatus: "useractioncomplete", model: { ...MODEL, vendorConsents: [] } });
      api.onChange();
    });
    const heard = ask(api, "addEventListener", 2);
    api.set({ eventStatus: "useractioncomplete" });
    api.onChange();
    expect(heard.map(([data]) => (data as TcData).vendor.consents[3])).toEqual([true, false]);
  });

  test("T35: what one does to its data reaches neither its neighbours nor us", () => {
    const [[untouched] = []] = ask(createTestApi(), "getTCData", 2);
    const kept = structuredClone(untouched) as TcData;
    const api = createTestApi();
    api.call("addEventListener", 2, (data: TcData) => {
      data.tcString = "forged";
      for (const id of [3, 4, 5, 6]) data.vendor.consents[id] = true;
      data.publisher.restrictions = {};
    });
    const heard = ask(api, "addEventListener", 2);
    api.onChange();
    expect(heard[1]?.[0]).toEqual({ ...kept, listenerId: 2 });
    expect(ask(api, "getTCData", 2)).toEqual([[kept, true]]);
  });
});

describe("getTCData", () => {
  test("T28: old callers are answered once, and with nothing where no choice is told: they take silence for an error", () => {
    expect(ask(createTestApi(), "getTCData", 2, [3])).toMatchObject([[{ vendor: { consents: { 3: true } } }, true]]);
    for (const changes of [{ model: null }, { eventStatus: undefined }, { gdprApplies: undefined }])
      expect(ask(createTestApi(changes), "getTCData", 2)).toEqual([[null, false]]);
  });
});
