import { toGppState } from "@cookiehub/schemas/signals";
import type { GppConfig } from "@cookiehub/schemas/types";
import { describe, expect, test, vi } from "vitest";
import { createGppCommands } from "./commands.ts";
import type { GppStage } from "./signal.ts";

const POLICY: GppConfig = {
  mspa: "none",
  usnat: false,
  unknown_state: "none",
  sensitive_data: "not_applicable",
  known_children: "not_applicable",
};
const toStage = (isOptedOut: boolean, location = "US-CA"): GppStage => ({
  ...{ isShown: false, isReady: true },
  state: toGppState({ location, policy: POLICY, facts: { isNotified: true, isOptedOut, gpc: false } }),
});
const NONE = { listeners: [], lastListenerId: 0 };

function create(early: Parameters<typeof createGppCommands>[0] = NONE) {
  const errors: unknown[] = [];
  const commands = createGppCommands(early, (error) => errors.push(error));
  const ask = (command: unknown, parameter?: unknown) => {
    const answers: unknown[][] = [];
    commands.call(command, (...answer: unknown[]) => answers.push(answer), parameter);
    return answers;
  };
  return { ...commands, ask, errors };
}

type Ping = { readonly parsedSections: Record<string, Record<string, unknown>[]>; readonly signalStatus: string };
const toPing = (answers: unknown[][]) => answers[0]?.[0] as Ping;

describe("what __gpp answers", () => {
  test("G1, G2, G7, G8: every generic command calls back once and at once, and returns nothing", () => {
    const { tell, ask, call } = create();
    tell(toStage(false));
    expect(call("ping", () => "said")).toBeUndefined();
    for (const [command, parameter] of [
      ["ping", undefined],
      ["addEventListener", undefined],
      ["removeEventListener", 1],
      ["hasSection", "usca"],
      ["getSection", "usca"],
      ["getField", "usca.SaleOptOut"],
    ]) {
      const answers = ask(command, parameter);
      expect(answers).toHaveLength(1);
      expect(answers[0]?.[1]).toBe(true);
    }
  });

  test("G8, G9, G10, G11, G12, G13: a ping says what holds, and string and values agree", () => {
    const { tell, ask } = create();
    const stage = toStage(true);
    tell(stage);
    expect(ask("ping")).toEqual([
      [
        {
          ...{ gppVersion: "1.1", cmpStatus: "loaded", cmpDisplayStatus: "hidden", signalStatus: "ready" },
          ...stage.state,
        },
        true,
      ],
    ]);
    expect(toPing(ask("ping"))).toMatchObject({ sectionList: [8], applicableSections: [8], cmpId: 1 });
    expect(toPing(ask("ping")).parsedSections.usca?.[0]?.SaleOptOut).toBe(1);
  });

  test("G12: before anything is known, the section in force is 0 and nothing is ready", () => {
    expect(toPing(create().ask("ping"))).toMatchObject({
      ...{ cmpStatus: "loading", signalStatus: "not ready", applicableSections: [0], gppString: "" },
    });
  });

  test("G23, G24, G25: sections and fields by their names; null for what is not there", () => {
    const { tell, ask } = create();
    tell(toStage(false));
    expect(ask("hasSection", "usca")).toEqual([[true, true]]);
    expect(ask("getSection", "usca")).toEqual([[toStage(false).state.parsedSections.usca, true]]);
    expect(ask("getField", "usca.SaleOptOut")).toEqual([[2, true]]);
    expect(ask("getField", "usca.Gpc")).toEqual([[false, true]]);
    expect(ask("getField", "usca.SensitiveDataProcessing")).toEqual([[Array(9).fill(0), true]]);
    for (const name of ["usva", "tcfeuv2", "constructor", "__proto__", "", "usca.SaleOptOut"]) {
      expect(ask("hasSection", name), name).toEqual([[false, true]]);
      expect(ask("getSection", name), name).toEqual([[null, true]]);
    }
    for (const path of ["usca.constructor", "usca.None", "usca", "usva.SaleOptOut", "__proto__.toString", "."]) {
      expect(ask("getField", path), path).toEqual([[null, true]]);
    }
  });

  test("G6, G7: a command of a section, an unknown one, and a parameter that is none: null and false, and no exception", () => {
    const { tell, ask, call } = create();
    tell(toStage(false));
    for (const command of [
      "tcfeuv2.getVendorList",
      "getGPPData",
      "constructor",
      "",
      null,
      undefined,
      7,
      {},
      Symbol("x"),
    ]) {
      expect(ask(command)).toEqual([[null, false]]);
      expect(ask(command, "usca")).toEqual([[null, false]]);
    }
    for (const parameter of [undefined, null, 7, {}, ["usca"], Symbol("x")]) {
      for (const command of ["hasSection", "getSection", "getField"]) {
        expect(ask(command, parameter)).toEqual([[null, false]]);
      }
      expect(ask("removeEventListener", parameter)).toEqual([[false, true]]);
    }
    for (const callback of [undefined, null, "callback", {}]) {
      expect(() => call("addEventListener", callback)).not.toThrow();
      expect(() => call("ping", callback)).not.toThrow();
    }
  });

  test("G13: what one caller writes into its answer reaches nobody else", () => {
    const { tell, ask } = create();
    tell(toStage(false));
    const ping = toPing(ask("ping"));
    Object.assign(ping.parsedSections.usca?.[0] ?? {}, { SaleOptOut: 1 });
    const [core = {}] = ping.parsedSections.usca ?? [];
    (core.SensitiveDataProcessing as number[]).fill(2);
    expect(toPing(ask("ping"))).toMatchObject(toStage(false).state);
  });

  test("G5: once it has failed, nothing but a ping is answered", () => {
    const { tell, ask } = create();
    tell(toStage(false));
    tell(null);
    for (const command of ["addEventListener", "hasSection", "getSection", "getField", "removeEventListener", "none"]) {
      expect(ask(command, "usca")).toEqual([]);
    }
    expect(toPing(ask("ping"))).toMatchObject({ cmpStatus: "error", signalStatus: "not ready", gppString: "" });
    tell(toStage(true));
  });
});

