import { afterEach, describe, expect, test, vi } from "vitest";
import { closePages, type IabWindow, openFrame, openPage, openStubPage } from "../../test/iab-page-kit.ts";
import { startPageApi, toGppParameters, toTcfParameters } from "./page-api.ts";

afterEach(closePages);

/** A full function that answers `echo` with its parameter, and keeps callbacks of `addEventListener`. */
function start(page: IabWindow, name: "__tcfapi" | "__gpp") {
  const listeners: ((value: unknown, success: boolean) => void)[] = [];
  const errors: unknown[] = [];
  const act = (command: unknown, answer: unknown, parameter: unknown) => {
    if (typeof answer !== "function") return;
    if (command === "echo") answer(parameter, true);
    if (command === "addEventListener") listeners.push(answer as (typeof listeners)[number]);
    if (command === "throw") throw new Error("broken");
    if (command === "uncloneable") answer(() => {}, true);
  };
  startPageApi(page, {
    name,
    toParameters: name === "__gpp" ? toGppParameters : toTcfParameters,
    onError: (error) => errors.push(error),
    createCall: () =>
      name === "__gpp"
        ? (command, answer, parameter) => act(command, answer, parameter)
        : (command, _version, answer, parameter) => act(command, answer, parameter),
  });
  return { listeners, errors };
}

const NAMES = ["__tcfapi", "__gpp"] as const;
const PAGES = { "the stub's listener": () => openStubPage(), "the listener of the main script": () => openPage() };
const cases = Object.entries(PAGES).flatMap(([who, open]) => NAMES.map((name) => [name, who, open] as const));
const toCall = (name: string, callId: unknown, command = "echo", parameter: unknown = "said") => ({
  [`${name}Call`]: { command, version: 2, parameter, callId },
});
const toReply = (name: string, callId: unknown, returnValue: unknown = "said") => ({
  [`${name}Return`]: { returnValue, success: true, callId },
});

describe.each(cases)("frames ask %s, answered by %s", (name, _who, open) => {
  test("T36 T37 T38 G4: text gets text, an object an object, the id as it was given, once each", async () => {
    const page = open();
    start(page, name);
    const frame = openFrame(page);
    for (const id of [7, "7", 0, "id"]) {
      frame.post(toCall(name, id));
      frame.post(JSON.stringify(toCall(name, id)));
    }
    frame.post(toCall(name, "last"));
    await vi.waitFor(() => expect(frame.answers.at(-1)).toEqual(toReply(name, "last")));
    expect(frame.answers.slice(0, -1)).toEqual(
      [7, "7", 0, "id"].flatMap((id) => [toReply(name, id), JSON.stringify(toReply(name, id))]),
    );
  });

  test("T36 T40: the asking window alone is answered, however deep it stands", async () => {
    const page = open();
    start(page, name);
    const outer = openFrame(page);
    const inner = page.frames[page.frames.length - 1];
    if (!inner) throw new Error("no frame");
    const deep = openFrame(inner);
    deep.post(toCall(name, 1), page);
    await vi.waitFor(() => expect(deep.answers).toEqual([toReply(name, 1)]));
    expect(outer.answers).toEqual([]);
  });

  test("T40: what is foreign or damaged is left alone, without an answer, an error or a word in the console", async () => {
    const page = open();
    const { errors } = start(page, name);
    const frame = openFrame(page);
    const uncaught = vi.fn();
    page.addEventListener("error", uncaught);
    const spies = (["error", "warn", "log"] as const).map((level) => vi.spyOn(console, level));
    const key = `${name}Call`;
    for (const message of [
      ...[null, undefined, 0, 1n, true, "", "{", `{"${key}"`, `"${key}"`, [key], [], {}, new Date(0), new Map()],
      ...[null, 1, "text", [], true, toCall(name, {})[key], toCall(name, [1])[key]].map((request) => ({
        [key]: request,
      })),
      ...[
        JSON.stringify({ [key]: null }),
        `${key}()`,
        JSON.stringify(toCall(name, { a: 1 })),
        { [`${name}Return`]: {} },
      ],
    ])
      frame.post(message);
    page.dispatchEvent(new MessageEvent("message", { data: toCall(name, 1) }));
    page.dispatchEvent(new Event("message"));
    frame.post(toCall(name, "last"));
    await vi.waitFor(() => expect(frame.answers).toContainEqual(toReply(name, "last")));
    expect(frame.answers).toEqual([toReply(name, "last")]);
    expect(uncaught).not.toHaveBeenCalled();
    expect(errors).toEqual([]);
    for (const spy of spies) expect(spy).not.toHaveBeenCalled();
    vi.restoreAllMocks();
  });

  test("a window that has gone away, an answer that no message can hold, and a function that throws harm nobody", async () => {
    const page = open();
    const { listeners } = start(page, name);
    const uncaught = vi.fn();
    page.addEventListener("error", uncaught);
    const [gone, frame] = [openFrame(page), openFrame(page)];
    gone.post(toCall(name, 1, "addEventListener"));
    await vi.waitFor(() => expect(listeners).toHaveLength(1));
    page.document.querySelector("iframe:not([name])")?.remove();
    expect(() => listeners[0]?.("late", true)).not.toThrow();
    frame.post(toCall(name, 2, "throw"));
    frame.post(toCall(name, 3, "uncloneable"));
    frame.post(toCall(name, 4));
    await vi.waitFor(() => expect(frame.answers).toEqual([toReply(name, 4)]));
    expect(uncaught).not.toHaveBeenCalled();
  });
});

test("T8: what a frame asks before the main script has come is answered after it has", async () => {
  const page = openStubPage();
  const frame = openFrame(page);
  frame.post(toCall("__tcfapi", "early"));
  const queue = (page.__tcfapi as unknown as () => unknown[])();
  await vi.waitFor(() => expect(queue).toHaveLength(1));
  expect(frame.answers).toEqual([]);
  start(page, "__tcfapi");
  await vi.waitFor(() => expect(frame.answers).toEqual([toReply("__tcfapi", "early")]));
});
