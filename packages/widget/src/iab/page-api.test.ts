import { afterEach, describe, expect, test, vi } from "vitest";
import { closePages, type IabWindow, openPage, openStubPage } from "../../test/iab-page-kit.ts";
import { type Early, type PageCall, startPageApi, toGppParameters, toTcfParameters } from "./page-api.ts";

afterEach(closePages);

interface Started {
  readonly isStarted: boolean;
  readonly calls: (readonly unknown[])[];
  readonly errors: unknown[];
  readonly early: Early[];
}

/** Puts a function into a page that keeps what it is called with. */
function start(page: IabWindow, name: "__tcfapi" | "__gpp", act: PageCall = () => {}): Started {
  const calls: (readonly unknown[])[] = [];
  const errors: unknown[] = [];
  const early: Early[] = [];
  const isStarted = startPageApi(page, {
    name,
    toParameters: name === "__gpp" ? toGppParameters : toTcfParameters,
    onError: (error) => errors.push(error),
    createCall(given) {
      early.push(given);
      return (...parameters) => {
        calls.push(parameters);
        act(...parameters);
      };
    },
  });
  return { isStarted, calls, errors, early };
}

describe("a full function in the place of its stub", () => {
  test("T1 T7 G3: replaces first, then replays what was kept, oldest first, each once, a throwing one like any other", () => {
    const page = openStubPage();
    const hear = () => {};
    page.__tcfapi?.("first", 2, hear);
    page.__tcfapi?.("second", 2, hear, [1]);
    page.__tcfapi?.("third", 2);
    const kinds: string[] = [];
    const stub = page.__tcfapi;
    const queue = (stub as unknown as () => unknown[])();
    const { calls, errors } = start(page, "__tcfapi", (command) => {
      kinds.push(`${typeof page.__tcfapi} ${page.__tcfapi === stub}`);
      if (command === "first") throw new Error("a bad caller");
      if (command === "second") page.__tcfapi?.("within", 2, hear);
    });
    expect(calls).toEqual([
      ["first", 2, hear],
      ["second", 2, hear, [1]],
      ["within", 2, hear],
      ["third", 2],
    ]);
    expect(queue).toEqual([]);
    expect(new Set(kinds)).toEqual(new Set(["function false"]));
    expect(errors).toEqual([new Error("a bad caller")]);
  });

  test("T1: who has kept the stub's own function is passed on to its successor", () => {
    const page = openStubPage();
    const kept = page.__tcfapi;
    const { calls } = start(page, "__tcfapi");
    kept?.("ping", 2, start, 4);
    expect(calls).toEqual([["ping", 2, start, 4]]);
  });

  test("G14: listeners of the stub are handed over with their ids, and what was made up is not", () => {
    const page = openStubPage();
    const hear = () => {};
    page.__gpp?.("addEventListener", hear, "own");
    page.__gpp?.("addEventListener", hear);
    page.__gpp?.("removeEventListener", hear, 1);
    const { events } = page.__gpp as unknown as { events: unknown[] };
    events.push(null, {}, { id: "3", callback: hear }, { id: 4, callback: "no" }, { id: 9, callback: hear });
    expect(start(page, "__gpp").early).toEqual([
      {
        listeners: [
          { id: 2, callback: hear, parameter: undefined },
          { id: 9, callback: hear },
        ],
        lastListenerId: 9,
      },
    ]);
    expect(start(openPage(), "__gpp").early).toEqual([{ listeners: [], lastListenerId: 0 }]);
  });

  test("T3 G4: without a stub it makes the locator, waiting for the body; with one there is no second", async () => {
    const page = openPage();
    const { body } = page.document;
    body.remove();
    expect(start(page, "__tcfapi").isStarted).toBe(true);
    expect([typeof page.__tcfapi, page.frames.length]).toEqual(["function", 0]);
    page.document.documentElement.append(body);
    await vi.waitFor(() => expect(page.frames.length).toBe(1));
    const frame = page.document.querySelector("iframe");
    expect([frame?.name, frame?.offsetParent]).toEqual(["__tcfapiLocator", null]);
    const other = openStubPage();
    await vi.waitFor(() => expect(other.frames.length).toBe(2));
    start(other, "__tcfapi");
    expect(other.document.querySelectorAll("iframe[name=__tcfapiLocator]").length).toBe(1);
  });
});

/** Functions that were in the page before ours, as scripts of the page write them. */
const STUBS = {
  "the reference stub of the TCF": `(() => { const queue = []; __tcfapi = (...given) => { if (!given.length) return queue;
    if (given[0] === "ping") given[2]({ cmpLoaded: false, cmpStatus: "stub" }); else queue.push(given) } })()`,
  "a stub that keeps even ping":
    "(() => { const queue = []; __tcfapi = (...given) => given.length ? void queue.push(given) : queue })()",
};
const OTHERS = {
  "another CMP, or ours": "__tcfapi = () => {}",
  "a CMP that throws": "__tcfapi = (command, version, callback) => callback()",
  "a CMP that has kept its queue": `__tcfapi = (...given) => { if (!given.length) return [];
    if (given[0] === "ping") given[2]({ cmpLoaded: true, cmpStatus: "loaded" }, true) }`,
};

describe("what stands in the page before", () => {
  test.each(Object.entries(STUBS))("T7: %s is replaced, and its queue replayed", (_, text) => {
    const page = openPage(`<script>var __tcfapi; ${text}; __tcfapi("addEventListener", 2, "mine")</script>`);
    const { isStarted, calls } = start(page, "__tcfapi");
    expect(isStarted).toBe(true);
    expect(calls[0]).toEqual(["addEventListener", 2, "mine"]);
  });

  test.each(Object.entries(OTHERS))("%s is left alone, and nothing else is done", (_, text) => {
    const page = openPage(`<script>var __tcfapi; ${text}</script>`);
    const before = page.__tcfapi;
    const { isStarted, early } = start(page, "__tcfapi");
    expect([isStarted, early, page.frames.length]).toEqual([false, [], 0]);
    expect(page.__tcfapi).toBe(before);
  });

  test("ours, loaded twice: the first stays, and its listener is the only one", () => {
    const page = openStubPage();
    expect([start(page, "__tcfapi").isStarted, start(page, "__tcfapi").isStarted]).toEqual([true, false]);
  });

  test("a function that nobody may replace is left alone, and that is reported", () => {
    const page = openStubPage();
    Object.defineProperty(page, "__tcfapi", { value: page.__tcfapi, writable: false });
    const { isStarted, errors } = start(page, "__tcfapi");
    expect([isStarted, errors.length]).toEqual([false, 1]);
    const other = openStubPage();
    const stub = other.__tcfapi;
    stub?.("getTCData", 2);
    Object.defineProperty(other, "__tcfapi", { get: () => stub, set() {} });
    expect(start(other, "__tcfapi")).toMatchObject({ isStarted: false, calls: [] });
    expect((stub as unknown as () => unknown[])()).toHaveLength(1);
  });

  test("an element of that name is no function: it is replaced", () => {
    const page = openPage();
    page.document.body.innerHTML = '<i id="__tcfapi"></i>';
    expect([start(page, "__tcfapi").isStarted, typeof page.__tcfapi]).toEqual([true, "function"]);
  });
});