describe("listeners of __gpp", () => {
  const toNames = (listener: ReturnType<typeof vi.fn>) =>
    listener.mock.calls.map(([event]) => {
      const { eventName, data } = event as { eventName: string; data: unknown };
      return `${eventName} ${data}`;
    });

  test("G14: are registered at once, each under an id of its own, behind those that the stub has given", () => {
    const early = vi.fn();
    const { tell, ask } = create({ listeners: [{ id: 4, callback: early, parameter: undefined }], lastListenerId: 6 });
    const [[event, success] = []] = ask("addEventListener");
    expect(event).toMatchObject({ eventName: "listenerRegistered", listenerId: 7, data: true });
    expect((event as { pingData: Ping }).pingData.signalStatus).toBe("not ready");
    expect(success).toBe(true);
    expect(ask("addEventListener")[0]?.[0]).toMatchObject({ listenerId: 8 });
    tell(toStage(false));
    expect(toNames(early)).toEqual(["cmpStatus loaded", "signalStatus ready"]);
    expect(early.mock.calls.every(([{ listenerId }, ok]) => listenerId === 4 && ok === true)).toBe(true);
    expect(ask("removeEventListener", 4)).toEqual([[true, true]]);
  });

  test("G14: past 10,000 none is taken: id 0 and false; one that goes makes room", () => {
    const callback = () => {};
    const listeners = Array.from({ length: 9_999 }, (_, index) => ({ id: index + 1, callback, parameter: undefined }));
    const { ask } = create({ listeners, lastListenerId: 9_999 });
    expect(ask("addEventListener")).toMatchObject([[{ listenerId: 10_000, data: true }, true]]);
    expect(ask("addEventListener")).toMatchObject([
      [{ eventName: "listenerRegistered", listenerId: 0, data: false }, false],
    ]);
    ask("removeEventListener", 5);
    expect(ask("addEventListener")).toMatchObject([[{ listenerId: 10_001, data: true }, true]]);
    const flood = [...listeners, ...listeners.map((one) => ({ ...one, id: one.id + 20_000 }))];
    const flooded = create({ listeners: flood, lastListenerId: 29_999 });
    expect(flooded.ask("removeEventListener", 20_001)).toEqual([[true, true]]);
    expect(flooded.ask("removeEventListener", 20_002)).toEqual([[false, true]]);
  });

  test("G15: removing answers true once, false for an id that is not there; afterwards nothing is heard", () => {
    const { tell, call, ask } = create();
    const listener = vi.fn();
    call("addEventListener", listener);
    expect(ask("removeEventListener", 2)).toEqual([[false, true]]);
    expect(ask("removeEventListener", "1")).toEqual([[false, true]]);
    expect(ask("removeEventListener", 1)).toEqual([[true, true]]);
    expect(ask("removeEventListener", 1)).toEqual([[false, true]]);
    tell(toStage(false));
    expect(toNames(listener)).toEqual(["listenerRegistered true"]);
  });

  test("G16, G22: hear each change once, with a ping of the moment, and nothing where nothing changes", () => {
    const { tell, call } = create();
    const listener = vi.fn();
    call("addEventListener", listener);
    tell(toStage(false));
    tell(toStage(false));
    tell(toStage(true));
    expect(toNames(listener)).toEqual([
      ...["listenerRegistered true", "cmpStatus loaded", "signalStatus ready"],
      ...["signalStatus not ready", "sectionChange usca", "signalStatus ready"],
    ]);
    const pings = listener.mock.calls.map(([event]) => (event as { pingData: Ping }).pingData);
    expect(pings.map(({ signalStatus }) => signalStatus)).toEqual([
      "not ready",
      "not ready",
      "ready",
      "not ready",
      "not ready",
      "ready",
    ]);
    expect(pings.map(({ parsedSections }) => parsedSections.usca?.[0]?.SaleOptOut)).toEqual([undefined, 2, 2, 2, 1, 1]);
  });

  test("one that throws stops neither the others nor the next event, and is told of", () => {
    const { tell, call, errors } = create();
    const other = vi.fn();
    const broken = vi.fn(() => {
      throw new Error("broken");
    });
    call("addEventListener", broken);
    call("addEventListener", other);
    tell(toStage(false));
    expect(broken).toHaveBeenCalledTimes(3);
    expect(other).toHaveBeenCalledTimes(3);
    expect(errors).toHaveLength(3);
  });

  test("one that removes itself or its neighbour inside a callback skips nobody else", () => {
    const { tell, call } = create();
    const last = vi.fn();
    const second = vi.fn();
    call("addEventListener", ({ eventName, listenerId }: { eventName: string; listenerId: number }) => {
      if (eventName !== "cmpStatus") return;
      call("removeEventListener", () => {}, listenerId);
      call("removeEventListener", () => {}, listenerId + 1);
    });
    call("addEventListener", second);
    call("addEventListener", last);
    tell(toStage(false));
    expect(toNames(second)).toEqual(["listenerRegistered true"]);
    expect(toNames(last)).toEqual(["listenerRegistered true", "cmpStatus loaded", "signalStatus ready"]);
  });
});
