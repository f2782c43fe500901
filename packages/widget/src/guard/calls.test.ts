import { afterEach, describe, expect, test, vi } from "vitest";
import { closeGuardedPages, openGuardedPage } from "../../test/guard-kit.ts";

afterEach(closeGuardedPages);

const BLOCKED = "https://stats.invalid/collect";
const settle = () => new Promise((resolve) => setTimeout(resolve, 60));

describe("requests", () => {
  test("L1: fetch is rejected as by a network that is down, whatever form the address has", async () => {
    const page = await openGuardedPage();
    const { fetch, URL, Request } = page.window;
    for (const input of [BLOCKED, new URL(BLOCKED), new Request(BLOCKED), "//STATS.invalid./collect"]) {
      await expect(fetch(input)).rejects.toBeInstanceOf(page.window.TypeError);
    }
    expect(page.requests()).toEqual([]);
    expect(page.blocked()).toMatchObject([
      { kind: "fetch", src: BLOCKED, categories: ["analytics"], released: false, reason: "rule" },
      { kind: "fetch", src: "//STATS.invalid./collect" },
    ]);
  });

  test("a refused request is not sent later, and the next one is", async () => {
    const page = await openGuardedPage();
    await expect(page.window.fetch(BLOCKED)).rejects.toThrow();
    page.allow("analytics");
    await settle();
    expect(page.requests()).toEqual([]);
    await expect(page.window.fetch(`${BLOCKED}?2`)).rejects.toThrow();
    await vi.waitFor(() => expect(page.requests()).toEqual([`${BLOCKED}?2`]));
  });

  test("first-party requests pass, relative and absolute", async () => {
    const page = await openGuardedPage({ rules: [{ pattern: location.hostname, category: "marketing" }] });
    // Whatever the server says: it was asked.
    expect((await page.window.fetch("/own")).status).toBeGreaterThan(0);
    expect((await page.window.fetch(`${location.origin}/own`)).status).toBeGreaterThan(0);
    expect(page.blocked()).toEqual([]);
  });

  test("XMLHttpRequest fails with its events, and can be opened again", async () => {
    const page = await openGuardedPage();
    const xhr = new page.window.XMLHttpRequest();
    const told: string[] = [];
    for (const type of ["readystatechange", "error", "loadend", "load"]) {
      xhr.addEventListener(type, () => told.push(`${type} ${xhr.readyState} ${xhr.status}`));
    }
    xhr.onerror = () => told.push("handler");
    xhr.open("POST", BLOCKED);
    xhr.setRequestHeader("X-A", "1");
    xhr.send("{}");
    await vi.waitFor(() =>
      expect(told).toEqual(["readystatechange 1 0", "readystatechange 4 0", "error 4 0", "handler", "loadend 4 0"]),
    );
    expect(page.requests()).toEqual([]);
    xhr.open("GET", "/");
    xhr.send();
    expect(xhr.readyState).toBe(1);
    await vi.waitFor(() => expect([xhr.readyState, xhr.status > 0]).toEqual([4, true]));
    expect(page.blocked()).toMatchObject([{ kind: "XMLHttpRequest", src: BLOCKED }]);
  });

  test("a synchronous XMLHttpRequest throws what a browser throws", async () => {
    const page = await openGuardedPage();
    const xhr = new page.window.XMLHttpRequest();
    xhr.open("GET", BLOCKED, false);
    expect(() => xhr.send()).toThrow(expect.objectContaining({ name: "NetworkError" }));
  });

  test("what counts is what is allowed when it is sent, not when it was opened", async () => {
    const page = await openGuardedPage({ allowed: ["analytics"] });
    const xhr = new page.window.XMLHttpRequest();
    const onError = vi.fn();
    xhr.onerror = onError;
    xhr.open("GET", BLOCKED);
    page.decide();
    xhr.send();
    await vi.waitFor(() => expect(onError).toHaveBeenCalledOnce());
    expect(page.requests()).toEqual([]);
  });

  test("sendBeacon answers false, and true for what passes", async () => {
    const page = await openGuardedPage();
    expect(page.window.navigator.sendBeacon(BLOCKED, "x")).toBe(false);
    expect(page.window.navigator.sendBeacon("/own", "x")).toBe(true);
    expect(page.blocked()).toMatchObject([{ kind: "sendBeacon", src: BLOCKED }]);
  });
});

