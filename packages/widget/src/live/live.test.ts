import type { ConsentCheckAnswer } from "@cookiehub/schemas/types";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { closePages, openPage, type TestPage } from "../../test/page-kit.ts";

/** A server that answers what the test says; the page's own `fetch` and `EventSource` lead to it. */
function createServer(page: TestPage) {
  const calls: string[] = [];
  const streams: (EventTarget & { readyState: number })[] = [];
  const server = { calls, streams, answer: {} as unknown, status: 200 };
  Object.assign(page.window, {
    async fetch(url: string, { method = "GET", body }: RequestInit) {
      calls.push([method, new URL(url).pathname.slice(15), body].filter(Boolean).join(" "));
      return { ok: server.status < 300, status: server.status, json: async () => server.answer };
    },
    EventSource: class extends EventTarget {
      readonly CLOSED = 2;
      readyState = 0;
      constructor() {
        super();
        streams.push(this);
      }
      close(): void {
        calls.push("close");
      }
    },
  });
  return server;
}

const toAnswer = (analytics: boolean, at: string): Partial<ConsentCheckAnswer> => ({
  categories: {
    functional: { consented: true, required: false },
    analytics: { consented: analytics, required: false },
    marketing: { consented: false, required: false },
  },
  consent_timestamp: at,
  expires_at: "2099-01-01T00:00:00.000Z",
  banner_config: { show_banner: false, banner_version: "1" },
});

let page: TestPage;
let server: ReturnType<typeof createServer>;
beforeEach(async () => {
  page = await openPage();
  server = createServer(page);
});
afterEach(closePages);

const login = () => page.api.identify({ userId: "ann", token: "1.ab" });
const tell = (answer: unknown) =>
  server.streams.at(-1)?.dispatchEvent(new MessageEvent("consent", { data: JSON.stringify(answer) }));

test("after a login the browser follows what the user chose on another device, and the banner goes", async () => {
  server.answer = toAnswer(true, "2026-11-20T10:00:00.000Z");
  login();
  await vi.waitFor(() => expect(page.api.getSnapshot()).toMatchObject({ decided: true, view: "none" }));
  expect(page.api.getSnapshot().choices).toMatchObject({ functional: true, analytics: true, marketing: false });
  expect(server.calls.map((call) => call.split(" ").slice(0, 2).join(" "))).toEqual(["POST /migrate", "GET"]);
  expect(page.requests).toEqual([]);
});

test("hears of a withdrawal on another device at once", async () => {
  server.answer = toAnswer(true, "2026-11-20T10:00:00.000Z");
  login();
  await vi.waitFor(() => expect(page.api.isAllowed("analytics")).toBe(true));
  tell(toAnswer(false, "2026-11-20T10:05:00.000Z"));
  expect(page.api.isAllowed("analytics")).toBe(false);
});

test("an older answer never replaces a later choice of this browser", async () => {
  page.api.rejectAll();
  server.answer = toAnswer(true, "2020-01-01T00:00:00.000Z");
  login();
  await vi.waitFor(() => expect(server.calls).toHaveLength(2));
  tell(toAnswer(true, "2020-01-01T00:00:00.000Z"));
  expect(page.api.isAllowed("analytics")).toBe(false);
});

test("after the logout the next person does not go by what the user chose", async () => {
  server.answer = toAnswer(true, "2026-11-20T10:00:00.000Z");
  login();
  await vi.waitFor(() => expect(page.api.isAllowed("analytics")).toBe(true));
  server.answer = { categories: {}, consent_timestamp: null, expires_at: null };
  page.api.forget();
  await vi.waitFor(() => expect(page.api.getSnapshot()).toMatchObject({ decided: false, view: "banner" }));
  expect([page.api.isAllowed("analytics"), server.calls]).toMatchObject([false, expect.arrayContaining(["close"])]);
});

test("a page that comes back out of the browser's cache asks for what was said while it was put away", async () => {
  login();
  await vi.waitFor(() => expect(server.calls).toHaveLength(2));
  page.window.dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true }));
  server.answer = toAnswer(true, "2026-11-20T10:00:00.000Z");
  page.window.dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
  await vi.waitFor(() => expect(page.api.isAllowed("analytics")).toBe(true));
  expect(server.streams).toHaveLength(2);
});

