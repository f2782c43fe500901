import { afterEach, describe, expect, test, vi } from "vitest";
import { closePages, openPage, type TestPage } from "../../test/page-kit.ts";
import { LOGOUT, OUTBOX_KEY } from "../send/outbox.ts";
import { createLogouts } from "./logouts.ts";

afterEach(closePages);

const readOutbox = () => JSON.parse(localStorage.getItem(OUTBOX_KEY) ?? "[]") as { choice: string }[];
const isKept = () => readOutbox().some(({ choice }) => choice === LOGOUT);

/** A server that takes everything and knows nobody's choice. */
function serve(page: TestPage): string[] {
  const calls: string[] = [];
  Object.assign(page.window, {
    async fetch(url: string, { method = "GET" }: RequestInit) {
      calls.push(`${method} ${new URL(url).pathname.slice(15)}`.trim());
      return {
        ok: true,
        status: 200,
        json: async () => ({ categories: {}, consent_timestamp: null, expires_at: null }),
      };
    },
    EventSource: class extends EventTarget {
      close(): void {}
    },
  });
  return calls;
}

/** A page on which a user has logged in and agreed. */
async function openUsersPage(): Promise<TestPage> {
  const page = await openPage();
  serve(page);
  page.api.identify({ userId: "ann", token: "1.ab" });
  page.api.acceptAll();
  await vi.waitFor(() => expect(localStorage.getItem("cookiehub_user")).toBe("1"));
  await vi.waitFor(() => expect(readOutbox()).toEqual([]));
  return page;
}

/** Leaves what a logout leaves on a page where nothing could be loaded. */
const leaveLogout = () =>
  localStorage.setItem(OUTBOX_KEY, JSON.stringify([{ choice: LOGOUT, key: "key_0123456789", place: ["shop", "/"] }]));

describe("a logout", () => {
  test("is kept with the click, and no longer than it takes to act on it", async () => {
    const page = await openUsersPage();
    page.api.forget();
    expect(isKept()).toBe(true);
    await vi.waitFor(() => expect(page.api.getSnapshot()).toMatchObject({ decided: false, view: "banner" }));
    expect(isKept()).toBe(false);
  });

  test("for which a page could load nothing is done by the next page, by itself and once", async () => {
    (await openUsersPage()).close();
    leaveLogout();
    const page = await openPage({ isStarted: false });
    const calls = serve(page);
    page.begin();
    await vi.waitFor(() => expect(page.api.getSnapshot()).toMatchObject({ decided: false, view: "banner" }));
    expect(page.api.isAllowed("analytics")).toBe(false);
    expect([isKept(), calls.filter((call) => call === "DELETE /link")]).toEqual([false, ["DELETE /link"]]);
  });

  test("of a page before comes before the login of this one", async () => {
    (await openUsersPage()).close();
    leaveLogout();
    const page = await openPage({ isStarted: false });
    const calls = serve(page);
    page.begin();
    page.api.identify({ userId: "bea", token: "1.cd" });
    await vi.waitFor(() => expect(calls).toContain("POST /migrate"));
    expect(calls.indexOf("DELETE /link")).toBe(0);
    // The next user does not go by what the one before chose, and stays logged in.
    expect(page.api.isAllowed("analytics")).toBe(false);
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(calls.filter((call) => call === "DELETE /link")).toHaveLength(1);
  });

  test("of somebody who has decided nothing leaves nothing behind (L1)", async () => {
    const page = await openPage();
    serve(page);
    page.api.forget();
    expect(localStorage.length).toBe(0);
  });
});

test("where the storage takes no more writes, a logout that was acted on is not acted on again by this page", () => {
  const entry = { choice: LOGOUT, key: "key_0123456789", place: ["shop", "/"] as const };
  const logouts = createLogouts({ here: [entry], stored: () => [entry, "rubbish", null] }, { writeItem: () => false });
  expect(logouts.isOpen()).toBe(true);
  logouts.settle();
  expect(logouts.isOpen()).toBe(false);
});
