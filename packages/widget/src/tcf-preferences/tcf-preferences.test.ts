import { afterEach, describe, expect, test, vi } from "vitest";
import { userEvent } from "vitest/browser";
import { createSetup } from "../../test/page-kit.ts";
import { closeTcf, openTcf, openTcfNow } from "../../test/tcf-dialog.ts";
import { createTcfFiles } from "../../test/tcf-dialog-kit.ts";

afterEach(closeTcf);

const files = createTcfFiles(1500);
const few = createTcfFiles(20);

describe("the dialog of TCF", () => {
  test("L2: has the buttons of the other dialog: accept and reject are twins, and each does what it says", async () => {
    const [onAccept, onReject, onClose] = [vi.fn(), vi.fn(), vi.fn()];
    const dialog = await openTcf(few, { onAccept, onReject, onClose });
    const [reject, accept] = ["Reject all", "Accept all"].map((name) => dialog.button(name));
    expect([reject?.offsetWidth, reject?.className]).toEqual([accept?.offsetWidth, accept?.className]);
    accept?.click();
    reject?.click();
    dialog.button("Close").click();
    expect([onAccept, onReject, onClose].map((act) => act.mock.calls.length)).toEqual([1, 1, 1]);
    expect(dialog.saved).toEqual([]);
  });

  test("is there at once, and is filled a slice at a time", async () => {
    let nowMs = 0;
    const now = vi.spyOn(performance, "now").mockImplementation(() => {
      nowMs += 1;
      return nowMs;
    });
    const dialog = openTcfNow(files);
    dialog.button("Accept all");
    expect(dialog.all("section")).toEqual([]);
    await vi.waitFor(() => dialog.find(".ch-window"));
    now.mockRestore();
    expect(dialog.all("section").length).toBeGreaterThan(3);
  });

  test("saved before it is filled, it says what was chosen before, and nothing more", () => {
    const choice = {
      ...{ purposeConsents: [1], vendorConsents: [1], specialFeatureOptIns: [1] },
      ...{ purposeObjections: [7], vendorObjections: [2] },
    };
    const asking = few.list.vendors.find(({ id }) => id === 1);
    expect(asking?.purposes.length).toBeGreaterThan(0);
    vi.spyOn(performance, "now").mockReturnValueOnce(0).mockReturnValue(1000);
    const dialog = openTcfNow(few, { tcf: { choice } });
    vi.restoreAllMocks();
    expect(dialog.all(".ch-window")).toEqual([]);
    dialog.button("Save my choice").click();
    expect(dialog.saved.map(([saved]) => saved)).toEqual([choice]);
  });

  test("what cannot be shown whole is told, is no exception of the page's, and saves nothing", async () => {
    const { features: _, ...texts } = few.texts;
    const dialog = openTcfNow({ ...few, texts: texts as typeof few.texts });
    await vi.waitFor(() => expect(dialog.errors).toHaveLength(1));
    expect(dialog.find("[role=tabpanel]").textContent).toMatch(/cannot be loaded/);
    dialog.button("Save my choice").click();
    expect(dialog.saved).toEqual([]);
  });

  test("closed while it is filled, it stops", async () => {
    const dialog = openTcfNow(files);
    closeTcf();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect([document.querySelector("cookiehub-ui"), dialog.errors]).toEqual([null, []]);
  });

  test("P7: says that the browser's signal was honoured", async () => {
    const dialog = await openTcf(few, { snapshot: { choices: {}, services: {}, gpc: true } as never });
    expect(dialog.find(".ch-gpc").textContent).toContain("Global Privacy Control");
  });

  test("L5: says what holds before it asks again, where something was chosen; else at the end that nothing was", async () => {
    const place = (dialog: Awaited<ReturnType<typeof openTcf>>) => {
      const parts = [...(dialog.find("[role=tabpanel]").children ?? [])].map(({ className }) => className);
      return [parts.indexOf("ch-choice"), parts.length - 1];
    };
    const before = await openTcf(few);
    const [index, last] = place(before);
    expect(index).toBe(last);
    expect(before.find(".ch-choice").textContent).toBe("Your choiceYou have not chosen yet.");
    closeTcf();

    const snapshot = {
      decided: true,
      decidedAt: "2026-11-20T10:00:00.000Z",
      choices: { analytics: true },
      services: {},
    };
    const onReject = vi.fn();
    const dialog = await openTcf(few, { snapshot: snapshot as never, onReject });
    expect(place(dialog)[0]).toBe(0);
    expect(dialog.find(".ch-choice").textContent).toMatch(/Allowed: Analytics.*Chosen on November 20, 2026/);
    dialog.button("Withdraw all").click();
    expect(onReject).toHaveBeenCalledOnce();
  });

  test("L11: shows earlier choices when they are opened, as the server tells them to this device", async () => {
    const asked: string[] = [];
    vi.spyOn(window, "fetch").mockImplementation(async (url) => {
      asked.push(new URL(String(url)).pathname);
      const decision = { audit_id: "aud_1", consent_id: "con_1", action: "accept_all", at: "2026-11-20T10:00:00.000Z" };
      return Response.json({ decisions: [{ ...decision, categories: { analytics: true } }] });
    });
    const snapshot = { decided: true, decidedAt: "2026-11-20T10:00:00.000Z", choices: {}, services: {} };
    const dialog = await openTcf(few, { snapshot: snapshot as never });
    expect(asked).toEqual([]);
    dialog.button("Earlier choices").click();
    await vi.waitFor(() => expect(dialog.all(".ch-choice li")).toHaveLength(2));
    expect(dialog.find(".ch-choice li:last-child").textContent).toMatch(/Accepted allAllowed: AnalyticsReceipt$/);
    expect(asked).toEqual(["/api/v1/consent/history"]);
    vi.restoreAllMocks();
  });

  test("works without a shadow root", async () => {
    const setup = createSetup();
    setup.config.banner = { ...setup.config.banner, isolation: "none" };
    const dialog = await openTcf(few, { setup });
    expect(dialog.find("dialog").matches(":modal")).toBe(true);
    dialog.button("Vendors").click();
    expect(dialog.all(".ch-window > li").length).toBeGreaterThan(2);
  });
});

