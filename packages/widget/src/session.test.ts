import { CONSENT_COOKIE } from "@cookiehub/schemas/constants";
import { afterEach, describe, expect, test, vi } from "vitest";
import { closePages, createSetup, openPage, readCommands } from "../test/page-kit.ts";

afterEach(closePages);

const settle = () => new Promise((resolve) => setTimeout(resolve, 60));
const readCookie = () => document.cookie.split("; ").find((pair) => pair.startsWith(`${CONSENT_COOKIE}=`));
describe("before a choice", () => {
  test("L1: nothing is stored, whatever is shown, opened, closed or scrolled", async () => {
    const page = await openPage();
    page.press("Settings");
    await vi.waitFor(() => expect(page.api.getSnapshot().view).toBe("preferences"));
    page.press("Close");
    page.window.scrollTo(0, 100);
    await settle();
    expect([document.cookie, localStorage.length, sessionStorage.length]).toEqual(["", 0, 0]);
    expect(page.api.getSnapshot()).toMatchObject({ decided: false, deviceId: null, status: "none", view: "banner" });
    expect(page.requests).toEqual([]);
  });

  test("L3: nothing is ticked but what cannot be refused", async () => {
    const page = await openPage();
    page.press("Settings");
    await vi.waitFor(() => expect(page.find(".ch-switch")).not.toBeNull());
    const switches = [...page.document.querySelectorAll(".ch-switch")];
    expect(switches.map((one) => one.getAttribute("aria-checked"))).toEqual(["false", "false", "false"]);
    page.press("Save my choice");
    expect(page.api.getSnapshot().choices).toEqual({
      essential: true,
      functional: false,
      analytics: false,
      marketing: false,
    });
  });

  test("reports one impression for each page view and one event for each opening, under one id", async () => {
    const page = await openPage();
    page.press("Settings");
    await vi.waitFor(() => expect(page.beacons).toHaveLength(2));
    page.press("Reject all");
    page.api.show();
    await settle();
    expect(page.beacons.map((event) => event.event_type)).toEqual(["impression", "dialog_opened"]);
    expect(new Set(page.beacons.map((event) => event.event_id)).size).toBe(2);
    expect(new Set(page.beacons.map((event) => event.user_token))).toEqual(new Set([page.api.getSnapshot().deviceId]));
  });
});

describe("a decision", () => {
  test("is in the cookie and in the queue when the click returns, and gone from the queue once it is taken", async () => {
    const page = await openPage();
    page.press("Reject all");
    expect(readCookie()).toBeDefined();
    expect(JSON.parse(localStorage.getItem("cookiehub_queue") ?? "[]")).toHaveLength(1);
    await vi.waitFor(() => expect(JSON.parse(localStorage.getItem("cookiehub_queue") ?? "")).toEqual([]));
    expect(page.requests).toHaveLength(1);
    expect(JSON.parse(page.requests[0]?.body ?? "")).toMatchObject({
      categories: { functional: false, analytics: false, marketing: false },
      consent_method: "banner_reject",
      language: "en",
      hostname: location.hostname,
    });
  });

  test("is later than the one before it, whatever happens between them, so that the server can tell which stands", async () => {
    const page = await openPage();
    page.api.acceptAll();
    page.api.rejectAll();
    page.api.acceptAll();
    await vi.waitFor(() => expect(page.requests).toHaveLength(3));
    const times = page.requests.map((request) => Date.parse(JSON.parse(request.body).decided_at));
    expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
  });

  test("is painted first: listeners hear of it later, and in the order signals, consent, change", async () => {
    const page = await openPage();
    const heard: string[] = [];
    page.api.on("consent", () => heard.push(`consent after ${readCommands(page).length} commands`));
    page.api.on("change", () => heard.push("change"));
    page.press("Accept all");
    expect([heard, page.find("[data-part=banner]")]).toEqual([[], null]);
    await vi.waitFor(() => expect(heard).toEqual(["consent after 2 commands", "change"]));
  });

  test("made right before the page goes away is signalled and sent at once", async () => {
    const page = await openPage();
    // What delivers is there once the first layer was reported.
    await vi.waitFor(() => expect(page.beacons).toHaveLength(1));
    page.press("Accept all");
    page.window.dispatchEvent(new PageTransitionEvent("pagehide"));
    expect(readCommands(page)).toHaveLength(2);
    expect(page.requests).toHaveLength(1);
  });

  test("made before what delivers it is there is delivered by the next page, once", async () => {
    const page = await openPage();
    page.press("Accept all");
    page.window.dispatchEvent(new PageTransitionEvent("pagehide"));
    page.close();
    const next = await openPage();
    await vi.waitFor(() => expect([...page.requests, ...next.requests]).toHaveLength(1));
    await vi.waitFor(() => expect(JSON.parse(localStorage.getItem("cookiehub_queue") ?? "")).toEqual([]));
  });

  test("with one service decided otherwise than its category is neither all nor nothing", async () => {
    const base = createSetup();
    const categories = base.config.categories.map((one) =>
      one.id === "analytics" ? { ...one, services: [{ id: "counter", name: "Counter" }] } : one,
    );
    const page = await openPage({ setup: { ...base, config: { ...base.config, categories } } });
    page.api.save({ functional: true, analytics: true, marketing: true }, { counter: false });
    expect(page.api.getSnapshot().status).toBe("partial");
    page.api.save({}, { counter: true });
    expect(page.api.getSnapshot().status).toBe("partial");
    page.api.rejectAll();
    expect(page.api.getSnapshot().status).toBe("none");
  });

  test("listeners that throw harm neither the page nor each other", async () => {
    const page = await openPage();
    const onChange = vi.fn();
    page.api.on("change", () => {
      throw new Error("theirs");
    });
    page.api.on("change", onChange);
    page.api.subscribe(() => {
      throw new Error("theirs too");
    });
    page.api.acceptAll();
    await vi.waitFor(() => expect(onChange).toHaveBeenCalledTimes(1));
    expect(page.errors.map((error) => error.message)).toContain("theirs");
  });

  test("subscribers are called once for each change", async () => {
    const page = await openPage();
    await settle();
    const onChange = vi.fn();
    page.api.subscribe(onChange);
    page.press("Accept all");
    expect(onChange).not.toHaveBeenCalled();
    await settle();
    expect(onChange).toHaveBeenCalledTimes(1);
  });

  test("the snapshot is one object until something changes", async () => {
    const page = await openPage();
    const before = page.api.getSnapshot();
    expect(page.api.getSnapshot()).toBe(before);
    page.api.save({ analytics: true });
    expect(page.api.getSnapshot()).not.toBe(before);
    expect(page.api.getSnapshot()).toMatchObject({ status: "partial", decided: true });
    expect(page.api.isAllowed("analytics")).toBe(true);
  });

  test("save refuses what is not an object, by an error event", async () => {
    const page = await openPage();
    page.api.save(null as never);
    expect(page.errors).toHaveLength(1);
    expect(page.api.getSnapshot().decided).toBe(false);
  });
});