describe("fetchLater", () => {
  test("is not kept for later either, whether or not the browser has it", async () => {
    const asked: unknown[] = [];
    const page = await openGuardedPage({
      before(window) {
        Reflect.set(window, "fetchLater", (input: unknown) => {
          asked.push(input);
          return { activated: true };
        });
      },
    });
    const fetchLater = Reflect.get(page.window, "fetchLater") as (input: unknown) => { activated: boolean };
    expect(fetchLater(new page.window.Request(BLOCKED))).toEqual({ activated: false });
    expect([fetchLater("/own").activated, asked]).toEqual([true, ["/own"]]);
    expect(page.blocked()).toMatchObject([{ kind: "fetchLater", src: BLOCKED }]);
  });
});

describe("connections", () => {
  test("a WebSocket is one, and closes with an error a moment later", async () => {
    const page = await openGuardedPage();
    const { WebSocket } = page.window;
    const socket = new WebSocket("wss://stats.invalid/socket");
    const told: string[] = [];
    socket.onerror = () => told.push("error");
    socket.addEventListener("close", (event) => told.push(`close ${event.code} ${event.wasClean}`));
    expect(socket).toBeInstanceOf(WebSocket);
    expect([socket.url, socket.CLOSED, socket.constructor]).toEqual(["wss://stats.invalid/socket", 3, WebSocket]);
    expect(() => socket.send("x")).not.toThrow();
    await vi.waitFor(() => expect(told).toEqual(["error", "close 1006 false"]));
    socket.close();
    expect(page.blocked()).toMatchObject([{ kind: "WebSocket", src: "wss://stats.invalid/socket" }]);
  });

  test("an EventSource fails for good", async () => {
    const page = await openGuardedPage();
    const source = new page.window.EventSource(BLOCKED);
    const onError = vi.fn();
    source.onerror = onError;
    await vi.waitFor(() => expect(onError).toHaveBeenCalledOnce());
    expect([source.readyState, source instanceof page.window.EventSource]).toEqual([2, true]);
    expect(page.requests()).toEqual([]);
  });

  test.each(["Worker", "SharedWorker"] as const)("a %s fails", async (kind) => {
    const page = await openGuardedPage();
    const worker = new page.window[kind]("https://stats.invalid/worker.js");
    const onError = vi.fn();
    worker.onerror = onError;
    await vi.waitFor(() => expect(onError).toHaveBeenCalledOnce());
    expect(page.blocked()).toMatchObject([{ kind }]);
  });

  test("workers of the page itself and of blobs run", async () => {
    const page = await openGuardedPage();
    const blob = page.window.URL.createObjectURL(new Blob(["postMessage('ran')"]));
    const onMessage = vi.fn();
    new page.window.Worker(blob).onmessage = onMessage;
    await vi.waitFor(() => expect(onMessage).toHaveBeenCalledOnce());
  });
});

describe("consent", () => {
  test("everything allowed lets everything pass; a withdrawal blocks again before it is announced", async () => {
    const page = await openGuardedPage({ allowed: ["functional", "analytics", "marketing", "maps"] });
    const ask = () => page.window.navigator.sendBeacon(BLOCKED, "x");
    expect(ask()).toBe(true);
    page.decide("functional");
    expect(ask()).toBe(false);
  });

  test("D18: what was agreed to passes once it has been announced, not before", async () => {
    const page = await openGuardedPage();
    page.decide("analytics");
    expect(page.window.navigator.sendBeacon(BLOCKED, "x")).toBe(false);
    page.allow("analytics");
    expect(page.window.navigator.sendBeacon(BLOCKED, "x")).toBe(true);
  });
});