describe("the tabs", () => {
  test("are one stop, arrows lead on and around, and each says what it shows", async () => {
    const dialog = await openTcf(few);
    const [purposes, vendors] = dialog.all("[role=tab]");
    const states = () => dialog.all("[role=tab]").map((tab) => [tab.ariaSelected, tab.tabIndex]);
    expect(states()).toEqual([
      ["true", 0],
      ["false", -1],
    ]);
    for (const tab of [purposes, vendors]) {
      const panel = document.getElementById(tab?.getAttribute("aria-controls") ?? "");
      expect([panel?.role, panel?.getAttribute("aria-labelledby")]).toEqual(["tabpanel", tab?.id]);
    }
    purposes?.focus();
    await userEvent.keyboard("{ArrowRight}");
    expect([document.activeElement, states()]).toEqual([
      vendors,
      [
        ["false", -1],
        ["true", 0],
      ],
    ]);
    expect(dialog.find(".ch-window").getClientRects()).toHaveLength(1);
    await userEvent.keyboard("{ArrowRight}");
    expect(document.activeElement).toBe(purposes);
    await userEvent.keyboard("{End}");
    expect(document.activeElement).toBe(vendors);
    await userEvent.keyboard("{Home}");
    expect(document.activeElement).toBe(purposes);
  });

  test("in a language that is written from the right, the left arrow leads on", async () => {
    const dialog = await openTcf(few);
    dialog.find(".ch-tabs").closest<HTMLElement>("cookiehub-ui")?.setAttribute("dir", "rtl");
    dialog.find("[role=tab]").focus();
    await userEvent.keyboard("{ArrowRight}");
    expect(document.activeElement?.textContent).toBe("Vendors");
    await userEvent.keyboard("{ArrowLeft}");
    expect(document.activeElement?.textContent).toBe("Purposes");
  });
});
