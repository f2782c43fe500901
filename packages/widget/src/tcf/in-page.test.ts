import { afterEach, describe, expect, test, vi } from "vitest";
import { closePages, createEar, type IabWindow, openFrame, openStubPage } from "../../test/iab-page-kit.ts";
import { createTestApi, type TestApi } from "../../test/tcf-kit.ts";
import { startPageApi, toTcfParameters } from "../iab/page-api.ts";

afterEach(closePages);

function start(page: IabWindow, api: TestApi): void {
  const name = "__tcfapi";
  startPageApi(page, { name, toParameters: toTcfParameters, onError: () => {}, createCall: () => api.call });
}
const toCall = (callId: number | string, command: string, parameter?: unknown) => ({
  __tcfapiCall: { command, version: 2, parameter, callId },
});
const readReturns = (answers: readonly unknown[]) =>
  answers.map((answer) => (answer as { __tcfapiReturn: Record<string, unknown> }).__tcfapiReturn);

describe("__tcfapi in a page", () => {
  test("T7 T9 T17: who asked the stub is answered by the full function, in order, and ping says that it is there", () => {
    const page = openStubPage();
    const ears = [createEar(), createEar(), createEar()];
    page.__tcfapi?.("addEventListener", 2, ears[0]?.hear);
    page.__tcfapi?.("addEventListener", 2, ears[1]?.hear);
    page.__tcfapi?.("ping", 2, ears[2]?.hear);
    start(page, createTestApi({ displayStatus: "disabled" }));
    page.__tcfapi?.("ping", 2, ears[2]?.hear);
    expect(ears[0]?.heard).toMatchObject([[{ listenerId: 1, eventStatus: "tcloaded" }, true]]);
    expect(ears[1]?.heard).toMatchObject([[{ listenerId: 2, eventStatus: "tcloaded" }, true]]);
    expect(ears[2]?.heard).toMatchObject([
      [{ cmpLoaded: false }, true],
      [{ cmpLoaded: true }, true],
    ]);
  });

  test("T39: a listener of a frame gets a post for each event until it is removed by post, and its data is a copy", async () => {
    const page = openStubPage();
    const frame = openFrame(page);
    frame.post(toCall("before", "addEventListener"));
    const api = createTestApi({ eventStatus: "cmpuishown" });
    await vi.waitFor(() => expect((page.__tcfapi as unknown as () => unknown[])()).toHaveLength(1));
    start(page, api);
    api.set({ eventStatus: "useractioncomplete" });
    api.onChange();
    frame.post(toCall(1, "removeEventListener", 1));
    await vi.waitFor(() => expect(frame.answers).toHaveLength(3));
    api.onChange();
    frame.post(toCall(2, "removeEventListener", 1));
    await vi.waitFor(() => expect(frame.answers).toHaveLength(4));
    expect(readReturns(frame.answers)).toMatchObject([
      { callId: "before", success: true, returnValue: { listenerId: 1, eventStatus: "cmpuishown" } },
      { callId: "before", success: true, returnValue: { listenerId: 1, eventStatus: "useractioncomplete" } },
      { callId: 1, success: true, returnValue: true },
      { callId: 2, success: true, returnValue: false },
    ]);
  });

  test("T11 T15 T36: what a frame asks wrongly is answered with null and false", async () => {
    const page = openStubPage();
    start(page, createTestApi());
    const frame = openFrame(page);
    frame.post(toCall(1, "nonsense"));
    frame.post({ __tcfapiCall: { command: "getTCData", version: 1, callId: 2 } });
    frame.post({ __tcfapiCall: {} });
    await vi.waitFor(() => expect(frame.answers).toHaveLength(3));
    expect(readReturns(frame.answers)).toEqual(
      [1, 2, undefined].map((callId) => ({ returnValue: null, success: false, callId })),
    );
  });
});