describe("Global Privacy Control and notices", () => {
  test("P4 P5 P7: the signal switches sale off before any tag, and the notice says so", async () => {
    const html = `<script type="text/plain" data-consent-category="analytics">ran.push("counted")</script><script type="text/plain" data-consent-category="marketing">ran.push("sold")</script>`;
    const page = await openPage({ html, gpc: true, setup: createSetup("opt-out") });
    expect(page.window.ran).toEqual(["counted"]);
    expect(readCommands(page).at(-1)?.[2]).toMatchObject({
      ad_storage: "denied",
      ad_user_data: "denied",
      analytics_storage: "granted",
    });
    expect(page.find(".ch-gpc")?.textContent).toContain("Global Privacy Control");
  });

  test("P4: the signal is never consent", async () => {
    const page = await openPage({ gpc: true });
    expect(page.api.getSnapshot()).toMatchObject({ decided: false, status: "none", gpc: false });
  });

  test("P8: the signal overrules an earlier permission, and yields to a decision made in its presence", async () => {
    const setup = createSetup("opt-out");
    const first = await openPage({ setup });
    first.api.acceptAll();
    const second = await openPage({ setup, gpc: true });
    expect(second.api.isAllowed("marketing")).toBe(false);
    expect(second.find(".ch-gpc")).not.toBeNull();
    second.api.acceptAll();
    const third = await openPage({ setup, gpc: true });
    expect(third.api.isAllowed("marketing")).toBe(true);
  });

  test("L3: closing a notice decides nothing, and ends its repetition in this tab", async () => {
    const page = await openPage({ setup: createSetup("notice") });
    page.press("Close");
    expect([document.cookie, localStorage.length]).toEqual(["", 0]);
    expect(page.api.getSnapshot()).toMatchObject({ decided: false, view: "none" });
    expect((await openPage({ setup: createSetup("notice") })).find("[data-part=banner]")).toBeNull();
  });

  test("L14: do not sell takes one click and keeps the rest", async () => {
    const page = await openPage({ setup: createSetup("opt-out") });
    page.press("Do not sell or share my personal information");
    expect(page.api.getSnapshot()).toMatchObject({
      decided: true,
      choices: { functional: true, analytics: true, marketing: false },
    });
  });
});

describe("early and late calls", () => {
  test("acts before the configuration wait for it; ready settles", async () => {
    const page = await openPage({ isStarted: false });
    page.api.save({ analytics: true });
    expect(page.api.getSnapshot().decided).toBe(false);
    page.begin();
    expect((await page.api.ready).choices).toMatchObject({ analytics: true });
  });

  test("an element of the page reopens the settings", async () => {
    const page = await openPage({ html: `<a href="#x" data-cookiehub-open><b>Privacy</b></a>` });
    page.press("Reject all");
    page.find("b")?.click();
    await vi.waitFor(() => expect(page.api.getSnapshot().view).toBe("preferences"));
  });

  test("the first layer comes back on request where the page has replaced its body", async () => {
    const page = await openPage();
    await vi.waitFor(() => expect(page.api.getSnapshot().view).toBe("banner"));
    page.document.body.replaceChildren();
    page.api.show();
    await vi.waitFor(() => expect(page.find("[data-part=banner]")).not.toBeNull());
  });
});
