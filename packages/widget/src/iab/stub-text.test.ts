import { afterEach, describe, expect, test, vi } from "vitest";
import { closePages, createEar, openFrame, openPage, openStubPage } from "../../test/iab-page-kit.ts";
import { headStub } from "../stub.ts";
import { toApiStubs } from "./stub-text.ts";

afterEach(closePages);

const STUB = `<script>${headStub({ tcf: true, gpp: true })}</script>`;
const GPP_PING = {
  ...{ gppVersion: "1.1", cmpStatus: "stub", cmpDisplayStatus: "hidden", signalStatus: "not ready" },
  ...{ supportedAPIs: [], cmpId: 0, sectionList: [], applicableSections: [0], gppString: "", parsedSections: {} },
};

describe("the stubs in the head", () => {
  test("T1 T2 G1: each function is there for the next script of the head, asks no network, and stands where it is asked for alone", () => {
    const page = openPage(`${STUB}<script>kinds = [typeof __tcfapi, typeof __gpp]</script>`);
    expect((page as unknown as { kinds: string[] }).kinds).toEqual(["function", "function"]);
    expect(toApiStubs({ tcf: true, gpp: true })).not.toMatch(/https?:|\bsrc\b|import|eval|innerHTML/);
    const one = openStubPage({ tcf: true, gpp: false });
    expect([typeof one.__tcfapi, typeof one.__gpp]).toEqual(["function", "undefined"]);
    expect(openPage(`<script>${headStub()}</script>`).frames.length).toBe(0);
  });

  test("adds two functions to the page and nothing else, in a text of ES5 and ASCII", () => {
    const plain = new Set(Object.getOwnPropertyNames(openPage(`<script>${headStub()}</script>`)));
    const more = Object.getOwnPropertyNames(openStubPage()).filter((name) => !plain.has(name) && !/^\d/.test(name));
    expect(more.sort()).toEqual(["__gpp", "__tcfapi"]);
    expect(toApiStubs({ tcf: true, gpp: true })).toMatch(/^[\x20-\x7e]*$/);
    expect(toApiStubs({ tcf: true, gpp: true })).not.toMatch(/=>|`|\b(let|const|class)\b|\.\.\.|<\//);
  });

  test("T3 G4: makes one hidden empty frame per function as soon as there is a body, none where one is reachable", async () => {
    const page = openStubPage();
    await vi.waitFor(() => expect(page.frames.length).toBe(2));
    const frames = [...page.document.querySelectorAll("iframe")];
    expect(frames.map(({ name }) => name)).toEqual(["__tcfapiLocator", "__gppLocator"]);
    expect(frames.every((frame) => frame.offsetParent === null && frame.src === "")).toBe(true);
    const other = openPage();
    const own = other.document.createElement("iframe");
    own.name = "__tcfapiLocator";
    other.document.body.append(own);
    const script = other.document.createElement("script");
    script.text = headStub({ tcf: true });
    other.document.head.append(script);
    expect([typeof other.__tcfapi, other.frames.length]).toEqual(["function", 1]);
  });

  test("T4 T12: ping is answered once, at once, with what is known before anything has loaded", () => {
    const { heard, hear } = createEar();
    openStubPage().__tcfapi?.("ping", 2, hear);
    const ping = { cmpLoaded: false, cmpStatus: "stub", displayStatus: "hidden", apiVersion: "2.0" };
    expect(heard).toEqual([[{ ...ping, gdprApplies: undefined }, true]]);
  });

  test("T5 T34: gdprApplies is undefined, unless the page has set it on the function; a frame cannot", async () => {
    const page = openPage(`${STUB}<script>__tcfapi.gdprApplies = true</script>`);
    const { heard, hear } = createEar();
    page.__tcfapi?.("ping", 2, hear);
    expect(heard).toMatchObject([[{ gdprApplies: true }, true]]);
    const other = openStubPage();
    const frame = openFrame(other);
    for (const command of ["setGdprApplies", "gdprApplies"])
      frame.post({ __tcfapiCall: { command, version: 2, parameter: false, callId: 1 } });
    frame.post({ __tcfapiCall: { command: "ping", version: 2, callId: 2 } });
    await vi.waitFor(() => expect(frame.answers).toHaveLength(1));
    expect(frame.answers).toMatchObject([{ __tcfapiReturn: { returnValue: { gdprApplies: undefined }, callId: 2 } }]);
  });

  test("T6 G3: every other call is kept as its whole parameter list, in order, and answers nothing", () => {
    const page = openStubPage();
    const hear = () => {};
    expect(page.__tcfapi?.("addEventListener", 2, hear)).toBeUndefined();
    page.__tcfapi?.("getTCData", 2, hear, [1, 2]);
    expect(page.__gpp?.("usnat.own", hear, 4, "1.1")).toBeUndefined();
    const read = (stub?: () => unknown) => JSON.stringify(stub?.());
    expect(read(page.__tcfapi as () => unknown)).toBe('[["addEventListener",2,null],["getTCData",2,null,[1,2]]]');
    expect(read(page.__gpp as () => unknown)).toBe('[["usnat.own",null,4,"1.1"]]');
  });

  test("T15: a call without a callback, or without anything, throws nothing", () => {
    const page = openStubPage();
    for (const command of ["ping", "addEventListener", "removeEventListener", "hasSection", "getField", null, {}]) {
      page.__tcfapi?.(command);
      page.__gpp?.(command);
    }
    expect({ ...page.__gpp }).toEqual({ events: [], lastId: 0 });
  });

  test("leaves a function alone that stands there before it", () => {
    const page = openPage(`<script>function __tcfapi() {} function __gpp() {} own = [__tcfapi, __gpp]</script>${STUB}`);
    const { own } = page as unknown as { own: unknown[] };
    expect([page.__tcfapi, page.__gpp]).toEqual(own);
    expect(page.frames.length).toBe(0);
  });
});

describe("the stub of __gpp answers by itself", () => {
  test("G2 G8 G10 G12: ping says that nothing is known yet", () => {
    const { heard, hear } = createEar();
    openStubPage().__gpp?.("ping", hear);
    expect(heard).toEqual([[GPP_PING, true]]);
  });

  test("G2 G14 G15: listeners get ids from 1 at once, and are removed once", () => {
    const page = openStubPage();
    const [one, other, removed] = [createEar(), createEar(), createEar()];
    page.__gpp?.("addEventListener", one.hear, "own");
    page.__gpp?.("addEventListener", other.hear);
    const told = (listenerId: number) => [
      [{ eventName: "listenerRegistered", listenerId, data: true, pingData: GPP_PING }, true],
    ];
    expect([one.heard, other.heard]).toEqual([told(1), told(2)]);
    for (const id of [1, 1, 7]) page.__gpp?.("removeEventListener", removed.hear, id);
    expect(removed.heard).toEqual([
      [true, true],
      [false, true],
      [false, true],
    ]);
    page.__gpp?.("addEventListener", other.hear);
    const { events, lastId } = page.__gpp as unknown as { events: { id: number }[]; lastId: number };
    expect([events.map(({ id }) => id), lastId]).toEqual([[2, 3], 3]);
  });

  test("G2 G7 G23 G24 G25: sections and fields are not there yet, and that is said at once", () => {
    const page = openStubPage();
    const { heard, hear } = createEar();
    page.__gpp?.("hasSection", hear, "usnat");
    page.__gpp?.("getSection", hear, "usnat");
    page.__gpp?.("getField", hear, "usnat.SaleOptOut");
    expect(heard.map(([value]) => value)).toEqual([false, null, null]);
  });
});