describe("a stream that the server refused to open again", () => {
  function refuse(at: number): void {
    const stream = server.streams[at];
    if (!stream) throw new Error("nobody listened");
    stream.readyState = 2;
    stream.dispatchEvent(new Event("error"));
  }

  test("is opened again later and later, and what was said meanwhile is read", async () => {
    const timers: { act: () => void; delayMs: number }[] = [];
    login();
    await vi.waitFor(() => expect(server.calls).toHaveLength(2));
    page.window.setTimeout = ((act: () => void, delayMs: number) => timers.push({ act, delayMs })) as never;
    for (const at of [0, 1]) {
      refuse(at);
      timers[at]?.act();
    }
    expect(server.streams).toHaveLength(3);
    expect(timers[0]?.delayMs).toBeLessThanOrEqual(4000);
    expect(timers[1]?.delayMs).toBeGreaterThanOrEqual(4000);
    await vi.waitFor(() => expect(page.api.getSnapshot().decided).toBe(false));
    server.answer = toAnswer(true, "2026-11-20T10:00:00.000Z");
    refuse(2);
    timers[2]?.act();
    await vi.waitFor(() => expect(page.api.isAllowed("analytics")).toBe(true));
  });

  test("stays closed where the browser comes back by itself, and after a logout", async () => {
    const timers: (() => void)[] = [];
    login();
    await vi.waitFor(() => expect(server.calls).toHaveLength(2));
    page.window.setTimeout = ((act: () => void) => timers.push(act)) as never;
    server.streams[0]?.dispatchEvent(new Event("error"));
    expect(timers).toEqual([]);
    refuse(0);
    page.api.forget();
    await vi.waitFor(() => expect(server.calls).toContain("close"));
    for (const act of timers) act();
    expect(server.streams).toHaveLength(1);
  });
});

describe("a logout that the server does not hear", () => {
  const fail = () => Object.assign(server, { status: 503 });

  test("leaves nothing of the user's choice: everything is refused and asked again, under another id", async () => {
    login();
    await vi.waitFor(() => expect(server.streams).toHaveLength(1));
    page.api.acceptAll();
    const { deviceId } = page.api.getSnapshot();
    fail();
    page.api.forget();
    await vi.waitFor(() => expect(page.api.getSnapshot()).toMatchObject({ decided: false, view: "banner" }));
    expect(page.api.isAllowed("analytics")).toBe(false);
    expect(page.api.getSnapshot().deviceId).not.toBe(deviceId);
    expect(page.errors).toHaveLength(1);
  });

  test("is done on a later page too, which has not seen the login", async () => {
    login();
    await vi.waitFor(() => expect(server.streams).toHaveLength(1));
    page.api.acceptAll();
    await vi.waitFor(() => expect(page.window.localStorage.getItem("cookiehub_user")).toBe("1"));
    page = await openPage();
    server = createServer(page);
    fail();
    expect(page.api.isAllowed("analytics")).toBe(true);
    page.api.forget();
    await vi.waitFor(() => expect(page.api.getSnapshot()).toMatchObject({ decided: false, view: "banner" }));
    expect(page.window.localStorage.getItem("cookiehub_user")).toBe("");
  });

  test("is done when the page goes away before the answer", async () => {
    login();
    await vi.waitFor(() => expect(server.streams).toHaveLength(1));
    page.api.acceptAll();
    page.window.fetch = () => new Promise(() => {});
    page.api.forget();
    await vi.waitFor(() => expect(server.calls).toContain("close"));
    page.window.dispatchEvent(new PageTransitionEvent("pagehide"));
    expect(page.api.getSnapshot().decided).toBe(false);
  });

  test("takes nothing from a visitor who was not logged in", async () => {
    page.api.acceptAll();
    fail();
    page.api.forget();
    await vi.waitFor(() => expect(page.errors).toHaveLength(1));
    expect(page.api.getSnapshot()).toMatchObject({ decided: true, status: "full" });
  });
});

test("a server that refuses or sends nonsense changes nothing, and is an error event", async () => {
  server.status = 401;
  login();
  await vi.waitFor(() => expect(page.errors).toHaveLength(1));
  server.status = 200;
  server.answer = "nonsense";
  login();
  await vi.waitFor(() => expect(server.streams).toHaveLength(1));
  server.streams[0]?.dispatchEvent(new MessageEvent("consent", { data: "{" }));
  expect(page.errors).toHaveLength(2);
  expect(page.api.getSnapshot()).toMatchObject({ decided: false, view: "banner" });
});
